"""What will be late at today's pace: who has their turn on which working day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from tests.story import tell
from workflow.core.calendar import Calendar
from workflow.outlook import DayAhead, outlook, pace_since, stretch
from workflow.store.figures import Running

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
"""Monday 16 November 2026, 12.00 in Surabaya."""


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Calendar]:
    """The head office's calendar, as the rules have it."""
    story = tell(tmp_path_factory.mktemp("office"))
    yield story.office.office.calendars["office"]
    story.office.close()


def due(id: int, day: int, unit: str = "a") -> Running:
    """A complaint that is due at 16.00 on a day of November."""
    return Running(id, unit, datetime(2026, 11, day, 9, 0, tzinfo=UTC))


def told(
    calendar: Calendar, running: list[Running], pace: dict[str, float], late: dict[str, int]
) -> dict[date, DayAhead]:
    """What falls due, by day."""
    days = outlook(calendar, stretch(calendar, NOON), running, pace, late)
    return {day.on: day for day in days}


def test_ten_working_days_begin_today_and_leave_out_the_weekends(calendar: Calendar) -> None:
    days = stretch(calendar, NOON).days
    assert len(days) == 10
    assert (days[0], days[4], days[5]) == (
        date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 23)
    )  # fmt: skip
    evening = stretch(calendar, datetime(2026, 11, 20, 15, 0, tzinfo=UTC)).days
    assert evening[0] == date(2026, 11, 23)


def test_one_a_day_is_in_time_as_long_as_one_a_day_falls_due(calendar: Calendar) -> None:
    running = [due(number, 15 + number) for number in (1, 2, 3)]
    days = told(calendar, running, {"a": 1.0}, {})
    assert [day.at_risk for day in days.values()] == [()] * 10
    assert days[date(2026, 11, 17)].due == (2,)


def test_the_second_of_two_on_the_first_day_is_at_risk(calendar: Calendar) -> None:
    days = told(calendar, [due(1, 16), due(2, 16), due(3, 18)], {"a": 1.0}, {})
    assert days[date(2026, 11, 16)].at_risk == (2,)
    assert days[date(2026, 11, 18)].at_risk == ()


def test_the_late_ones_of_a_unit_come_first_and_those_of_others_do_not(
    calendar: Calendar,
) -> None:
    running = [due(1, 17), due(2, 17, "b")]
    days = told(calendar, running, {"a": 1.0, "b": 1.0}, {"a": 2})
    assert days[date(2026, 11, 17)].at_risk == (1,)


def test_a_unit_that_ended_nothing_has_everything_at_risk(calendar: Calendar) -> None:
    days = told(calendar, [due(1, 27)], {}, {})
    assert days[date(2026, 11, 27)].at_risk == (1,)


def test_what_is_due_at_midnight_is_due_on_the_day_that_ends_then(calendar: Calendar) -> None:
    midnight = Running(1, "a", datetime(2026, 11, 17, 17, 0, tzinfo=UTC))
    saturday = Running(2, "a", datetime(2026, 11, 21, 17, 0, tzinfo=UTC))
    days = told(calendar, [midnight, saturday], {"a": 9.0}, {})
    assert days[date(2026, 11, 17)].due == (1,)
    assert days[date(2026, 11, 23)].due == (2,)


def test_the_pace_is_of_the_working_days_of_four_weeks(calendar: Calendar) -> None:
    since, days = pace_since(calendar, NOON)
    assert since == datetime(2026, 10, 18, 17, 0, tzinfo=UTC)
    assert days == 20
