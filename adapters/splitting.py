"""Cuts a long text into numbered parts where a reader would.

As few parts as fit; then between paragraphs, else sentences, else words; inside a word
only if nothing else is left, and never inside what is read as one sign (an emoji with its
modifiers, a letter with its marks) nor inside a web address. Pure; knows no channel.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product

MOST = 4
"""More parts than this nobody reads: the officer shortens it or sends a document."""

MEASURES: Mapping[str, Callable[[str], int]] = {
    "characters": len,
    "bytes": lambda text: len(text.encode("utf-8", "surrogatepass")),
}
"""`Capabilities.longest_in` to how long a text is."""

_SPACES = re.compile(r"[^\S\u00a0\u2007\u202f]+")  # no-break spaces are there to be kept
_SENTENCE_END = re.compile(r"[.!?\u2026][\"')\]\u2019\u201d]{0,3}$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

_SLACK = (1.0, 0.5, 0.25, 0.0)
"""How much of a part may stay empty for the sake of a nicer break, tried in this order."""

_ZWJ = "\u200d"
_JOINED_TO_THE_LEFT = frozenset("\u200c\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_MARKS = frozenset({"Mn", "Mc", "Me"})
_TAGS = range(0xE0020, 0xE0080)
_FLAGS = range(0x1F1E6, 0x1F200)
_VIRAMA = 9
"""Canonical class of the sign that fuses two consonants, as pangkon does in Javanese."""


class TooLong(ValueError):
    """The text does not go into the parts that are allowed."""


def split(text: str, longest: int, unit: str = "characters", most: int = MOST) -> tuple[str, ...]:
    """The text in at most `most` parts, each at most `longest` of `unit`.

    One part stays as it is; several end in " (1/3)", counted in their length. White space
    at the cuts and ends is all that is lost. Raises `TooLong`.
    """
    measure = MEASURES[unit]
    if measure(text) <= longest:
        return (text,)
    text = text.strip()
    if measure(text) <= longest:
        return (text,)
    for count, slack in product(range(2, most + 1), _SLACK):
        parts = _layout(text, count, slack, lambda part: measure(part) <= longest)
        if parts:
            return parts
    raise TooLong(f"more than {most} parts of {longest} {unit}")


def may_break(text: str, at: int) -> bool:
    """Whether a reader sees the characters before and after `at` as two signs.

    The rules of UAX #29 for extended grapheme clusters that matter in messages, and one
    more: consonants fused by a virama stay together in every script.
    """
    if not 0 < at < len(text):
        return True
    left, right = text[at - 1], text[at]
    if "Cc" in (unicodedata.category(left), unicodedata.category(right)):
        return left + right != "\r\n"
    if right in _JOINED_TO_THE_LEFT or unicodedata.category(right) in _MARKS:
        return False
    if ord(right) in _TAGS or left == _ZWJ:
        return False
    if unicodedata.combining(left) == _VIRAMA and unicodedata.category(right) == "Lo":
        return False
    return not (_hangul_joins(left, right) or _splits_flag(text, at))


def _layout(
    text: str, count: int, slack: float, fits: Callable[[str], bool]
) -> tuple[str, ...] | None:
    """Exactly `count` parts, or nothing if the text is longer than those (or shorter)."""
    parts: list[str] = []
    for number in range(1, count + 1):
        suffix = f" ({number}/{count})"
        end, rest = _cut(text, slack, partial(_fits_with, fits, suffix))
        if not end:
            return None
        parts.append(text[:end] + suffix)
        text = text[rest:]
    return None if text else tuple(parts)


def _fits_with(fits: Callable[[str], bool], suffix: str, part: str) -> bool:
    return fits(part + suffix)


def _cut(text: str, slack: float, fits: Callable[[str], bool]) -> tuple[int, int]:
    """Where the part ends and where the rest begins; (0, 0) if there is no such place."""
    if fits(text):
        return len(text), len(text)
    most = bisect_left(range(len(text)), 1, key=lambda end: not fits(text[: end + 1]))
    breaks = list(_breaks(text, most))
    if breaks:
        nice = [one for one in breaks if one[0] and one[1] > most * (1 - slack)]
        _, end, rest = max(nice, default=breaks[-1])
        return end, rest
    inside = [found.span() for found in _ADDRESS.finditer(text) if found.start() < most]
    for end in range(most, 0, -1):
        if may_break(text, end) and not any(start < end < stop for start, stop in inside):
            return end, end
    return 0, 0


def _breaks(text: str, most: int) -> Iterator[tuple[int, int, int]]:
    """White space at which a part of 1 to `most` characters may end.

    In order: how nice the break is (2 a paragraph, 1 a sentence, 0 a word), its two ends.
    """
    for found in _SPACES.finditer(text):
        start, stop = found.span()
        if start > most:
            return
        if start and may_break(text, start) and may_break(text, stop):
            yield _niceness(text, start, stop), start, stop


def _niceness(text: str, start: int, stop: int) -> int:
    if text.count("\n", start, stop) > 1:
        return 2
    return 1 if _SENTENCE_END.search(text[max(0, start - 4) : start]) else 0


def _hangul_joins(left: str, right: str) -> bool:
    """Jamo that make one syllable block."""
    leading, vowel = range(0x1100, 0x1160), range(0x1160, 0x11A8)
    trailing, syllable = range(0x11A8, 0x1200), range(0xAC00, 0xD7A4)
    one, two = ord(left), ord(right)
    if one in leading:
        return two in leading or two in vowel or two in syllable
    return (one in vowel or one in syllable or one in trailing) and (
        two in trailing or (two in vowel and one not in trailing)
    )


def _splits_flag(text: str, at: int) -> bool:
    """Whether `at` lies between the two letters of a flag (regional indicators pair up)."""
    if ord(text[at]) not in _FLAGS:
        return False
    before = at
    while before and ord(text[before - 1]) in _FLAGS:
        before -= 1
    return (at - before) % 2 == 1
