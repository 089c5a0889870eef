"""What each day on the way to a deadline did to the count, and why.

Asks the tables that the deadline itself was read from; decides nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflow.core.calendar import Calendar, DayOff, Season
from workflow.core.counting import DayCount, TimeCount
from workflow.core.worktime import MINUTE, Days, instant

_SATURDAY = 5


class Verdict(StrEnum):
    """What a day did to the count."""

    DAY_ZERO = "day 0"
    AFTER_HOURS = "after hours"
    """Before the working day on which a late arrival counts as received (a setting)."""
    COUNTED = "counted"
    WEEKEND = "weekend"
    CLOSED = "no office hours"
    DAY_OFF = "day off"
    PAUSED = "paused"
    OVER = "office time over"
    """A working day of which no minute was left when the clock started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceDay:
    """One local date; `amount` is what it added, `count` the total after it.

    Both are days for spans of days, else office minutes. `closes_at` stands on the office's
    clock. `day_off` is named even where it falls on a Sunday.
    """

    on: date
    verdict: Verdict
    amount: float = 0.0
    count: float = 0.0
    closes_at: datetime | None = None
    day_off: DayOff | None = None
    season: Season | None = None


@dataclass(frozen=True, slots=True)
class DaySteps:
    """The steps of a count of days: the dates (ordinals) from `first` to `last`."""

    count: DayCount
    first: int
    last: int

    def days(self) -> Iterator[TraceDay]:
        """Each date with its verdict, in order."""
        lost = {nth for stop in self.count.stops for nth in range(*self._lost(*stop))}
        days, total = self.count.days, 0
        for day in range(self.first, self.last + 1):
            verdict = Verdict.PAUSED if days.upto(day) - 1 in lost else Verdict.COUNTED
            if day <= self.count.zero:
                verdict = Verdict.AFTER_HOURS if day < self.count.zero else Verdict.DAY_ZERO
            elif not days.holds(day):
                verdict = _why_closed(self.count.calendar, day)
            amount = float(verdict is Verdict.COUNTED)
            total += int(amount)
            step = TraceDay(
                on=date.fromordinal(day), verdict=verdict, amount=amount, count=float(total)
            )
            yield _with_hours(self.count.calendar, days, step)

    def taken(self, began: int, ended: int) -> float:
        """How many days a pause has taken, up to the last."""
        first, behind = self._lost(began, ended)
        return float(behind - first)

    def _lost(self, began: int, ended: int) -> tuple[int, int]:
        first, behind = self.count.days.lost(began, ended, self.count.since)
        return first, max(first, min(behind, self.count.days.upto(self.last)))


@dataclass(frozen=True, slots=True)
class TimeSteps:
    """The steps of a count of office time up to an instant, the due time or an open pause."""

    calendar: Calendar
    count: TimeCount
    until: int

    def days(self) -> Iterator[TraceDay]:
        """Each date with the minutes that it gave, in order."""
        first, last = (
            self.calendar.local(instant(at)).toordinal()
            for at in (self.count.start, max(self.count.start, self.until - 1))
        )
        total = 0
        for day in range(first, last + 1):
            since = max(self.count.start, self.calendar.reach.begin(day))
            until = min(self.until, self.calendar.reach.begin(day + 1))
            amount = self.count.passed(since, until)
            total += amount
            step = TraceDay(
                on=date.fromordinal(day),
                verdict=Verdict.COUNTED if amount else self._why_nothing(day, since, until),
                amount=amount / MINUTE,
                count=total / MINUTE,
            )
            yield _with_hours(self.calendar, self.calendar.working_days, step)

    def taken(self, began: int, ended: int) -> float:
        """How many minutes a pause has taken, up to the due time."""
        ended = min(ended, self.until)
        if ended <= began:
            return 0.0
        return (self.count.time.until(ended) - self.count.time.until(began)) / MINUTE

    def _why_nothing(self, day: int, since: int, until: int) -> Verdict:
        if not self.calendar.working_days.holds(day):
            return _why_closed(self.calendar, day)
        office_time = self.count.time.until(until) > self.count.time.until(since)
        return Verdict.PAUSED if office_time else Verdict.OVER


def _why_closed(calendar: Calendar, day: int) -> Verdict:
    on = date.fromordinal(day)
    if calendar.day_off(on) and calendar.hours(on):
        return Verdict.DAY_OFF
    return Verdict.WEEKEND if on.weekday() >= _SATURDAY else Verdict.CLOSED


def _with_hours(calendar: Calendar, days: Days, step: TraceDay) -> TraceDay:
    """What the calendar says of the date; calendar days have neither holidays nor seasons."""
    if days is calendar.all_days:
        return step
    day = step.on.toordinal()
    closes = instant(days.end(days.upto(day) - 1)) if days.holds(day) else None
    return replace(
        step,
        closes_at=calendar.local(closes) if closes else None,
        day_off=calendar.day_off(step.on),
        season=calendar.season(step.on) if closes else None,
    )
