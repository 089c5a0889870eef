"""When spans are over, computed by hand. The office is that of `offices.py`.

January 2026: the 1st is a Thursday; 5, 12, 19, 26 are Mondays. Here the 16th is a holiday.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.workflow.core.offices import (
    PLAIN,
    SHELTER,
    holiday,
    on_clock,
    pause,
    shown,
    with_days_off,
    with_ramadan,
)
from workflow.core import deadlines
from workflow.core.calendar import BeyondCalendar, Calendar, NaiveTime
from workflow.core.pauses import Pause
from workflow.core.spans import Span, Unit

OFFICE = Calendar(
    with_ramadan(
        with_days_off(PLAIN, holiday("2026-01-16"), holiday("2025-12-25"), holiday("2026-01-01")),
        "2026-02-19",
        "2026-03-20",
    )
)


def due(start: str, within: str, *pauses: Pause, calendar: Calendar = OFFICE) -> str | None:
    """A due time as the office's clock shows it."""
    at = deadlines.due(calendar, on_clock(calendar, start), Span.parse(within), pauses)
    return shown(calendar, at)


def stop(began: str, ended: str | None) -> Pause:
    """A pause on the office's clock."""
    return pause(OFFICE, began, ended)


@pytest.mark.parametrize(
    ("start", "within", "expected"),
    [
        # Day 0 is Thu 8; Fri 9 (1), Mon 12 (2), Tue 13 (3).
        ("2026-01-08T10:00", "3 working days", "Tue 2026-01-13 16:00"),
        # The hour of the start does not matter, before opening or after closing.
        ("2026-01-08T00:00", "3 working days", "Tue 2026-01-13 16:00"),
        ("2026-01-08T23:59", "3 working days", "Tue 2026-01-13 16:00"),
        # Business closes at 16:30 on Friday.
        ("2026-01-08T10:00", "1 working day", "Fri 2026-01-09 16:30"),
        # Saturday night counts as received on Saturday: Mon 12 is day 1.
        ("2026-01-10T23:00", "1 working day", "Mon 2026-01-12 16:00"),
        # Day 0 Thu 15; Fri 16 is a holiday; Mon 19 (1), Tue 20 (2).
        ("2026-01-15T10:00", "2 working days", "Tue 2026-01-20 16:00"),
        # Received on a holiday: Mon 19 (1).
        ("2026-01-16T10:00", "1 working day", "Mon 2026-01-19 16:00"),
        # Year's end: Wed 24 Dec, (Thu 25 holiday), Fri 26 (1), Mon 29 (2), Tue 30 (3),
        # Wed 31 (4), (Thu 1 holiday), Fri 2 Jan (5).
        ("2025-12-24T10:00", "5 working days", "Fri 2026-01-02 16:30"),
        # A short day of Ramadan is one day: Wed 18 Feb, Thu 19 (1, until 15:00).
        ("2026-02-18T10:00", "1 working day", "Thu 2026-02-19 15:00"),
        # Out of Ramadan: Fri 20 Mar, Mon 23 (1, until 16:00).
        ("2026-03-20T10:00", "1 working day", "Mon 2026-03-23 16:00"),
        # 0 days are over at once.
        ("2026-01-10T23:00", "0 working days", "Sat 2026-01-10 23:00"),
    ],
)
def test_working_days_end_at_the_close_of_the_last(start: str, within: str, expected: str) -> None:
    assert due(start, within) == expected


def test_the_day_of_the_start_is_the_offices_and_not_utcs() -> None:
    # 18:30 on Monday in UTC is 01:30 on Tuesday the 13th in Jakarta: Wed 14 (1).
    start = datetime(2026, 1, 12, 18, 30, tzinfo=UTC)
    assert shown(OFFICE, deadlines.due(OFFICE, start, Span.parse("1 working day"))) == (
        "Wed 2026-01-14 16:00"
    )


@pytest.mark.parametrize(
    ("start", "within", "expected"),
    [
        # 30 minutes to the break, 30 after it.
        ("2026-01-12T11:30", "1 working hour", "Mon 2026-01-12 13:30"),
        # Fri 15:30-16:30 is 1 h, Mon 07:30-08:30 the second.
        ("2026-01-09T15:30", "2 working hours", "Mon 2026-01-12 08:30"),
        # Friday's break is from 11:30 to 13:00.
        ("2026-01-09T11:00", "1 working hour", "Fri 2026-01-09 13:30"),
        # A whole day ends at its close, not at the next opening.
        ("2026-01-12T07:30", "450 working minutes", "Mon 2026-01-12 16:00"),
        ("2026-01-12T07:30", "451 working minutes", "Tue 2026-01-13 07:31"),
        # From the weekend and from a break: the clock waits for the office.
        ("2026-01-10T12:00", "1 working hour", "Mon 2026-01-12 08:30"),
        ("2026-01-12T12:15", "1 working hour", "Mon 2026-01-12 14:00"),
        # Over a holiday and a weekend: Thu 15, 15:00-16:00 (60), Mon 19, 07:30-08:30 (60).
        ("2026-01-15T15:00", "2 working hours", "Mon 2026-01-19 08:30"),
        # Into Ramadan: Wed 18 Feb 15:00-16:00 (60), Thu 19 Feb 08:00-10:00 (120).
        ("2026-02-18T15:00", "3 working hours", "Thu 2026-02-19 10:00"),
        # Within Ramadan, over its half-hour break: 11:30-12:00, 12:30-13:00.
        ("2026-02-24T11:30", "1 working hour", "Tue 2026-02-24 13:00"),
        # Year's end: Wed 31 Dec 15:30-16:00 (30), Fri 2 Jan 07:30-08:00 (30).
        ("2025-12-31T15:30", "60 working minutes", "Fri 2026-01-02 08:00"),
        ("2026-01-10T12:00", "0 working hours", "Sat 2026-01-10 12:00"),
    ],
)
def test_working_hours_are_office_minutes(start: str, within: str, expected: str) -> None:
    assert due(start, within) == expected


