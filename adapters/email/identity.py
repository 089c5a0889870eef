"""One id for one mail, wherever its copy was read: a folder, an mbox, a Maildir, IMAP.

What changes on the way (Received, Delivered-To, X- headers, Status, line ends, the `>` that
an mbox puts before "From ") does not count; a shared Message-ID does not make two mails one.
"""

import hashlib
import re

from adapters.email.headers import LONGEST_FIELD, Headers, read_headers

_STABLE = (
    "from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to",
    "references", "content-type", "content-transfer-encoding", "auto-submitted",
)  # fmt: skip
_SPACE = re.compile(rb"\s+")
_ESCAPED = re.compile(rb"^>+(?=From )", re.MULTILINE)
_STEP = 1_048_576


def stable_id(body: bytes) -> str:
    """`sha256-` and a hash of what the sender wrote, in hexadecimal."""
    headers, start = read_headers(body, 0, len(body))
    return f"sha256-{_hash(headers, body, start)}"


def missing_id(body: bytes) -> str:
    """A Message-ID for a mail that has none; the top-level domain can never exist (RFC 2606)."""
    return f"<{stable_id(body)[:39]}@missing.invalid>"


def _hash(headers: Headers, body: bytes, start: int) -> str:
    found = hashlib.sha256()
    for name in _STABLE:
        for value in headers.every(name):
            words = _SPACE.sub(b" ", value[:LONGEST_FIELD]).strip()
            found.update(name.encode("ascii") + b":" + words + b"\n")
    found.update(b"\n")
    end = max(start, len(body.rstrip(b"\r\n\t ")))
    for place in _pieces(body, start, end):
        found.update(_normal(body[place[0] : place[1]]))
    return found.hexdigest()


def _pieces(body: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Whole lines, a megabyte at a time, so that a large mail is not copied at once."""
    out: list[tuple[int, int]] = []
    while start < end:
        stop = body.find(b"\n", min(start + _STEP, end), end) + 1 or end
        out.append((start, stop))
        start = stop
    return out


def _normal(piece: bytes) -> bytes:
    piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return _ESCAPED.sub(b"", piece) if b">From " in piece else piece
