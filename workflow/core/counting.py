"""The two ways to count a span over a calendar: whole days, and time that runs.

Ticks in, ticks out; what the rules mean for people is told in `deadlines.py`, which is the
door to all of this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.core.calendar import Calendar
from workflow.core.pauses import FOREVER, Pause, joined
from workflow.core.spans import Unit
from workflow.core.worktime import HOUR, MINUTE, Days, RealTime, Worktime, ticks

TICKS_IN = {
    Unit.WORKING_HOURS: HOUR,
    Unit.WORKING_MINUTES: MINUTE,
    Unit.HOURS: HOUR,
    Unit.MINUTES: MINUTE,
}
"""The units that run; the others are whole days."""

_REAL_TIME = RealTime()

Stops = Sequence[tuple[int, int]]
"""Pauses in order and apart, in ticks."""


# Made by the dozen for each command and thrown away: to freeze one takes longer than to use it.


@dataclass(slots=True)
class DayCount:
    """Days from number `since` on, less those that a pause takes.

    `zero` is the ordinal of day 0, the date that is not counted.
    """

    days: Days
    zero: int
    since: int
    stops: Stops
    calendar: Calendar

    def nth(self, count: int) -> int | None:
        """The number of the count-th day; none when a pause without an end comes before."""
        last = self.since + count - 1
        for began, ended in self.stops:
            first, behind = self.days.lost(began, ended, self.since)
            if first > last:
                break
            if ended == FOREVER:
                return None
            last += behind - first
        return last

    def over(self, count: int) -> int | None:
        """When so many days have closed."""
        nth = self.nth(count)
        return None if nth is None else self.days.end(nth)

    def run(self, until: int) -> float:
        """How many days have closed by then."""
        closed = self.days.ended(until)
        lost = 0
        for began, ended in self.stops:
            first, behind = self.days.lost(began, ended, self.since)
            lost += max(0, min(behind, closed) - first)
        return float(max(0, closed - self.since) - lost)

    def share(self, count: int, percent: int) -> int | None:
        """When that part of so many days is used; a part of a day is a part of its time."""
        whole, rest = divmod(count * percent, 100)
        if rest == 0:
            return self.over(whole)
        nth = self.nth(whole + 1)
        if nth is None:
            return None
        run = self._time()
        end = self.days.end(nth)
        before = run.until(self.calendar.reach.begin(self.days.ordinal(nth)))
        return run.when(before + (run.until(end) - before) * rest // 100)

    def _time(self) -> RealTime | Worktime:
        calendar = self.calendar
        return calendar.worktime if self.days is calendar.working_days else _REAL_TIME


@dataclass(slots=True)
class TimeCount:
    """Office time or real time from `start` on, less what passes inside of pauses."""

    time: RealTime | Worktime
    start: int
    stops: Stops
    size: int

    def over(self, count: int) -> int | None:
        """When so many hours (or minutes) have run; none if a pause without an end is before."""
        return self._after(count * self.size)

    def run(self, until: int) -> float:
        """How many hours (or minutes) have run by then."""
        return self.passed(self.start, until) / self.size

    def share(self, count: int, percent: int) -> int | None:
        """When that part of so many hours has run."""
        return self._after(count * self.size * percent // 100)

    def passed(self, since: int, until: int) -> int:
        """Ticks that count between two instants."""
        stopped = (
            self.time.until(min(ended, until)) - self.time.until(max(began, since))
            for began, ended in self.stops
            if began < until and ended > since
        )
        return self.time.until(until) - self.time.until(since) - sum(stopped)

    def _after(self, amount: int) -> int | None:
        goal = self.time.until(self.start) + amount
        for began, ended in self.stops:
            before = self.time.until(began)
            if before >= goal:
                break
            if ended == FOREVER:
                return None
            goal += self.time.until(ended) - before
        return self.time.when(goal)


def counted(
    calendar: Calendar, start: datetime, unit: Unit, pauses: Sequence[Pause]
) -> DayCount | TimeCount:
    """How a unit is counted from `start` on."""
    begin = ticks(start)
    stops = joined(pauses, begin) if pauses else ()
    if unit is Unit.WORKING_DAYS:
        days, zero = calendar.working_days, calendar.day_zero(start)
    elif unit is Unit.DAYS:
        days, zero = calendar.all_days, calendar.local(start).toordinal()
    else:
        real = unit is Unit.HOURS or unit is Unit.MINUTES
        time = _REAL_TIME if real else calendar.worktime
        return TimeCount(time, begin, stops, TICKS_IN[unit])
    return DayCount(days, zero, days.upto(zero), stops, calendar)
