"""Mixed mails from raw bytes to complaints; the limit is the standard library parsing alone.

End to end: inbox, parsing, matching, person, files, complaint, clocks, receipt.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from time import process_time

from config.wiring import Installation
from web.bench.figures import PER_SECOND, Figure, seconds
from web.bench.mails import mails
from web.bench.stage import MONDAY, Stage
from workflow.core.messages import RawMessage

SIZE = 400
MILLISECONDS = 1_000


def measure(stage: Stage) -> Iterator[Figure]:
    """Mails a second, and the processor's milliseconds for each."""
    bodies = list(mails(stage.size))
    parsing, bare_work = _clocked(lambda: [_parse(body) for body in bodies])
    with stage.office("email") as office:
        taking, work = _clocked(lambda: _take(office, bodies))
    own, most = stage.size / taking, stage.size / parsing
    yield Figure(name="mail intake", size=stage.size, ours=own, limit=most, unit=PER_SECOND)
    mine, bare = (spent / stage.size * MILLISECONDS for spent in (work, bare_work))
    name = "mail intake, processor"
    yield Figure(name=name, size=stage.size, ours=mine, limit=bare, unit="ms each")


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


def _clocked(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall, and of the processor."""
    began = process_time()
    taken = seconds(work)
    return taken, process_time() - began
