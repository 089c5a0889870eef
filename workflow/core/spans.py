"""Spans of time as people say them: "5 working days", "8 working hours", "14 days", "72 hours".

Nothing here knows a calendar; `clocks.py` asks `calendar.py` what a span means.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Unit(StrEnum):
    """What a span is counted in."""

    WORKING_DAYS = "working days"
    WORKING_HOURS = "working hours"
    WORKING_MINUTES = "working minutes"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"


LONGEST = 100_000
_WORDS = re.compile(r"\s*(\d{1,6})\s+(working\s+)?(day|hour|minute)s?\s*", re.IGNORECASE)


class BadSpan(ValueError):
    """A span is a whole number and a unit, such as "5 working days" or "72 hours"."""


@dataclass(frozen=True, slots=True)
class Span:
    """A whole number of one unit."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read "5 working days"; raises `BadSpan` for anything else."""
        found = _WORDS.fullmatch(words)
        if not found or int(found[1]) > LONGEST:
            raise BadSpan(f"{words!r}: {BadSpan.__doc__}")
        return cls(int(found[1]), Unit(f"{'working ' if found[2] else ''}{found[3].lower()}s"))

    def __str__(self) -> str:
        words = str(self.unit)
        return f"{self.count} {words if self.count != 1 else words[:-1]}"
