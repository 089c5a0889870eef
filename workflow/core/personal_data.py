"""Finds in words what nobody should say in public: numbers, addresses, names that we know.

A hint for a person, who judges; it is never said to be complete. Pure: the names come from
whoever may open them. Under UU 27/2022 the office answers for what it publishes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NATIONAL_ID, PHONE, EMAIL, ADDRESS, NAME = "national_id", "phone", "email", "address", "name"
KINDS = (NATIONAL_ID, PHONE, EMAIL, ADDRESS, NAME)

_PATTERNS = (
    # NIK and family card number (KK): 16 digits, often written in groups.
    (NATIONAL_ID, re.compile(r"(?<![\d.,])(?:\d[ .\-]?){15}\d(?![\d])")),
    (EMAIL, re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")),
    (
        PHONE,
        re.compile(r"(?<![\d.,])(?:\+?62|0)[ .\-]?(?:\(?\d{2,4}\)?[ .\-]?)(?:\d[ .\-]?){5,9}\d"),
    ),
    (
        ADDRESS,
        re.compile(
            r"\b(?:jl|jln|jalan|gg|gang|dusun|dsn|perum|perumahan|kampung|kp)\b\.?\s+\w[^\n,;]{1,60}?"
            r"\b(?:no|nomor|blok|rt|rw)\b\.?\s*\w{1,6}"
            r"|\bRT\b\.?\s*\d{1,3}\s*/?\s*\bRW\b\.?\s*\d{1,3}",
            re.IGNORECASE,
        ),
    ),
)
SHORTEST_NAME = 3
LONGEST_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that looks like personal data: what kind, and the words themselves."""

    kind: str
    words: str


def findings(text: str, names: Iterable[str] = ()) -> tuple[Finding, ...]:
    """All that was found, each place once, the kinds in their order."""
    looked = text[:LONGEST_LOOKED_AT]
    found: list[Finding] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(looked):
            found.append(Finding(kind, match[0].strip()))
            looked = looked[: match.start()] + "\x00" * len(match[0]) + looked[match.end() :]
    return (*found, *_names(text[:LONGEST_LOOKED_AT], names))


def kinds_in(text: str) -> tuple[str, ...]:
    """The kinds of personal data in a text, without names."""
    there = {finding.kind for finding in findings(text)}
    return tuple(kind for kind in KINDS if kind in there)


def _names(text: str, names: Iterable[str]) -> Iterator[Finding]:
    """A whole name, or one word of it that is not too short to mean somebody."""
    for name in names:
        words = [re.escape(word) for word in name.split() if len(word) >= SHORTEST_NAME]
        if not words:
            continue
        for match in re.finditer(rf"\b(?:{'|'.join(words)})\b", text, re.IGNORECASE):
            yield Finding(NAME, match[0])
