"""When 60 working days are over, from any moment; the limit is one bare bisection each.

Bare: whole microseconds out of an aware time, one search in a table of them, and back.
The moments are spread over all the years of the office's calendar, so that a table which
is searched slowly at its far end would show.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

from config.calendars import load_calendars
from config.settings import load_settings
from web.bench.figures import PER_SECOND, Figure, rates
from web.bench.stage import MONDAY, Stage
from workflow.core.calendar import Calendar
from workflow.core.deadlines import due
from workflow.core.spans import Span
from workflow.core.worktime import instant, ticks

SIZE = 20_000
SPAN = Span.parse("60 working days")
DAYS = 1_600
"""How far from the first moment to the last one."""


def measure(stage: Stage) -> Iterator[Figure]:
    """Due times a second, without pauses, and with three pauses each."""
    calendar = load_calendars(load_settings().rules)["office"]
    moments = _moments(stage.size)
    ends = [ticks(end) for end in _ends(calendar)]
    for name, pauses in (("deadline of 60 working days", 0), ("the same with 3 pauses", 3)):
        cases = [(at, _pauses(at, pauses)) for at in moments]

        def ours(cases: list[tuple[datetime, list[Pause]]] = cases) -> None:
            for at, paused in cases:
                due(calendar, at, SPAN, paused)

        def limit() -> None:
            for at in moments:
                found = ends[bisect_right(ends, ticks(at)) + SPAN.count - 1]
                instant(found)

        own, most = rates(stage.size, ours, limit, stage.watch)
        yield Figure(name=name, size=stage.size, ours=own, limit=most, unit=PER_SECOND)


Pause = tuple[datetime, datetime | None]


def _moments(count: int) -> list[datetime]:
    """Moments in no order, the same in each run: a step that shares no factor with the days."""
    return [MONDAY + timedelta(minutes=number * 7_919 % (DAYS * 1440)) for number in range(count)]


def _pauses(at: datetime, count: int) -> list[Pause]:
    days = [timedelta(days=7 * number) for number in range(1, count + 1)]
    return [(at + after, at + after + timedelta(days=2)) for after in days]


def _ends(calendar: Calendar) -> list[datetime]:
    """When each working day closes: all that a bare table would need."""
    first, last = MONDAY, MONDAY + timedelta(days=DAYS + 120)
    one = Span.parse("1 working day")
    found: list[datetime] = []
    while first < last:
        end = due(calendar, first, one)
        assert end is not None
        found.append(end)
        first = end
    return found
