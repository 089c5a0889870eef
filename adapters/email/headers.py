"""The header block of a mail or a part, as it came: names and raw bytes.

Finds where the block ends even when the blank line is missing or a line is broken, and
gives up nothing that stands below. Values are decoded elsewhere (`words.py`), only when
asked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.email.words import header_text

MOST_FIELDS = 1_000
LONGEST_FIELD = 65_536
"""Bytes of one field that are read; real ones with a thousand addresses stay below."""

LONGEST_BLOCK = 2_097_152
"""Bytes of a header block that are looked at line by line."""

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z)")
_BLANK = re.compile(rb"[ \t]*\r?(?:\n|\Z)")
_LINE = re.compile(rb"[^\n]*(?:\n|\Z)")
_POSTMARK = re.compile(rb">?From (?![ \t]*:)[^\n]*\n")
_END = re.compile(rb"\n\r?\n")
_KNOWN = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|sender|reply-to|message-id|in-reply-to|references"
    rb"|mime-version|content-[a-z-]+|return-path|received|delivered-to|x-[!-9;-~]+"
    rb"|dkim-signature|user-agent|list-[a-z-]+|auto-submitted|precedence|importance)[ \t]*:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in the order of the mail; names in lower case, values raw and still folded."""

    fields: tuple[tuple[str, bytes], ...] = ()
    index: dict[str, tuple[bytes, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: list[tuple[str, bytes]]) -> "Headers":
        index: dict[str, tuple[bytes, ...]] = {}
        for name, value in fields:
            index[name] = (*index[name], value) if name in index else (value,)
        return cls(tuple(fields), index)

    def __contains__(self, name: str) -> bool:
        return name in self.index

    def raw(self, name: str) -> bytes:
        """The first value of that name, empty if there is none."""
        return self.index[name][0] if name in self.index else b""

    def every(self, name: str) -> tuple[bytes, ...]:
        return self.index.get(name, ())

    def text(self, name: str) -> str:
        """The first value of that name as people read it: one line, decoded."""
        return header_text(self.index[name][0]) if name in self.index else ""

    def word(self, name: str) -> str:
        """The first value in lower case, for headers that hold a keyword."""
        return self.text(name).lower()


def read_headers(data: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The header block at `start`, and where the body begins (at most `end`)."""
    found: list[tuple[str, bytes]] = []
    place = _skip_postmark(data, start, end)
    limit = min(end, place + LONGEST_BLOCK)
    while place < limit:
        line = _FIELD.match(data, place, end)
        if line:
            if len(found) < MOST_FIELDS:
                name = line[1].decode("ascii").lower()
                found.append(
                    (name, data[line.start(2) : min(line.end(2), line.start(2) + LONGEST_FIELD)])
                )
            place = line.end()
        elif blank := _BLANK.match(data, place, end):
            return Headers.of(found), blank.end()
        elif found and (after := _broken_line(data, place, end)):
            found[-1] = (found[-1][0], found[-1][1] + b" " + data[place:after])
            place = after
        else:
            return Headers.of(found), place if found else start
    if place >= end:
        return Headers.of(found), end
    last = _END.search(data, place, end)
    return Headers.of(found), last.end() if last else end


def _skip_postmark(data: bytes, start: int, end: int) -> int:
    postmark = _POSTMARK.match(data, start, end)
    return postmark.end() if postmark else start


def _broken_line(data: bytes, place: int, end: int) -> int:
    """Where the next header starts if the line at `place` is only a badly folded one."""
    after = place
    for line in _lines(data, place, end):
        if _KNOWN.match(data, after, end):
            return after
        after = line
    return 0


def _lines(data: bytes, place: int, end: int) -> Iterator[int]:
    """The ends of the next two lines, unless they are blank."""
    for _ in range(2):
        line = _LINE.match(data, place, end)
        if line is None or not line[0].strip():
            return
        place = line.end()
        yield place
