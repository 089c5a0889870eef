"""A complaint's history as its page shows it: days, acts within a day, lines within an act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from web.history_words import Line, Teller, line_of
from web.present import local
from workflow.core.events import Recorded

WEIGHT = ("move", "late", "mark", "words", "clock")
"""What an act was comes before what followed from it."""

NEWEST = 30
"""So many acts are shown open; what is older waits folded below them."""


@dataclass(frozen=True, slots=True)
class Deed:
    """All that one act brought about, and who did it."""

    at: datetime
    actor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The acts of one local date."""

    on: date
    deeds: tuple[Deed, ...]


def by_day(history: Iterable[Recorded], teller: Teller) -> tuple[Day, ...]:
    """The history, newest day first; within a day the newest act first."""
    shown = (recorded for recorded in history if teller.shows(recorded.event))
    deeds = [_deed(list(events), teller) for _, events in groupby(shown, key=_act_of)]
    newest_first = reversed(deeds)
    days = groupby(newest_first, key=lambda deed: local(deed.at).date())
    return tuple(Day(on, tuple(of_day)) for on, of_day in days)


def newest(days: Sequence[Day], most: int = NEWEST) -> tuple[list[Day], list[Day]]:
    """The newest acts, and the older ones; a day on which the count runs out is in both."""
    open_days: list[Day] = []
    older: list[Day] = []
    for day in days:
        here, there = day.deeds[:most], day.deeds[most:]
        most -= len(here)
        open_days += [Day(day.on, here)] if here else []
        older += [Day(day.on, there)] if there else []
    return open_days, older


def _act_of(recorded: Recorded) -> tuple[datetime, str]:
    return recorded.at, recorded.actor


def _deed(events: list[Recorded], teller: Teller) -> Deed:
    told = (line_of(recorded.event, teller) for recorded in events)
    lines = tuple(sorted(told, key=lambda line: WEIGHT.index(line.kind)))
    return Deed(events[0].at, teller.who.actor(events[0].actor), lines)
