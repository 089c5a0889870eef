"""Mixed mails from raw bytes to complaints; the limit is the standard library parsing alone.

Reading by itself, then end to end: inbox, parsing, matching, person, files, complaint, clocks,
receipt. Last one mail of 25 MB: how much the process grows, beside the mail's own size.
"""

import gc
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import shake_128
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

from config.wiring import Installation
from web.bench.figures import PER_SECOND, Figure, Watch, Work, seconds
from web.bench.mails import mails
from web.bench.stage import MONDAY, Stage
from workflow.core.messages import Channel, RawMessage

SIZE = 400
MILLISECONDS = 1_000
KILOBYTE, MEGABYTE = 1_024, 1_048_576
LARGEST = 18 * MEGABYTE
"""Bytes of a file that make a mail of 25 MB: base64 takes a third more, and line ends."""


def measure(stage: Stage) -> Iterator[Figure]:
    """Mails a second, and the milliseconds for each of the processor, however busy the machine."""
    bodies = list(mails(stage.size))
    parsing = _clocked(lambda: [_parse(body) for body in bodies], stage.watch)
    large = RawMessage("email", "office", "large", _large())
    with stage.office("email") as office:
        channel = office.channels.get("email")
        reading = _clocked(lambda: _read(channel, bodies), stage.watch)
        taking = _clocked(lambda: _take(office, bodies), stage.watch)
        grown = _growth(lambda: office.intake.take(large, MONDAY))
    own, most = stage.size / reading.seconds, stage.size / parsing.seconds
    yield Figure(name="mail reading", size=stage.size, ours=own, limit=most, unit=PER_SECOND)
    own = stage.size / taking.seconds
    yield Figure(name="mail intake", size=stage.size, ours=own, limit=most, unit=PER_SECOND)
    own, most = taking.processor / stage.size, parsing.processor / stage.size
    name, each = "mail intake, processor", MILLISECONDS
    yield Figure(name=name, size=stage.size, ours=own * each, limit=most * each, unit="ms each")
    own, most = grown / MEGABYTE, len(large.body) / MEGABYTE
    yield Figure(name="memory_25mb", size=1, ours=own, limit=most, unit="MB")


def _read(channel: Channel, bodies: list[bytes]) -> int:
    """All that our channel finds in each mail, kept nowhere."""
    return sum(len(channel.parse(raw)) for raw in _raws(bodies))


def _large() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Warga <warga@warga.example>", "Foto dan video kerusakan"
    mail["Message-ID"] = "<large@warga.example>"
    mail.set_content("Terlampir seluruh foto kerusakan di wisma 3.")
    content = b"%PDF-1.4\n" + shake_128(b"large").digest(LARGEST)
    mail.add_attachment(content, "application", "pdf", filename="kerusakan.pdf")
    return mail.as_bytes(policy=policy.SMTP)


def _growth(work: Work) -> int:
    """Bytes of memory that the process holds at most during some work, above those before.

    Linux tells; elsewhere, or where the mark cannot be set back, the whole process counts.
    """
    gc.collect()
    reset = Path("/proc/self/clear_refs")
    try:
        reset.write_text("5", encoding="ascii")
    except OSError:
        work()
        return getrusage(RUSAGE_SELF).ru_maxrss * KILOBYTE
    before = _memory("VmRSS")
    work()
    return _memory("VmHWM") - before


def _memory(field: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"^{field}:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * KILOBYTE if found else 0


def _take(office: Installation, bodies: list[bytes]) -> Counter[str]:
    return Counter(office.intake.take(raw, MONDAY).fate for raw in _raws(bodies))


def _raws(bodies: list[bytes]) -> list[RawMessage]:
    return [RawMessage("email", "office", f"mail-{n}", body) for n, body in enumerate(bodies)]


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
