"""When a span is over and how much of it has run, day by day and minute by minute.

The arithmetic of the recount: naive on purpose, on the walk of `core/walking.py`, and never
on the engine's tables. Instants have to be on whole minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from tests.workflow.core import walking
from tests.workflow.core.walking import Stretch, minute
from workflow.core.calendar import Calendar
from workflow.core.pauses import Pause
from workflow.core.spans import Span, Unit

DAYS = (Unit.DAYS, Unit.WORKING_DAYS)
A_DAY = 24 * 60


@cache
def walk(
    calendar: Calendar, start: datetime, span: Span, stands: tuple[Pause, ...]
) -> datetime | None:
    """When a span is over; none while a pause without an end holds it."""
    by = walking.by_days if span.unit in DAYS else walking.by_minutes
    return by(calendar, start, span, stands)


@dataclass(frozen=True, slots=True)
class Passing:
    """Time of one unit that passes on a calendar from `start` on, but for some pauses."""

    calendar: Calendar
    start: datetime
    unit: Unit
    stands: Sequence[Pause]

    def until(self, end: datetime) -> float:
        """Days that have closed, or hours or minutes that have passed."""
        runs = walking.stretches(self.start, self.stands)
        if self.unit in DAYS:
            return float(sum(self._days(minute(end), runs)))
        passed = set(self._minutes(minute(end)))
        for run in runs:
            passed.difference_update(range(run.began, min(run.ended, minute(end))))
        return len(passed) / (1 if self.unit in (Unit.MINUTES, Unit.WORKING_MINUTES) else 60)

    def _minutes(self, end: int) -> Iterator[int]:
        begin = minute(self.start)
        if self.unit in (Unit.HOURS, Unit.MINUTES):
            yield from range(begin, end)
            return
        for day in range(begin // A_DAY, end // A_DAY + 1):
            worked = walking.office_minutes(self.calendar, day)
            yield from (at for at in worked if begin <= at < end)

    def _days(self, until: int, runs: Sequence[Stretch]) -> Iterator[bool]:
        """Each day that has closed: whether the clock ran at its close."""
        whole = self.unit is Unit.DAYS
        on = walking.day_zero(self.calendar, self.start, self.unit) + walking.DAY
        while (end := walking.end_of(self.calendar, on)) - A_DAY <= until:
            close = end if whole else walking.close_of(self.calendar, on)
            if close <= until and (whole or walking.hours(self.calendar, on)):
                yield not any(
                    r.began < close and (r.ended > close or r.ended == close == end) for r in runs
                )
            on += walking.DAY
