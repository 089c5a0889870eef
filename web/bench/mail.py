"""Mixed mails from raw bytes to complaints; the limit is the standard library parsing alone.

End to end: inbox, parsing, matching, person, files, complaint, clocks, receipt.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from time import process_time

from config.wiring import Installation
from web.bench.figures import PER_SECOND, Figure, Watch, Work, seconds
from web.bench.mails import mails
from web.bench.stage import MONDAY, Stage
from workflow.core.messages import RawMessage

SIZE = 400
MILLISECONDS = 1_000


def measure(stage: Stage) -> Iterator[Figure]:
    """Mails a second, and the milliseconds for each of the processor, however busy the machine."""
    bodies = list(mails(stage.size))
    parsing = _clocked(lambda: [_parse(body) for body in bodies], stage.watch)
    with stage.office("email") as office:
        taking = _clocked(lambda: _take(office, bodies), stage.watch)
    own, most = stage.size / taking.seconds, stage.size / parsing.seconds
    yield Figure(name="mail intake", size=stage.size, ours=own, limit=most, unit=PER_SECOND)
    own, most = taking.processor / stage.size, parsing.processor / stage.size
    name, each = "mail intake, processor", MILLISECONDS
    yield Figure(name=name, size=stage.size, ours=own * each, limit=most * each, unit="ms each")


def _take(office: Installation, bodies: list[bytes]) -> Counter[str]:
    raws = [RawMessage("email", "office", f"mail-{n}", body) for n, body in enumerate(bodies)]
    return Counter(office.intake.take(raw, MONDAY).fate for raw in raws)


def _parse(body: bytes) -> int:
    """What it costs to have every header and part of a mail, and do nothing with it."""
    mail = message_from_bytes(body, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    size = sum(len(str(value)) for value in mail.values())
    for part in mail.walk():
        if not part.is_multipart():
            size += len(part.get_payload(decode=True) or b"")
    return size


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds by the stage's watch, and of the processor."""

    seconds: float
    processor: float


def _clocked(work: Work, watch: Watch) -> _Spent:
    began = process_time()
    taken = seconds(work, watch)
    return _Spent(taken, process_time() - began)
