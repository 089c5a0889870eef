"""How long each holder had what was overdue, in days: working days where a clock counts those.

Office minutes and real ones are not added up, nor told in hundreds of hours: a working day is
as long as the office works on one, any other has 24 hours.
"""

from collections.abc import Iterable
from statistics import mean

from web.here import installation
from workflow.core.calendar import Period
from workflow.core.spans import Unit
from workflow.overview import Share

_WORKING = (Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.WORKING_MINUTES)
_HOUR, _DAY = 60, 1440
"""In minutes."""


def days_held(shares: Iterable[Share]) -> list[tuple[str, float]]:
    """Holders and their days, the longest first."""
    found = [(share.holder, _days(share)) for share in shares]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _days(share: Share) -> float:
    return sum(minutes / _minutes_of_a_day(clock) for clock, minutes in share.minutes.items())


def _minutes_of_a_day(clock: str) -> float:
    rules = installation().office.policy.rules_by_clock.get(clock)
    if rules and rules[-1].within.unit in _WORKING:
        return _minutes_of_a_working_day()
    return _DAY


def _minutes_of_a_working_day() -> float:
    """On average over the office's ordinary week."""
    week = installation().office.calendars["office"].rules.week
    return mean(sum(map(_length, periods)) for periods in week.values() if periods)


def _length(period: Period) -> int:
    start, end = (at.hour * _HOUR + at.minute for at in (period.start, period.end))
    return (end or _DAY) - start
