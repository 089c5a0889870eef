"""What a pause costs each kind of span, computed by hand. The office is that of `offices.py`.

January 2026: the 1st is a Thursday; 5, 12, 19, 26 are Mondays. Here the 16th is a holiday.
"""

import pytest

from tests.workflow.core.offices import PLAIN, holiday, on_clock, pause, shown, with_days_off
from workflow.core import deadlines
from workflow.core.calendar import Calendar
from workflow.core.pauses import Pause
from workflow.core.spans import Span

OFFICE = Calendar(with_days_off(PLAIN, holiday("2026-01-16")))


def due(start: str, within: str, *pauses: Pause) -> str | None:
    """A due time as the office's clock shows it."""
    at = deadlines.due(OFFICE, on_clock(OFFICE, start), Span.parse(within), pauses)
    return shown(OFFICE, at)


def stop(began: str, ended: str | None) -> Pause:
    """A pause on the office's clock."""
    return pause(OFFICE, began, ended)


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        # Without one: Mon 5, Tue 6 (1), Wed 7 (2), Thu 8 (3).
        ([], "Thu 2026-01-08 16:00"),
        # Entered and left within one working day, even until its close.
        ([("2026-01-06T09:00", "2026-01-06T15:59")], "Thu 2026-01-08 16:00"),
        ([("2026-01-06T07:30", "2026-01-06T16:00")], "Thu 2026-01-08 16:00"),
        # From close to opening no office time is lost.
        ([("2026-01-06T16:00", "2026-01-07T07:30")], "Thu 2026-01-08 16:00"),
        # Tue 6 closes inside of it.
        ([("2026-01-06T09:00", "2026-01-06T16:01")], "Fri 2026-01-09 16:30"),
        ([("2026-01-06T15:59", "2026-01-07T08:00")], "Fri 2026-01-09 16:30"),
        # Tue 6, Wed 7 and Thu 8 close inside: Fri 9 (1), Mon 12 (2), Tue 13 (3).
        ([("2026-01-06T09:00", "2026-01-09T09:00")], "Tue 2026-01-13 16:00"),
        # Over the weekend only Friday closes inside; it is after the due time anyway.
        ([("2026-01-09T10:00", "2026-01-12T10:00")], "Thu 2026-01-08 16:00"),
        # On day 0 nothing was running yet.
        ([("2026-01-05T09:00", "2026-01-06T09:00")], "Thu 2026-01-08 16:00"),
        # It began before the clock did: Tue 6 is lost.
        ([("2025-12-01T09:00", "2026-01-07T09:00")], "Fri 2026-01-09 16:30"),
        # Unsorted and overlapping: Tue 6 and Wed 7 are lost once.
        (
            [("2026-01-07T09:00", "2026-01-08T09:00"), ("2026-01-06T09:00", "2026-01-07T17:00")],
            "Mon 2026-01-12 16:00",
        ),
        # A pause moves the end into the next one: Tue 6 lost, so Fri 9 would be due, which
        # is lost as well; Mon 12.
        (
            [("2026-01-06T09:00", "2026-01-07T09:00"), ("2026-01-09T09:00", "2026-01-10T09:00")],
            "Mon 2026-01-12 16:00",
        ),
        # Set back between two events: it ends before it begins, and nothing was paused.
        ([("2026-01-07T09:00", "2026-01-06T09:00")], "Thu 2026-01-08 16:00"),
        # Still lasting.
        ([("2026-01-08T15:59", None)], None),
        ([("2026-01-06T09:00", None), ("2026-01-06T10:00", "2026-01-06T11:00")], None),
        # It was over before the question was asked.
        ([("2026-01-08T16:00", None)], "Thu 2026-01-08 16:00"),
        ([("2026-01-20T09:00", None)], "Thu 2026-01-08 16:00"),
    ],
)
def test_a_working_day_that_closes_inside_of_a_pause_counts_for_nothing(
    pauses: list[tuple[str, str | None]], expected: str | None
) -> None:
    assert due("2026-01-05T10:00", "3 working days", *(stop(*each) for each in pauses)) == expected


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        # Without one: Mon 12, 10:00-12:00 (2 h), 13:00-15:00 (4 h).
        ([], "Mon 2026-01-12 15:00"),
        # 10:30-13:30 holds 90 + 30 office minutes: 15:00-16:00, then Tue 07:30-08:30.
        ([("2026-01-12T10:30", "2026-01-12T13:30")], "Tue 2026-01-13 08:30"),
        # The break and the night hold none.
        ([("2026-01-12T12:00", "2026-01-12T13:00")], "Mon 2026-01-12 15:00"),
        ([("2026-01-12T16:00", "2026-01-13T07:30")], "Mon 2026-01-12 15:00"),
        # Thu 15 15:00 to Mon 19 09:00 is after the end.
        ([("2026-01-15T15:00", "2026-01-19T09:00")], "Mon 2026-01-12 15:00"),
        # Over night from 14:00 (3 h done) to Tue 09:00.
        ([("2026-01-12T14:00", "2026-01-13T09:00")], "Tue 2026-01-13 10:00"),
        # Overlapping and unsorted, 10:00-11:00 in all; it began before the clock.
        (
            [("2026-01-12T10:30", "2026-01-12T11:00"), ("2026-01-11T09:00", "2026-01-12T10:45")],
            "Mon 2026-01-12 16:00",
        ),
        ([("2026-01-12T14:59", None)], None),
        ([("2026-01-12T15:00", None)], "Mon 2026-01-12 15:00"),
    ],
)
def test_office_minutes_inside_of_a_pause_count_for_nothing(
    pauses: list[tuple[str, str | None]], expected: str | None
) -> None:
    assert due("2026-01-12T10:00", "4 working hours", *(stop(*each) for each in pauses)) == expected


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        # Without one: Thu 8, Fri 9 (1), Sat 10 (2), Sun 11 (3).
        ([], "Mon 2026-01-12 00:00"),
        # Within one day.
        ([("2026-01-09T01:00", "2026-01-09T23:00")], "Mon 2026-01-12 00:00"),
        # Paused at the end of Fri 9.
        ([("2026-01-09T23:00", "2026-01-10T01:00")], "Tue 2026-01-13 00:00"),
        # Two whole days, from midnight to midnight: Fri 9 and Sat 10.
        ([("2026-01-09T00:00", "2026-01-11T00:00")], "Wed 2026-01-14 00:00"),
        # From the midnight at which it is over.
        ([("2026-01-12T00:00", None)], "Mon 2026-01-12 00:00"),
        ([("2026-01-11T23:00", None)], None),
    ],
)
def test_a_day_at_whose_end_it_is_paused_counts_for_nothing(
    pauses: list[tuple[str, str | None]], expected: str | None
) -> None:
    assert due("2026-01-08T10:00", "3 days", *(stop(*each) for each in pauses)) == expected


def test_real_hours_are_longer_by_the_pause() -> None:
    night = stop("2026-01-09T20:00", "2026-01-10T06:00")
    assert due("2026-01-09T16:00", "72 hours", night) == "Tue 2026-01-13 02:00"
    assert due("2026-01-09T16:00", "72 hours", stop("2026-01-09T20:00", None)) is None
