"""When a span of time is over, how much of it has run, how much is left.

* "5 working days": the day on which it starts is day 0 and does not count; due at the close
  of business of the n-th working day, however short that day is.
* "8 working hours": office minutes, breaks left out; due when the last of them has passed.
* "14 days": calendar days, due at 24:00 local of the n-th; holidays do not move it.
* "72 hours": real time.

A count of zero is due at its start. Pauses may come in any order, overlap, begin before the
start and last for ever; what they cost:

* working days: each working day that closes inside of a pause counts for nothing; a pause
  that begins and ends within one working day, or while the office is closed, moves nothing;
* days: each day at whose end (24:00 local) it is paused counts for nothing;
* working hours: the office minutes inside; hours: all the time inside.

A pause without an end leaves no due time, unless the time was over before it began: a
breach that has happened does not go away when somebody asks a question afterwards.
All functions raise `BeyondCalendar` rather than guess, and `NaiveTime`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.core.calendar import Calendar
from workflow.core.counting import DayCount, TimeCount, counted
from workflow.core.pauses import Pause
from workflow.core.spans import Span, Unit
from workflow.core.trace import Trace, due_on, trace
from workflow.core.worktime import instant, ticks

__all__ = ["Course", "Pause", "Trace", "at_share", "due", "due_on", "left", "trace", "used"]

WHOLE = 100
"""Percent."""


def due(
    calendar: Calendar, start: datetime, span: Span, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When the span is over, aware UTC; none while a pause without an end holds it."""
    if span.count == 0:
        return instant(ticks(start))
    over = counted(calendar, start, span.unit, pauses).over(span.count)
    return None if over is None else instant(over)


@dataclass(slots=True)
class Course:
    """A span on its way over a calendar: counted once, asked more than once.

    One of nothing is over at its start, wherever the calendar ends: it is not counted.
    """

    start: datetime
    count: int
    counted: DayCount | TimeCount | None

    def due(self) -> datetime | None:
        """When the span is over; none while a pause without an end holds it."""
        over = self.counted.over(self.count) if self.counted else ticks(self.start)
        return None if over is None else instant(over)

    def share(self, percent: int) -> datetime | None:
        """When so many percent (0 to 100) are used, as `at_share`, of a span that has an end."""
        if not 0 <= percent <= WHOLE:
            raise ValueError(f"{percent} is not a share between 0 and {WHOLE} percent.")
        some = self.counted if percent else None
        at = some.share(self.count, percent) if some else ticks(self.start)
        return None if at is None else instant(at)


def course(calendar: Calendar, start: datetime, span: Span, pauses: Sequence[Pause] = ()) -> Course:
    """How a span runs over a calendar."""
    some = counted(calendar, start, span.unit, pauses) if span.count else None
    return Course(start, span.count, some)


def used(
    calendar: Calendar, start: datetime, unit: Unit, until: datetime, pauses: Sequence[Pause] = ()
) -> float:
    """How many of the unit have run by `until`: whole days, or hours with their fraction.

    A day has run when it has closed. What has run when a span is due is its count.
    """
    end = ticks(until)
    return counted(calendar, start, unit, pauses).run(end) if end > ticks(start) else 0.0


def left(
    calendar: Calendar, start: datetime, span: Span, now: datetime, pauses: Sequence[Pause] = ()
) -> float:
    """What remains of the span, in its own unit: nothing when it is due, negative after.

    On the last working day, before its close, one working day is left.
    """
    return span.count - used(calendar, start, span.unit, now, pauses)


def at_share(
    calendar: Calendar, start: datetime, span: Span, percent: int, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When so many percent (0 to 100) of the span are used; none where it has no due time.

    Days are shared out as they are counted: 75 % of 60 working days is the close of the
    45th. A fraction of a day is that share of its office time (of calendar days: of its
    24 hours), so 75 % of 2 working days is half-way through the second. It never comes
    before the start, nor after the due time, and never earlier for a greater share.
    Raises `ValueError` for other percentages.
    """
    run = course(calendar, start, span, pauses)
    at = run.share(percent)
    return None if run.due() is None else at
