"""The parts of a mail as a tree over its bytes; nothing is decoded or copied here.

Own reading instead of the standard parser: that one builds a string of the whole mail and
walks each line through every level, which makes nested bombs slow. Broken structure is
read the way mail programs do: a missing end boundary ends with the text, a boundary that
never comes leaves one plain part. Depth and number of parts are bounded.
"""

import re
from dataclasses import dataclass, field

from adapters.email.headers import Headers, read_headers
from adapters.email.transfer import encoding_of, unwrap
from adapters.email.words import media_type

_FALLBACK = "text/plain"
_GUESS = re.compile(
    rb"(?:\A|\n)--([^\s][^\r\n]{2,99}?)[ \t]*\r?\n(?=content-[a-z-]+:)", re.IGNORECASE
)
_NEWLINE, _RETURN = b"\n\r"
_LINE_REST = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
"""Types of a whole mail inside another."""


@dataclass(slots=True)
class Budget:
    """How much one mail may ask of us; `spent` says what was refused."""

    parts: int
    depth: int
    lookups: int = 50_000
    """Places that may look like a boundary."""
    spent: set[str] = field(default_factory=set)

    def take_part(self) -> bool:
        self.parts -= 1
        if self.parts < 0:
            self.spent.add("too-many-parts")
        return self.parts >= 0

    def take_lookup(self) -> bool:
        self.lookups -= 1
        if self.lookups < 0:
            self.spent.add("too-many-parts")
        return self.lookups >= 0


@dataclass(frozen=True, slots=True)
class Part:
    """A mail or a part of one. `data[start:end]` is its body, still transfer-encoded."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    data: bytes
    begin: int
    start: int
    end: int
    parts: tuple["Part", ...] = ()

    @property
    def disposition(self) -> str:
        """`attachment`, `inline`, ... or empty."""
        return media_type_word(self.headers.raw("content-disposition"))

    @property
    def encoding(self) -> str:
        return self.headers.text("content-transfer-encoding")

    def content(self, longest: int | None = None) -> bytes:
        """The decoded body; at most `longest` bytes of the encoded one are looked at."""
        end = self.end if longest is None else min(self.end, self.start + longest)
        return unwrap(self.data[self.start : end], self.encoding)

    def source(self) -> bytes:
        """Headers and body as they came."""
        return self.data[self.begin : self.end]


def media_type_word(raw: bytes) -> str:
    """The first word of a disposition, in lower case."""
    return raw.partition(b";")[0].strip().decode("ascii", "replace").lower()


def read_mime(data: bytes, budget: Budget) -> Part:
    """The tree of a whole mail."""
    return _read(data, (0, len(data)), _FALLBACK, budget, 0)


def _read(data: bytes, span: tuple[int, int], default: str, budget: Budget, depth: int) -> Part:
    begin, end = span
    headers, start = read_headers(data, begin, end)
    kind, parameters = media_type(headers.raw("content-type"), default)
    part = Part(headers, kind, parameters, data, begin, start, end)
    if not (kind.startswith("multipart/") or kind in MESSAGES):
        return part
    if depth >= budget.depth:
        budget.spent.add("too-deep")
        return part
    inner = _message(part, budget, depth) if kind in MESSAGES else _multipart(part, budget, depth)
    return Part(headers, kind, parameters, data, begin, start, end, inner)


def _message(part: Part, budget: Budget, depth: int) -> tuple[Part, ...]:
    if not budget.take_part():
        return ()
    if encoding_of(part.encoding):  # forbidden by RFC 2046 5.2.1, and done all the same
        body = part.content()
        return (_read(body, (0, len(body)), _FALLBACK, budget, depth + 1),)
    return (_read(part.data, (part.start, part.end), _FALLBACK, budget, depth + 1),)


def _multipart(part: Part, budget: Budget, depth: int) -> tuple[Part, ...]:
    boundary = part.parameters.get("boundary", "").encode("utf-8", "surrogateescape")
    spans = _spans(part, boundary, budget) if boundary else []
    if not spans and (guess := _GUESS.search(part.data, part.start, part.end)):
        spans = _spans(part, guess[1], budget)
    default = "message/rfc822" if part.media_type == "multipart/digest" else _FALLBACK
    out = []
    for span in spans:
        if not budget.take_part():
            break
        out.append(_read(part.data, span, default, budget, depth + 1))
    return tuple(out)


def _spans(part: Part, boundary: bytes, budget: Budget) -> list[tuple[int, int]]:
    """Where each part begins and ends, without the line break before a boundary."""
    marks = _marks(part, b"--" + boundary.rstrip(), budget)
    ends = [mark[0] for mark in marks[1:]] + [part.end] * bool(marks)
    return [
        (after, max(after, end))
        for (_, after, is_last), end in zip(marks, ends, strict=True)
        if not is_last
    ]


def _marks(part: Part, delimiter: bytes, budget: Budget) -> list[tuple[int, int, bool]]:
    """Each boundary line: where the text before it ends, where it ends, is it the last."""
    data, end = part.data, part.end
    out: list[tuple[int, int, bool]] = []
    place = data.find(delimiter, part.start, end)
    while place >= 0 and budget.take_lookup():
        after = _LINE_REST.match(data, place + len(delimiter), end)
        if after and (place == part.start or data[place - 1] == _NEWLINE):
            out.append((_before(data, place, part.start), after.end(), bool(after[1])))
        place = data.find(delimiter, place + len(delimiter), end)
    return out


def _before(data: bytes, place: int, start: int) -> int:
    """The end of the text above a boundary line: its line break belongs to the boundary."""
    if place > start and data[place - 1] == _NEWLINE:
        place -= 1
    return place - 1 if place > start and data[place - 1] == _RETURN else place
