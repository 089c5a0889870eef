"""Offices for stories about working time, small enough to compute by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from workflow.core.calendar import (
    Calendar,
    CalendarRules,
    DayKind,
    DayOff,
    Period,
    Removal,
    Season,
    Week,
)
from workflow.core.pauses import Pause

MON_TO_THU = ("07:30-12:00", "13:00-16:00")
"""7 h 30 min = 450 minutes."""
FRIDAY = ("07:30-11:30", "13:00-16:30")
"""7 h 30 min as well."""
RAMADAN = ("08:00-12:00", "12:30-15:00")
"""6 h 30 min = 390 minutes."""


def period(words: str) -> Period:
    """`07:30-12:00`, or `20:00-24:00`."""
    start, end = words.replace("24:00", "00:00").split("-")
    return Period(time.fromisoformat(start), time.fromisoformat(end))


def week(days: Mapping[int, tuple[str, ...]]) -> Week:
    """Weekdays (Monday 0) and their periods, in words."""
    return {day: tuple(period(words) for words in each) for day, each in days.items()}


def holiday(on: str, name: str = "Holiday", *, estimate: bool = False) -> DayOff:
    """A national holiday, with a decree unless it is an estimate."""
    return DayOff(
        on=date.fromisoformat(on),
        kind=DayKind.NATIONAL,
        name=name,
        legal_basis="" if estimate else "Decree 1",
        estimate=estimate,
    )


OFFICE_WEEK = week({0: MON_TO_THU, 1: MON_TO_THU, 2: MON_TO_THU, 3: MON_TO_THU, 4: FRIDAY})
RAMADAN_WEEK = week(dict.fromkeys(range(5), RAMADAN))

PLAIN = CalendarRules(
    id="office",
    zone="Asia/Jakarta",
    first=date(2025, 1, 1),
    last=date(2028, 12, 31),
    week=OFFICE_WEEK,
)
"""Monday to Thursday 07.30-12.00 and 13.00-16.00, Friday 07.30-11.30 and 13.00-16.30."""


def with_days_off(rules: CalendarRules, *days: DayOff) -> CalendarRules:
    """The same, closed on more days."""
    return replace(rules, days_off=(*rules.days_off, *days))


def with_removals(rules: CalendarRules, *days: str) -> CalendarRules:
    """The same, working on these dates after all."""
    return replace(rules, removals=tuple(Removal(date.fromisoformat(day)) for day in days))


def with_ramadan(rules: CalendarRules, first: str, last: str) -> CalendarRules:
    """The same, with short days in between."""
    season = Season(
        name="Ramadan",
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        week=RAMADAN_WEEK,
        approximate=True,
    )
    return replace(rules, seasons=(*rules.seasons, season))


OFFICE = Calendar(PLAIN)
SHELTER = Calendar(replace(PLAIN, id="shelter", week={}, round_the_clock=True))


def on_clock(calendar: Calendar, words: str) -> datetime:
    """An instant in UTC at which the office's clock shows this."""
    return datetime.fromisoformat(words).replace(tzinfo=calendar.zone).astimezone(UTC)


def pause(calendar: Calendar, began: str, ended: str | None) -> Pause:
    """A pause on the office's clock."""
    return on_clock(calendar, began), None if ended is None else on_clock(calendar, ended)


def shown(calendar: Calendar, at: datetime | None) -> str | None:
    """An instant as the office's clock shows it, to the minute."""
    return None if at is None else f"{calendar.local(at):%a %Y-%m-%d %H:%M}"
