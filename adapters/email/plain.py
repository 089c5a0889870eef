"""Plain text as it was written: flowed lines joined, armour and packed files taken out."""

import re
from dataclasses import dataclass

from adapters.email.transfer import uu_begin, uudecode

_HASH_FIELDS = re.compile(r"\A(?:[A-Za-z]+: [^\n]*\n)*+\n?")
_DASHED = re.compile(r"^- (?=-)", re.MULTILINE)
_COMMANDS = re.compile(r"<param>[^<]{0,200}</param>|</?[a-z][a-z0-9-]{0,59}>", re.IGNORECASE)
_BREAKS = re.compile(r"\n+")
_SIGNATURE = "-- "
CLOSED = "-----BEGIN PGP MESSAGE-----\n"
"""Below this line nobody reads without the key."""

MOST_FILES = 50


def unflowed(text: str, *, delete_space: bool) -> str:
    """Undo `format=flowed` (RFC 3676): a line that ends in a space goes on in the next."""
    out: list[str] = []
    paragraph: list[str] = []
    depth, is_open = 0, False
    for line in text.split("\n"):
        level = len(line) - len(line.lstrip(">"))
        words = line[level:].removeprefix(" ")
        if not (is_open and level == depth and words != _SIGNATURE):
            out.append("".join(paragraph))
            paragraph = [">" * level + " " * bool(level)]
        is_open = words.endswith(" ") and words != _SIGNATURE
        paragraph.append(words[:-1] if is_open and delete_space else words)
        depth = level
    out.append("".join(paragraph))
    return "\n".join(line if line == _SIGNATURE else line.rstrip(" ") for line in out[1:])


def unenriched(text: str) -> str:
    """The words of `text/enriched` (RFC 1896): commands dropped, single breaks are spaces."""
    text = _COMMANDS.sub("", text).replace("<<", "<")
    return _BREAKS.sub(lambda found: found[0][1:] or " ", text)


def without_armour(text: str) -> str:
    """The words of a clear-signed text (RFC 9580 7); the signature itself is not checked."""
    before, begin, rest = text.partition("-----BEGIN PGP SIGNED MESSAGE-----\n")
    signed, end, after = rest.partition("\n-----BEGIN PGP SIGNATURE-----")
    if not begin or not end:
        return text
    signed = _DASHED.sub("", _HASH_FIELDS.sub("", signed, count=1))
    return before + signed + after.partition("-----END PGP SIGNATURE-----")[2]


@dataclass(frozen=True, slots=True)
class UuFile:
    """A file that was written into the text."""

    name: bytes
    content: bytes


def without_uu(data: bytes) -> tuple[bytes, list[UuFile]]:
    """A text without the uuencoded files in it, and those files."""
    files: list[UuFile] = []
    kept: list[bytes] = []
    place = 0
    begin = uu_begin(data)
    while begin and len(files) < MOST_FILES:
        content, after = uudecode(data, begin.end())
        if content:
            files.append(UuFile(begin[1].strip(), content))
            kept.append(data[place : begin.start()])
            place = after
        begin = uu_begin(data, max(after, begin.end()) - 1)
    return b"\n".join([*kept, data[place:]]), files
