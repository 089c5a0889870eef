"""Due dates of the office of East Java, as counted by hand from the printed decrees.

Day 0 is the start and not counted; holidays, joint leave and weekends are left out. They
hold for every start on the day, at night as well as in office hours.
"""

from collections.abc import Mapping
from datetime import date

import pytest

from config.calendars import load_calendars
from tests.workflow.core.offices import on_clock
from workflow.core import deadlines
from workflow.core.calendar import Calendar
from workflow.core.spans import Span, Unit

COUNTS = (3, 5, 10, 14, 60)
GOLDEN = {
    "2025-03-26": ("2025-04-09", "2025-04-11", "2025-04-21", "2025-04-25", "2025-07-10"),
    "2026-02-13": ("2026-02-20", "2026-02-24", "2026-03-03", "2026-03-09", "2026-05-25"),
    "2026-03-16": ("2026-03-26", "2026-03-30", "2026-04-07", "2026-04-13", "2026-06-25"),
    "2026-11-23": ("2026-11-26", "2026-11-30", "2026-12-07", "2026-12-11", "2027-02-22"),
    "2026-12-18": ("2026-12-23", "2026-12-29", "2027-01-07", "2027-01-13", "2027-03-31"),
}
CELLS = [
    (start, count, due)
    for start, row in GOLDEN.items()
    for count, due in zip(COUNTS, row, strict=True)
]
RAMADAN_2026 = (date(2026, 2, 19), date(2026, 3, 20))
RAMADAN_2027 = (date(2027, 2, 8), date(2027, 3, 9))


@pytest.fixture(scope="module")
def calendars() -> Mapping[str, Calendar]:
    return load_calendars()


def closing(on: date) -> str:
    """The close of business by the rules, here said once more."""
    if any(first <= on <= last for first, last in (RAMADAN_2026, RAMADAN_2027)):
        return "15:30" if on.weekday() == 4 else "15:00"
    return "16:30" if on.weekday() == 4 else "16:00"


@pytest.mark.parametrize(("start", "count", "expected"), CELLS)
@pytest.mark.parametrize("hour", ["00:00", "09:15", "23:59"])
def test_the_nth_working_day_closes_on(
    calendars: Mapping[str, Calendar], start: str, count: int, expected: str, hour: str
) -> None:
    office = calendars["office"]
    at = deadlines.due(office, on_clock(office, f"{start}T{hour}"), Span(count, Unit.WORKING_DAYS))
    assert at is not None
    local = office.local(at)
    assert (local.date().isoformat(), f"{local:%H:%M}") == (expected, closing(local.date()))


@pytest.mark.parametrize(("start", "count", "expected"), CELLS)
def test_the_working_days_in_between_are_as_many(
    calendars: Mapping[str, Calendar], start: str, count: int, expected: str
) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(expected)
    assert calendars["office"].working_days_between(first, last) == count
    assert calendars["office"].nth_working_day(first, count) == last


def test_the_limit_of_the_law_can_end_before_the_working_days_of_the_guideline(
    calendars: Mapping[str, Calendar],
) -> None:
    # UU 25/2009: 60 days from 23 Nov 2026 are 22 Jan 2027; 60 working days 22 Feb 2027.
    office = calendars["office"]
    start = on_clock(office, "2026-11-23T10:00")
    law, guideline = Span.parse("60 days"), Span.parse("60 working days")
    dates = []
    for span in (law, guideline):
        at = deadlines.due(office, start, span)
        assert at is not None
        dates.append(deadlines.due_on(office, span, at))
    assert dates == [date(2027, 1, 22), date(2027, 2, 22)]


def test_eight_working_hours_over_the_feast_of_2026(calendars: Mapping[str, Calendar]) -> None:
    # Tue 17 March is a short day: 14:00-15:00 is 1 h. Wed 18 to Tue 24 are leave, holidays
    # and a weekend. Wed 25: 07:30-12:00 is 4.5 h, 13:00-15:30 is 2.5 h.
    office = calendars["office"]
    start = on_clock(office, "2026-03-17T14:00")
    at = deadlines.due(office, start, Span.parse("8 working hours"))
    assert at == on_clock(office, "2026-03-25T15:30")


def test_72_hours_run_through_the_feast(calendars: Mapping[str, Calendar]) -> None:
    office = calendars["office"]
    at = deadlines.due(office, on_clock(office, "2026-03-20T14:00"), Span.parse("72 hours"))
    assert at == on_clock(office, "2026-03-23T14:00")
