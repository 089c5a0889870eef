"""How much of a span has run, what is left, and when a share of it is used.

January 2026: 5, 12, 19, 26 are Mondays; no holidays here.
"""

import pytest

from tests.workflow.core.offices import OFFICE, SHELTER, on_clock, pause, shown
from workflow.core import deadlines
from workflow.core.calendar import BeyondCalendar
from workflow.core.pauses import Pause
from workflow.core.spans import Span, Unit

MONDAY = on_clock(OFFICE, "2026-01-05T10:00")
TUESDAY_TO_WEDNESDAY = pause(OFFICE, "2026-01-06T09:00", "2026-01-07T09:00")


def used(unit: Unit, until: str, *pauses: Pause) -> float:
    return deadlines.used(OFFICE, MONDAY, unit, on_clock(OFFICE, until), pauses)


def left(within: str, now: str, *pauses: Pause) -> float:
    return deadlines.left(OFFICE, MONDAY, Span.parse(within), on_clock(OFFICE, now), pauses)


def share(within: str, percent: int, *pauses: Pause) -> str | None:
    at = deadlines.at_share(OFFICE, MONDAY, Span.parse(within), percent, pauses)
    return shown(OFFICE, at)


def test_a_working_day_has_run_when_it_closes() -> None:
    assert used(Unit.WORKING_DAYS, "2026-01-05T17:00") == 0  # day 0
    assert used(Unit.WORKING_DAYS, "2026-01-06T15:59") == 0
    assert used(Unit.WORKING_DAYS, "2026-01-06T16:00") == 1
    assert used(Unit.WORKING_DAYS, "2026-01-11T12:00") == 4  # Tue, Wed, Thu, Fri


def test_a_working_day_lost_to_a_pause_is_not_used() -> None:
    assert used(Unit.WORKING_DAYS, "2026-01-09T17:00", TUESDAY_TO_WEDNESDAY) == 3
    still = pause(OFFICE, "2026-01-07T09:00", None)
    assert used(Unit.WORKING_DAYS, "2026-01-20T17:00", still) == 1
    later = pause(OFFICE, "2026-01-19T09:00", None)
    assert used(Unit.WORKING_DAYS, "2026-01-06T17:00", later) == 1


def test_working_hours_run_with_the_office_and_stand_in_a_pause() -> None:
    # Mon 10:00-12:00 and 13:00-14:30 are 3.5 h.
    assert used(Unit.WORKING_HOURS, "2026-01-05T14:30") == 3.5
    assert used(Unit.WORKING_MINUTES, "2026-01-05T14:30") == 210
    # Mon 2 + 3 h; Tue 07:30-09:00 is 1.5 h; paused until Wed 09:00; to 10:00 is 1 h.
    assert used(Unit.WORKING_HOURS, "2026-01-07T10:00", TUESDAY_TO_WEDNESDAY) == 7.5
    # In the pause itself nothing runs.
    assert used(Unit.WORKING_HOURS, "2026-01-06T15:00", TUESDAY_TO_WEDNESDAY) == 6.5


def test_real_hours_and_days_run_day_and_night() -> None:
    assert used(Unit.HOURS, "2026-01-06T11:30") == 25.5
    assert used(Unit.MINUTES, "2026-01-05T10:30") == 30
    assert used(Unit.DAYS, "2026-01-06T23:59") == 0
    assert used(Unit.DAYS, "2026-01-07T00:00") == 1
    assert used(Unit.HOURS, "2026-01-07T10:00", TUESDAY_TO_WEDNESDAY) == 24


def test_nothing_is_used_before_the_start() -> None:
    for unit in Unit:
        assert used(unit, "2026-01-05T10:00") == 0
        assert used(unit, "2025-12-01T10:00") == 0


def test_what_is_left_is_nothing_when_it_is_due_and_negative_after() -> None:
    assert left("3 working days", "2026-01-05T10:00") == 3
    assert left("3 working days", "2026-01-08T15:59") == 1  # the last day is still open
    assert left("3 working days", "2026-01-08T16:00") == 0
    assert left("3 working days", "2026-01-12T17:00") == -2  # Friday and Monday
    assert left("4 working hours", "2026-01-05T14:30") == 0.5
    assert left("4 working hours", "2026-01-06T08:00") == -1.5
    assert left("3 working days", "2026-01-08T17:00", TUESDAY_TO_WEDNESDAY) == 1


def test_what_has_run_beyond_the_calendar_is_refused() -> None:
    for unit in (Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.DAYS):
        with pytest.raises(BeyondCalendar):
            used(unit, "2029-01-06T11:30")


@pytest.mark.parametrize(
    ("within", "percent", "expected"),
    [
        # Tue 6 (1), Wed 7 (2), Thu 8 (3), Fri 9 (4).
        ("4 working days", 0, "Mon 2026-01-05 10:00"),
        ("4 working days", 25, "Tue 2026-01-06 16:00"),
        ("4 working days", 50, "Wed 2026-01-07 16:00"),
        # Three quarters of the second day: 0.5 of 450 minutes is 225, 07:30-11:15.
        ("2 working days", 75, "Wed 2026-01-07 11:15"),
        # 60 % of 1 day: 270 minutes of 450, 07:30-12:00.
        ("1 working day", 60, "Tue 2026-01-06 12:00"),
        ("4 working days", 100, "Fri 2026-01-09 16:30"),
        # 75 % of 8 h: 2 h until the break, 3 h until the close, Tue 07:30-08:30.
        ("8 working hours", 75, "Tue 2026-01-06 08:30"),
        # 50 % of 2 days is the end of Tue 6; 75 % of 1 day is 18:00.
        ("2 days", 50, "Wed 2026-01-07 00:00"),
        ("1 day", 75, "Tue 2026-01-06 18:00"),
        ("72 hours", 50, "Tue 2026-01-06 22:00"),
        ("0 working days", 75, "Mon 2026-01-05 10:00"),
    ],
)
def test_a_share_is_used_as_the_span_is_counted(within: str, percent: int, expected: str) -> None:
    assert share(within, percent) == expected


def test_a_share_comes_later_by_the_pause() -> None:
    # Tue 6 is lost: Wed 7 (1), Thu 8 (2), Fri 9 (3), Mon 12 (4).
    assert share("4 working days", 25, TUESDAY_TO_WEDNESDAY) == "Wed 2026-01-07 16:00"
    assert share("4 working days", 75, TUESDAY_TO_WEDNESDAY) == "Fri 2026-01-09 16:30"
    # Mon 5 h, Tue until 09:00 1.5 h; half of 15 h is 7.5 h: Wed 09:00-10:00.
    assert share("15 working hours", 50, TUESDAY_TO_WEDNESDAY) == "Wed 2026-01-07 10:00"


def test_there_is_no_share_of_what_has_no_due_time() -> None:
    still = pause(OFFICE, "2026-01-08T09:00", None)
    for within in ("4 working days", "40 working hours", "4 days", "99 hours"):
        assert share(within, 25, still) is None
        assert share(within, 0, still) is None
        assert share(within, 90, still) is None


@pytest.mark.parametrize("percent", [-1, 101])
def test_other_shares_are_refused(percent: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        share("4 working days", percent)


def test_a_part_of_a_shelters_day_is_that_part_of_its_24_hours() -> None:
    start = on_clock(SHELTER, "2026-01-05T10:00")
    at = deadlines.at_share(SHELTER, start, Span.parse("1 working day"), 25)
    assert shown(SHELTER, at) == "Tue 2026-01-06 06:00"
