"""Who had it how long: every minute of a clock is booked to one holder.

For clocks of working days and hours the minutes are those of office time, for all others
real ones. The complainant's own minutes are booked too, though they pause the clock.
"""

from datetime import datetime

from workflow.core.calendar import Calendar
from workflow.core.clockface import Clock
from workflow.core.facts import Facts
from workflow.core.spans import Unit

_OFFICE_TIME = frozenset({Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.WORKING_MINUTES})
_MINUTE = 60


def shares(calendar: Calendar, facts: Facts, clock: Clock, until: datetime) -> dict[str, float]:
    """Minutes by holder between a clock's start and `until`, in order of first holding."""
    found: dict[str, float] = {}
    ends = [since for _, since in facts.holders[1:]] + [until]
    for (holder, since), end in zip(facts.holders, ends, strict=True):
        began, ended = max(since, clock.started_at), min(end, until)
        if holder and began < ended:
            found[holder] = found.get(holder, 0) + _minutes(calendar, clock, began, ended)
    return found


def words(found: dict[str, float]) -> tuple[str, ...]:
    """The shares as codes, in whole minutes: `intake=480`."""
    return tuple(f"{holder}={round(minutes)}" for holder, minutes in found.items())


def _minutes(calendar: Calendar, clock: Clock, began: datetime, ended: datetime) -> float:
    if clock.within.unit in _OFFICE_TIME:
        return calendar.minutes_between(began, ended)
    return (ended - began).total_seconds() / _MINUTE
