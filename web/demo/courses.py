"""The courses that complaints of the demo office take, and how long each deed takes.

A course is written in deeds: `classify assign? return assign respond silence`. The mark `?`
gives it to a unit that will return it, `+` is slow but in time, `!` is late. Every course is
legal by the lifecycle (the tests walk them all); who does a deed is the player's to know.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from web.demo.rhythm import Pace


class Route(StrEnum):
    """What kind of arrival takes the course."""

    HANDLED = "handled"
    QUESTION = "question"
    PRAISE = "praise"
    OVERSIGHT = "oversight"
    GUARDED = "guarded"
    """A report of violence: nothing is asked back or passed round."""
    PROTECTED = "protected"
    """The same, and the police are told."""
    ENTITLED = "entitled"
    """Somebody asks about their own data, and it is done within 72 hours."""
    REFERRED = "referred"
    REJECTED = "rejected"
    LEADING = "leading"
    """Others will be merged into it, so it stays open for a while."""
    MERGED = "merged"
    UNFINISHED = "unfinished"
    """Came in these weeks and waits for somebody outside."""
    FRESH = "fresh"
    """Came in just now."""


DEEDS = {
    "classify": "",
    "assign": "",
    "ask": "",
    "supply": "",
    "lapse": "",
    "return": "return",
    "hold": "agency",
    "resume": "",
    "respond": "no_evidence",
    "confirm": "",
    "silence": "",
    "dispute": "",
    "close": "close",
    "refer": "agency",
    "reject": "reject",
    "merge": "",
    "withdraw": "withdraw",
    "reopen": "reopen",
    "note": "",
    "remind": "",
    "extend": "extend",
    "fulfil": "",
}
"""Every deed, with what the `code` of its step is: an agency, or a reason of the list named.

`lapse` and `silence` (the complaint closes by itself) are time's own doing: nothing is to be
done at such a step, and by then it is done, for they are planned with days to spare. `close`
is a supervisor's, `fulfil` a duty outside: the report to the police, or what was asked to be
done with somebody's data.
"""

MINUTES, DAYS, HOURS = "minutes", "days", "hours"
PACES = {
    "classify": Pace(5, 260, MINUTES),
    "classify!": Pace(2, 4, DAYS),
    "assign": Pace(5, 420, MINUTES),
    "ask": Pace(20, 500, MINUTES),
    "supply": Pace(2, 380, HOURS),
    "lapse": Pace(745, 760, HOURS),
    "return": Pace(1, 2, DAYS),
    "hold": Pace(0, 1, DAYS),
    "resume": Pace(2, 6, DAYS),
    "respond": Pace(1, 3, DAYS),
    "respond+": Pace(5, 8, DAYS),
    "respond!": Pace(23, 36, DAYS),
    "confirm": Pace(2, 110, HOURS),
    "silence": Pace(600, 620, HOURS),
    "dispute": Pace(3, 120, HOURS),
    "close": Pace(1, 6, DAYS),
    "refer": Pace(10, 400, MINUTES),
    "reject": Pace(2, 200, MINUTES),
    "merge": Pace(10, 420, MINUTES),
    "withdraw": Pace(4, 100, HOURS),
    "reopen": Pace(1, 5, DAYS),
    "note": Pace(0, 1, DAYS),
    "remind": Pace(3, 4, DAYS),
    "extend": Pace(1, 3, DAYS),
    "fulfil": Pace(1, 8, HOURS),
}
"""How long after the step before. Answering and closing by itself take what the office's rules
allow: 5 and 14 working days to answer, 30 days to complete, 10 working days of silence."""
ON_CALL = Pace(0, 2, HOURS)
"""How soon somebody looks at it where a person may be in danger, by day and by night."""

_DEED = re.compile(r"([a-z]+)([?+!]?)")


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed of a course, with its mark."""

    what: str
    mark: str

    @property
    def pace(self) -> Pace:
        """How long it takes."""
        return PACES.get(f"{self.what}{self.mark}") or PACES[self.what]