@pytest.mark.parametrize(
    ("start", "within", "expected"),
    [
        # 24:00 of the n-th day is 00:00 of the next one: Thu 8, 1, 2, Sunday the 11th (3).
        ("2026-01-08T10:00", "3 days", "Mon 2026-01-12 00:00"),
        # Weekends and holidays move nothing: 24 Dec and 14 days is 7 Jan, 24:00.
        ("2025-12-24T00:00", "14 days", "Thu 2026-01-08 00:00"),
        # UU 25/2009: complete on 23 Nov 2026 and 60 days, is 22 Jan 2027, 24:00.
        ("2026-11-23T23:59", "60 days", "Sat 2027-01-23 00:00"),
        ("2028-02-28T12:00", "1 day", "Wed 2028-03-01 00:00"),  # 29 February, 24:00
    ],
)
def test_days_end_at_midnight_of_the_last(start: str, within: str, expected: str) -> None:
    assert due(start, within) == expected


@pytest.mark.parametrize(
    ("start", "within", "expected"),
    [
        ("2026-01-09T16:00", "72 hours", "Mon 2026-01-12 16:00"),
        ("2025-12-31T23:30", "45 minutes", "Thu 2026-01-01 00:15"),
    ],
)
def test_hours_are_real_time(start: str, within: str, expected: str) -> None:
    assert due(start, within) == expected


def test_working_days_of_a_shelter_end_at_midnight_on_any_day() -> None:
    assert due("2026-01-09T10:00", "1 working day", calendar=SHELTER) == "Sun 2026-01-11 00:00"
    whole_day = pause(SHELTER, "2026-01-10T00:00", "2026-01-11T00:00")
    assert due("2026-01-09T10:00", "1 working day", whole_day, calendar=SHELTER) == (
        "Mon 2026-01-12 00:00"
    )


def test_after_hours_can_count_as_the_next_working_day() -> None:
    late = Calendar(replace(OFFICE.rules, after_hours_next_day=True))
    # Fri 9 at 17:00 counts as Mon 12: Tue 13 (1). At 16:00 the office is still open.
    assert due("2026-01-09T17:00", "1 working day", calendar=late) == "Tue 2026-01-13 16:00"
    assert due("2026-01-09T16:00", "1 working day", calendar=late) == "Mon 2026-01-12 16:00"
    # Calendar days are counted from the day it came on.
    assert due("2026-01-09T17:00", "1 day", calendar=late) == "Sun 2026-01-11 00:00"


def test_a_due_time_beyond_the_calendar_is_refused_and_not_guessed() -> None:
    for within in ("6 working days", "60 working hours", "30 days"):
        with pytest.raises(BeyondCalendar):
            due("2028-12-22T10:00", within)
    with pytest.raises(BeyondCalendar):
        due("2028-12-20T10:00", "1 working day", stop("2028-12-20T12:00", "2029-02-01T00:00"))
    with pytest.raises(BeyondCalendar):
        due("2028-12-20T10:00", "1 working hour", stop("2028-12-20T10:00", "2029-02-01T00:00"))
    with pytest.raises(BeyondCalendar):
        due("2024-12-20T10:00", "1 working day")
    assert due("2028-12-31T10:00", "72 hours") == "Wed 2029-01-03 10:00"


def test_a_pause_that_ends_beyond_the_calendar_does_not_matter_after_the_due_time() -> None:
    assert due("2028-12-20T10:00", "1 working day", stop("2028-12-22T10:00", "2029-02-01T00:00"))


def test_real_hours_end_where_pythons_years_do() -> None:
    with pytest.raises(BeyondCalendar, match="year 9999"):
        due("9999-12-31T10:00", "72 hours")


def test_times_without_a_zone_are_refused() -> None:
    aware = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
    naive = aware.replace(tzinfo=None)
    span = Span(1, Unit.HOURS)
    with pytest.raises(NaiveTime):
        deadlines.due(OFFICE, naive, span)
    with pytest.raises(NaiveTime):
        deadlines.due(OFFICE, aware, span, [(naive, None)])
    with pytest.raises(NaiveTime):
        deadlines.used(OFFICE, aware, span.unit, naive)


def test_the_due_date_of_a_day_that_ends_at_midnight_is_that_day() -> None:
    span = Span.parse("3 days")
    start = on_clock(OFFICE, "2026-01-08T10:00")
    at = deadlines.due(OFFICE, start, span)
    assert at is not None
    assert deadlines.due_on(OFFICE, span, at) == date(2026, 1, 11)
    hours = Span.parse("24 hours")
    midnight = on_clock(OFFICE, "2026-01-12T00:00")
    assert deadlines.due_on(OFFICE, hours, midnight) == date(2026, 1, 12)
    assert deadlines.due_on(OFFICE, Span(0, Unit.DAYS), midnight) == date(2026, 1, 12)
