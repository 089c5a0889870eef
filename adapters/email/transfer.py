"""Undoing a content transfer encoding, damaged or not: base64, quoted-printable, uuencode.

Nothing here raises: what cannot be decoded comes back as it stands.
"""

import binascii
import re
from collections.abc import Callable
from itertools import islice

PLAUSIBLE = 0.9
"""Share of a base64 body that must be of its alphabet, else the label is false."""

MOST_PIECES = 1_000
"""Repairs of one body; what needs more is no mail that a person sent."""

_ENCODINGS = {
    "base64": "base64",
    "base-64": "base64",
    "base 64": "base64",
    "b": "base64",
    "quoted-printable": "quoted",
    "quoted printable": "quoted",
    "quotedprintable": "quoted",
    "quoted-printeable": "quoted",
    "q": "quoted",
    "x-uuencode": "uu",
    "x-uue": "uu",
    "uuencode": "uu",
    "uue": "uu",
}
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FOREIGN = bytes(set(range(256)) - set(_ALPHABET))
_BREAKS = b"\r\n\t =-_!>"
_MORE = re.compile(rb"=+[ \t]*\r?\n(?=[A-Za-z0-9+/]{2})")
_FIRST_LINE = re.compile(rb"\s*[A-Za-z0-9+/]{16,}={0,2}\s*(?:[\r\n]|\Z)")
_OTHER_LETTERS = re.compile(rb"[A-Za-z0-9][-_][A-Za-z0-9]")
_OWN_LETTERS = re.compile(rb"[+/]")
_TO_OWN = bytes.maketrans(b"-_", b"+/")
"""The alphabet for links (RFC 4648 5), which some programs take for mail too."""

_FOOTER = re.compile(rb"\n[-_*]{5,}[ \t]*\r?\n")
_BEGIN = re.compile(rb"(?:\A|\n)begin(?:-base64)?[ \t]+[0-7]{3,4}[ \t]+([^\r\n]+)\r?\n")
_SOFT = re.compile(rb"=[ \t]{1,9}\r?\n")


def encoding_of(label: str) -> str:
    """`base64`, `quoted`, `uu`, or empty for anything that leaves the bytes as they are."""
    label = label.strip().strip("\"';").lower()
    return _ENCODINGS.get(label, _ENCODINGS.get(label.partition(";")[0].strip(), ""))


def unwrap(data: bytes, label: str) -> bytes:
    """`data` without its transfer encoding."""
    undo = _UNDO.get(encoding_of(label))
    return undo(data) if undo else data


def _base64(data: bytes) -> bytes:
    if not _is_base64(data):
        return data
    footer = _FOOTER.search(data)
    data = data[: footer.start()] if footer else data
    if _OTHER_LETTERS.search(data) and not _OWN_LETTERS.search(data):
        data = data.translate(_TO_OWN)
    if not _MORE.search(data):
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            pass
    return _pieces(data)


def _is_base64(data: bytes) -> bool:
    if _FIRST_LINE.match(data):
        return True
    sample = data[:8_192]
    ours = len(sample.translate(None, _FOREIGN))
    others = len(sample.translate(None, _ALPHABET + _BREAKS))
    words = sample.count(b" ") > len(sample) // 40
    return not words and ours >= PLAUSIBLE * (ours + others)


def _pieces(data: bytes) -> bytes:
    """Damaged, or several encodings one after the other, each with its own padding.

    A piece that is not of the alphabet is what a mailing list or a scanner has put below.
    """
    out: list[bytes] = []
    place = 0
    ends = (more.end() for more in islice(_MORE.finditer(data), MOST_PIECES))
    for stop in (*ends, len(data)):
        piece = data[place:stop]
        if out and piece.translate(None, _ALPHABET + b"=\r\n\t "):
            break
        out.append(_forced(piece))
        place = stop
    return b"".join(out)


def _forced(data: bytes) -> bytes:
    letters = data.partition(b"=")[0].translate(None, _FOREIGN)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _quoted(data: bytes) -> bytes:
    return binascii.a2b_qp(_SOFT.sub(b"=\n", data, count=MOST_PIECES))


def _uu(data: bytes) -> bytes:
    begin = _BEGIN.search(data)
    if not begin:
        return data
    return uudecode(data, begin.end())[0]


def uu_begin(data: bytes, place: int = 0) -> re.Match[bytes] | None:
    """The next `begin 644 name` line; its first group is the name."""
    return _BEGIN.search(data, place)


def uudecode(data: bytes, place: int) -> tuple[bytes, int]:
    """The file whose lines begin at `place`, and where its `end` line is over."""
    out: list[bytes] = []
    while place < len(data):
        stop = data.find(b"\n", place) + 1 or len(data)
        line = data[place:stop].rstrip(b"\r\n")
        if line.strip() in {b"end", b"===="}:
            return b"".join(out), stop
        piece = _uu_line(line)
        if piece is None:
            return b"".join(out), place
        out.append(piece)
        place = stop
    return b"".join(out), place


def _uu_line(line: bytes) -> bytes | None:
    if line in {b"", b"`", b" "}:
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        pass
    try:  # some encoders leave trailing letters behind: take what the length letter says
        return binascii.a2b_uu(line[: ((line[0] - 32) & 63) * 4 // 3 + 3])
    except binascii.Error:
        return None


_UNDO: dict[str, Callable[[bytes], bytes]] = {"base64": _base64, "quoted": _quoted, "uu": _uu}