@dataclass(frozen=True, slots=True)
class Course:
    """`weight` of a hundred or so that take this one among the courses of their route."""

    weight: int
    written: str

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """The deeds in their order."""
        return _deeds_of(self.written)


@cache
def _deeds_of(written: str) -> tuple[Deed, ...]:
    return tuple(Deed(*found) for found in _DEED.findall(written))


COURSES: dict[Route, tuple[Course, ...]] = {
    Route.HANDLED: (
        Course(18, "classify assign respond confirm"),
        Course(19, "classify assign respond silence"),
        Course(4, "classify assign note respond silence"),
        Course(5, "classify ask supply assign respond confirm"),
        Course(5, "classify assign ask supply respond silence"),
        Course(7, "classify ask lapse"),
        Course(1, "classify ask lapse reopen assign respond confirm"),
        Course(4, "classify assign? return assign respond silence"),
        Course(3, "classify assign? return assign? return assign respond confirm"),
        Course(2, "classify assign? assign respond silence"),
        Course(4, "classify assign hold resume respond confirm"),
        Course(3, "classify assign hold note"),
        Course(4, "classify assign respond dispute respond confirm"),
        Course(3, "classify assign respond silence dispute respond silence"),
        Course(2, "classify assign respond dispute respond dispute respond confirm"),
        Course(2, "classify assign respond dispute remind"),
        Course(3, "classify withdraw"),
        Course(2, "classify assign withdraw"),
        Course(1, "classify withdraw reopen assign respond confirm"),
        Course(4, "classify assign remind respond! silence"),
        Course(2, "classify assign respond! dispute respond confirm"),
        Course(3, "classify assign remind note"),
        Course(3, "classify assign extend respond+ confirm"),
        Course(2, "classify! assign respond confirm"),
        Course(2, "classify assign note respond close"),
    ),
    Route.QUESTION: (
        Course(12, "classify respond silence"),
        Course(7, "classify respond confirm"),
        Course(4, "classify assign respond silence"),
        Course(2, "classify ask supply respond silence"),
        Course(1, "classify ask lapse"),
        Course(2, "classify assign respond! confirm"),
        Course(1, "classify withdraw"),
    ),
    Route.PRAISE: (
        Course(4, "classify reject"),
        Course(2, "classify respond close"),
    ),
    Route.OVERSIGHT: (
        Course(6, "classify assign respond confirm"),
        Course(6, "classify assign note respond close"),
        Course(2, "classify assign respond dispute respond close"),
        Course(2, "classify assign hold resume respond close"),
        Course(2, "classify assign ask supply respond close"),
        Course(2, "classify assign extend respond+ confirm"),
        Course(2, "classify assign remind respond! close"),
        Course(2, "classify assign note"),
        Course(1, "classify assign withdraw"),
    ),
    Route.GUARDED: (
        Course(4, "classify assign respond close"),
        Course(1, "classify assign respond dispute respond close"),
    ),
    Route.PROTECTED: (
        Course(4, "classify assign fulfil respond close"),
        Course(1, "classify assign fulfil respond dispute respond close"),
    ),
    Route.ENTITLED: (
        Course(3, "classify assign fulfil respond confirm"),
        Course(2, "classify assign fulfil respond silence"),
    ),
    Route.REFERRED: (
        Course(14, "classify refer"),
        Course(2, "classify ask supply refer"),
        Course(2, "classify assign refer"),
        Course(1, "classify refer reopen refer"),
        Course(1, "classify ask lapse"),
    ),
    Route.REJECTED: (
        Course(12, "classify reject"),
        Course(1, "classify reject reopen reject"),
    ),
    Route.LEADING: (
        Course(2, "classify assign respond+ silence"),
        Course(1, "classify assign note respond+ silence"),
    ),
    Route.MERGED: (Course(1, "classify merge"),),
    Route.UNFINISHED: (
        Course(3, "classify ask lapse"),
        Course(2, "classify assign ask lapse"),
        Course(5, "classify assign hold note"),
    ),
    Route.FRESH: (
        Course(3, ""),
        Course(1, "classify"),
    ),
}
