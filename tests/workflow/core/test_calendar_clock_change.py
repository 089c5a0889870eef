"""An office in Berlin, where clocks change: on 29 March 2026 from 02:00 to 03:00, and on
25 October 2026 from 03:00 back to 02:00. Both are Sundays.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.workflow.core.offices import PLAIN, on_clock, shown, week
from workflow.core import deadlines
from workflow.core.calendar import Calendar
from workflow.core.spans import Span

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
BERLIN = replace(PLAIN, zone="Europe/Berlin")
OFFICE = Calendar(BERLIN)
SHELTER = Calendar(replace(BERLIN, week={}, round_the_clock=True))


def minutes_on(on: date, *periods: str) -> float:
    """Office minutes of a Sunday on which an office is open in these periods."""
    office = Calendar(replace(BERLIN, week=week({6: periods})))
    return office.minutes_between(office.at(on), office.at(date.fromordinal(on.toordinal() + 1)))


def test_a_night_in_which_clocks_change_is_an_hour_shorter_or_longer() -> None:
    assert minutes_on(SPRING, "00:00-24:00") == 23 * 60
    assert minutes_on(AUTUMN, "00:00-24:00") == 25 * 60
    assert minutes_on(SPRING, "01:00-04:00") == 2 * 60
    assert minutes_on(AUTUMN, "01:00-04:00") == 4 * 60


def test_hours_that_the_wall_clock_skips_are_not_worked() -> None:
    assert minutes_on(SPRING, "02:15-02:45") == 0
    assert minutes_on(SPRING, "02:15-02:45", "03:00-04:00") == 60
    assert minutes_on(SPRING, "01:30-02:30", "03:30-04:00") == 30 + 30


def test_hours_that_come_twice_begin_the_first_time_and_are_not_counted_twice() -> None:
    # 02:00-02:30 the first time; from 02:30 (first) to 04:00 are 2 h 30 min.
    assert minutes_on(AUTUMN, "02:00-02:30", "02:30-04:00") == 30 + 150


def test_business_closes_at_the_same_hour_on_the_wall() -> None:
    assert OFFICE.close_of(date(2026, 3, 26)) == datetime(2026, 3, 26, 15, 0, tzinfo=UTC)
    assert OFFICE.close_of(date(2026, 3, 30)) == datetime(2026, 3, 30, 14, 0, tzinfo=UTC)
    start = on_clock(OFFICE, "2026-03-26T10:00")  # Thursday; Fri 1, Mon 2
    due = deadlines.due(OFFICE, start, Span.parse("2 working days"))
    assert shown(OFFICE, due) == "Mon 2026-03-30 16:00"


def test_calendar_days_end_at_midnight_on_the_wall() -> None:
    start = on_clock(OFFICE, "2026-03-28T10:00")
    ends = [deadlines.due(OFFICE, start, Span.parse(f"{n} days")) for n in (1, 2)]
    assert ends == [
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
        datetime(2026, 3, 30, 22, 0, tzinfo=UTC),
    ]


def test_real_hours_do_not_look_at_the_wall() -> None:
    start = on_clock(OFFICE, "2026-03-28T12:00")
    assert shown(OFFICE, deadlines.due(OFFICE, start, Span.parse("24 hours"))) == (
        "Sun 2026-03-29 13:00"
    )


def test_a_shelter_counts_the_hour_that_comes_twice() -> None:
    start = on_clock(SHELTER, "2026-10-25T00:00")
    due = deadlines.due(SHELTER, start, Span.parse("24 working hours"))
    assert shown(SHELTER, due) == "Sun 2026-10-25 23:00"


def test_a_zone_that_skips_midnight_has_days_all_the_same() -> None:
    # In Santiago clocks go from 24:00 on 5 September 2026 to 01:00 on the 6th (UTC-4 to -3).
    shelter = Calendar(replace(SHELTER.rules, zone="America/Santiago"))
    begin, end = shelter.at(date(2026, 9, 6)), shelter.at(date(2026, 9, 7))
    assert begin == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
    assert shelter.minutes_between(begin, end) == 23 * 60
    assert shelter.close_of(date(2026, 9, 5)) == begin
