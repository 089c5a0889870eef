"""What will be late within the next ten working days if everybody goes on at today's pace.

A unit's pace is what it ended in the last four weeks, by working day. It takes what is due
first first, the late ones before all others. Whatever has its turn only after its due date
is counted as at risk. Paused clocks have no due date and are left out.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflow.core.calendar import Calendar
from workflow.store.figures import Running

DAYS = 10
"""Working days ahead."""

WEEKS_BACK = 4
"""The weeks whose pace is taken for today's."""


@dataclass(frozen=True, slots=True)
class DayAhead:
    """A working day: what falls due on it, or on days off before it, and what is at risk."""

    on: date
    due: tuple[int, ...]
    at_risk: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The ten working days ahead, and the end of the last."""

    days: tuple[date, ...]
    until: datetime


def stretch(calendar: Calendar, now: datetime) -> Stretch:
    """The next ten working days, with today where the office is still open."""
    today = calendar.local(now).date()
    with_today = calendar.is_working(today) and now < calendar.close_of(today)
    first = 0 if with_today else 1
    days = tuple(calendar.nth_working_day(today, n) for n in range(first, first + DAYS))
    return Stretch(days, calendar.at(days[-1] + timedelta(days=1)))


def pace_since(calendar: Calendar, now: datetime) -> tuple[datetime, int]:
    """Since when the pace is taken, and how many working days that is."""
    today = calendar.local(now).date()
    began = today - timedelta(weeks=WEEKS_BACK)
    return calendar.at(began), max(1, calendar.working_days_between(began, today))


def outlook(
    calendar: Calendar,
    ahead: Stretch,
    running: Sequence[Running],
    pace: Mapping[str, float],
    late: Mapping[str, int],
) -> tuple[DayAhead, ...]:
    """What falls due on each day, and what of it is at risk.

    `running` is in order of due, without the late ones, which `late` counts by unit.
    """
    # What is due at 24:00 is due on the day that ends then; a day off is the next one's.
    ends = [calendar.at(day + timedelta(days=1)) for day in ahead.days]
    due: list[list[int]] = [[] for _ in ends]
    risk: list[list[int]] = [[] for _ in ends]
    places = Counter(late)
    for one in running:
        places[one.unit] += 1
        nth = bisect_left(ends, one.due_at)
        due[nth].append(one.id)
        if _day_of_turn(places[one.unit], pace.get(one.unit, 0.0)) > nth + 1:
            risk[nth].append(one.id)
    return tuple(
        DayAhead(*one) for one in zip(ahead.days, map(tuple, due), map(tuple, risk), strict=True)
    )


def _day_of_turn(place: int, pace: float) -> float:
    """On which working day somebody's turn comes, counted from 1."""
    return math.ceil(place / pace) if pace else math.inf
