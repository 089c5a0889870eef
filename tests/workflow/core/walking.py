"""A second opinion on deadlines: walks day by day and minute by minute.

Reads the plain rules and nothing of the engine's tables; slow and simple on purpose. Minutes
are whole minutes since 1970 in UTC, so starts and pauses have to be on the minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from workflow.core.calendar import Calendar, Period
from workflow.core.pauses import Pause
from workflow.core.spans import Span, Unit

DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FARTHEST = 500
"""Days after which a walk gives up; by then a pause without an end has been reached."""
_NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A pause in minutes; `ended` is far away where it still lasts."""

    began: int
    ended: int


def minute(at: datetime) -> int:
    return int((at - _EPOCH).total_seconds()) // 60


def moment(minutes: int) -> datetime:
    return _EPOCH + timedelta(minutes=minutes)


def stretches(start: datetime, pauses: Sequence[Pause]) -> list[Stretch]:
    """The minutes in which the clock stands, as runs of them."""
    cut = sorted(
        (max(minute(began), minute(start)), _NEVER if ended is None else minute(ended))
        for began, ended in pauses
    )
    runs: list[Stretch] = []
    for began, ended in cut:
        if began >= ended:
            continue
        if runs and began <= runs[-1].ended:
            runs[-1] = Stretch(runs[-1].began, max(ended, runs[-1].ended))
        else:
            runs.append(Stretch(began, ended))
    return runs


@cache
def hours(calendar: Calendar, on: date) -> tuple[Period, ...]:
    """The office hours of a local date; none when it is closed."""
    rules = calendar.rules
    if rules.round_the_clock:
        return (Period(time.min, time.min),)
    if any(off.on == on for off in rules.days_off):
        return ()
    week = rules.week
    for season in rules.seasons:
        if season.first <= on <= season.last:
            week = season.week
    return week.get(on.weekday(), ())


@cache
def office_minutes(calendar: Calendar, day: int) -> tuple[int, ...]:
    """The office minutes of a UTC day (days since 1970), each looked at on the wall clock."""
    found = []
    for hour in range(24):
        begin = day * 1440 + hour * 60
        # All zones of these stories are whole hours from UTC, also when clocks change.
        wall = moment(begin).astimezone(calendar.zone)
        for period in hours(calendar, wall.date()):
            found += [begin + at for at in shown_in(period, wall.hour)]
    return tuple(found)


@cache
def shown_in(period: Period, hour: int) -> tuple[int, ...]:
    """The minutes of an hour on the wall clock that lie in a period of office hours."""
    shown = (time(hour, at) for at in range(60))
    return tuple(
        at.minute
        for at in shown
        if period.start <= at and (at < period.end or period.end == time.min)
    )


@cache
def end_of(calendar: Calendar, on: date) -> int:
    """24:00 of a local date."""
    return minute(datetime.combine(on + DAY, time.min, calendar.zone))


@cache
def close_of(calendar: Calendar, on: date) -> int:
    """The end of the last office minute of a local date; its beginning when it is closed."""
    begin, end = end_of(calendar, on - DAY), end_of(calendar, on)
    days = range(begin // 1440, end // 1440 + 1)
    inside = [at for day in days for at in office_minutes(calendar, day) if begin <= at < end]
    return max(inside, default=begin - 1) + 1


def day_zero(calendar: Calendar, start: datetime, unit: Unit) -> date:
    on = start.astimezone(calendar.zone).date()
    if unit is Unit.DAYS or not calendar.rules.after_hours_next_day:
        return on
    if hours(calendar, on) and minute(start) < close_of(calendar, on):
        return on
    on += DAY
    while not hours(calendar, on):
        on += DAY
    return on


def by_days(
    calendar: Calendar, start: datetime, span: Span, pauses: Sequence[Pause]
) -> datetime | None:
    """Walk over the dates; a day counts unless its close lies inside of a pause."""
    runs = stretches(start, pauses)
    on = day_zero(calendar, start, span.unit)
    counted = 0
    for _ in range(_FARTHEST):
        on += DAY
        if span.unit is Unit.WORKING_DAYS and not hours(calendar, on):
            continue
        end = end_of(calendar, on)
        close = end if span.unit is Unit.DAYS else close_of(calendar, on)
        counted += not any(
            run.began < close and (run.ended > close or run.ended == close == end) for run in runs
        )
        if counted == span.count:
            return moment(close)
    return None


def by_minutes(
    calendar: Calendar, start: datetime, span: Span, pauses: Sequence[Pause]
) -> datetime | None:
    """Walk over the minutes; one counts unless it lies inside of a pause."""
    runs = stretches(start, pauses)
    left = span.count * (1 if span.unit in (Unit.MINUTES, Unit.WORKING_MINUTES) else 60)
    real = span.unit in (Unit.MINUTES, Unit.HOURS)
    begin = minute(start)
    for day in range(begin // 1440, begin // 1440 + _FARTHEST):
        if any(run.ended == _NEVER and run.began < day * 1440 for run in runs):
            return None
        everything = range(day * 1440, day * 1440 + 1440)
        for at in everything if real else office_minutes(calendar, day):
            left -= at >= begin and not any(run.began <= at < run.ended for run in runs)
            if left == 0:
                return moment(at + 1)
    return None
