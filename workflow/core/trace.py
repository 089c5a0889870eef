"""Why this date? A deadline taken apart so that a person can check it with a pencil.

Counts nothing by itself: it asks the tables that `deadlines.py` asks, and keeps what they
say of each day and each pause. The sentences are in `trace_words.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflow.core.calendar import Calendar
from workflow.core.counting import DayCount, TimeCount, counted
from workflow.core.pauses import FOREVER, Pause
from workflow.core.spans import Span, Unit
from workflow.core.trace_days import DaySteps, TimeSteps, TraceDay, Verdict
from workflow.core.worktime import instant, ticks

__all__ = ["Trace", "TraceDay", "TracePause", "Verdict", "due_on", "trace"]

_ENDS_WITH_A_DAY = (Unit.DAYS, Unit.WORKING_DAYS)
_REAL = (Unit.HOURS, Unit.MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePause:
    """A pause as it acted, overlapping ones joined into one; open where it has no end.

    `uncounted` is what it took up to the due time: days for spans of days, else minutes.
    """

    began_at: datetime
    ended_at: datetime | None
    uncounted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A deadline and its reasons. All instants are aware and stand on the office's clock.

    `days` goes from the start to the due time, or to the beginning of the pause that keeps
    it open; it is empty for real hours, which no day changes. `provisional`: days off on
    the way are estimates, or it goes beyond the last year for which joint leave has been
    decreed (`decreed_to`), so the date may still move. `least` is what a dispute leaves at the
    least, counted from it, where that says the date.
    """

    calendar: str
    zone: str
    started_at: datetime
    within: Span
    days: tuple[TraceDay, ...]
    pauses: tuple[TracePause, ...]
    due_at: datetime | None
    due_on: date | None
    decreed_to: date | None
    provisional: bool
    least: "Trace | None" = None


def due_on(calendar: Calendar, within: Span, due_at: datetime) -> date:
    """The local date of a due time; a span of days that ends at 24:00 ends on that day."""
    ends_a_day = within.count > 0 and within.unit in _ENDS_WITH_A_DAY
    return calendar.local(instant(ticks(due_at) - ends_a_day)).date()


def trace(calendar: Calendar, start: datetime, span: Span, pauses: Sequence[Pause] = ()) -> Trace:
    """The deadline that `deadlines.due` gives, with every day and every pause on the way.

    Raises `BeyondCalendar` and `NaiveTime`.
    """
    count = counted(calendar, start, span.unit, pauses)
    over = count.over(span.count) if span.count else ticks(start)
    due_at = None if over is None else calendar.local(instant(over))
    steps = _steps(calendar, start, span, count)
    days = tuple(steps.days()) if span.count and span.unit not in _REAL else ()
    return Trace(
        calendar=calendar.id,
        zone=calendar.rules.zone,
        started_at=calendar.local(start),
        within=span,
        days=days,
        pauses=tuple(_pauses(calendar, count, steps)),
        due_at=due_at,
        due_on=None if due_at is None else due_on(calendar, span, due_at),
        decreed_to=calendar.rules.decreed_to,
        provisional=span.unit is not Unit.DAYS and _is_provisional(calendar, days),
    )


def _steps(
    calendar: Calendar, start: datetime, span: Span, count: DayCount | TimeCount
) -> DaySteps | TimeSteps:
    """The steps up to the due time, or up to the last pause if that one never ends."""
    over = count.over(span.count) if span.count else ticks(start)
    until = count.stops[-1][0] if over is None else over
    if isinstance(count, TimeCount):
        return TimeSteps(calendar, count, until)
    end = instant(until)
    last = calendar.local(end).date() if over is None else due_on(calendar, span, end)
    return DaySteps(count, calendar.local(start).toordinal(), last.toordinal())


def _pauses(
    calendar: Calendar, count: DayCount | TimeCount, steps: DaySteps | TimeSteps
) -> list[TracePause]:
    return [
        TracePause(
            began_at=calendar.local(instant(began)),
            ended_at=None if ended == FOREVER else calendar.local(instant(ended)),
            uncounted=steps.taken(began, ended),
        )
        for began, ended in count.stops
    ]


def _is_provisional(calendar: Calendar, days: tuple[TraceDay, ...]) -> bool:
    decreed_to = calendar.rules.decreed_to
    if days and decreed_to and days[-1].on > decreed_to:
        return True
    return any(
        day.verdict is Verdict.DAY_OFF and day.day_off is not None and day.day_off.estimate
        for day in days
    )
