"""What an office says about its working time, as plain data.

`calendar.py` turns these rules into tables. Nothing here reads a file or counts a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from itertools import pairwise

MIDNIGHT = time.min
"""As the end of a period: 24:00, the end of its day."""


class BadRules(ValueError):
    """The rules of a calendar contradict themselves."""


class DayKind(StrEnum):
    """Who gave the day off; both national kinds close the office."""

    NATIONAL = "national"
    JOINT_LEAVE = "joint_leave"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of office time on one day, local; it ends at 24:00 where `end` is 00:00."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end != MIDNIGHT and self.end <= self.start:
            raise BadRules(
                f"{self}: a period ends after it starts; one that runs past midnight is two."
            )

    def __str__(self) -> str:
        end = "24:00" if self.end == MIDNIGHT else f"{self.end:%H:%M}"
        return f"{self.start:%H:%M}-{end}"


Week = Mapping[int, tuple[Period, ...]]
"""Office time by weekday, Monday 0 to Sunday 6; a weekday that is not named has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A date on which the office is closed. `estimate`: no decree has fixed the date yet."""

    on: date
    kind: DayKind
    name: str
    legal_basis: str = ""
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A date that is a working day after all; it outranks every day off."""

    on: date
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Other hours from `first` to `last`, both included, such as the short days of Ramadan."""

    name: str
    first: date
    last: date
    week: Week
    legal_basis: str = ""
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRules:
    """One calendar from `first` to `last`, both included; nothing is known beyond them.

    `round_the_clock` sets week, seasons and days off aside: every day is a working day of
    24 hours. `after_hours_next_day`: what arrives when the office has closed for the day
    counts as received on the next working day (off: on the day it came). Days off of a
    later year than `decreed_to` are incomplete, since joint leave is decreed year by year.
    Raises `BadRules`.
    """

    id: str
    zone: str
    first: date
    last: date
    week: Week = field(default_factory=dict)
    seasons: tuple[Season, ...] = ()
    days_off: tuple[DayOff, ...] = ()
    removals: tuple[Removal, ...] = ()
    round_the_clock: bool = False
    after_hours_next_day: bool = False
    decreed_to: date | None = None
    name_id: str = ""
    """What it is called in Indonesian; empty: by its id."""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadRules(f"{self.id}: the calendar ends before it begins.")
        for week in (self.week, *(season.week for season in self.seasons)):
            _check_week(week)
        for one, other in pairwise(sorted(self.seasons, key=lambda season: season.first)):
            if other.first <= one.last:
                raise BadRules(f"the seasons {one.name} and {other.name} overlap.")


def _check_week(week: Week) -> None:
    for periods in week.values():
        for one, other in pairwise(periods):
            if one.end == MIDNIGHT or other.start < one.end:
                raise BadRules(f"the periods {one} and {other} overlap or are not in order.")
