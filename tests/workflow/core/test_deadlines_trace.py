"""Why this date: what a trace says, day by day, and that it adds up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings

from tests.workflow.core.feast import FEAST, JOINT_LEAVE
from tests.workflow.core.offices import (
    OFFICE,
    PLAIN,
    SHELTER,
    on_clock,
    pause,
    shown,
)
from tests.workflow.core.test_deadlines_reference import questions
from workflow.core import deadlines
from workflow.core.calendar import Calendar
from workflow.core.pauses import Pause
from workflow.core.spans import Span, Unit
from workflow.core.trace import Trace, Verdict


def traced(start: str, within: str, *pauses: Pause, calendar: Calendar = FEAST) -> Trace:
    return deadlines.trace(calendar, on_clock(calendar, start), Span.parse(within), pauses)


def steps(trace: Trace) -> list[tuple[str, str, float]]:
    """Weekday and day of the month, verdict, running total."""
    return [(f"{day.on:%a %d}", day.verdict.value, day.count) for day in trace.days]


def test_each_working_day_is_counted_or_has_its_reason() -> None:
    trace = traced("2026-03-16T10:00", "3 working days")
    assert steps(trace) == [
        ("Mon 16", "day 0", 0),
        ("Tue 17", "counted", 1),
        ("Wed 18", "day off", 1),
        ("Thu 19", "day off", 1),
        ("Fri 20", "day off", 1),
        ("Sat 21", "weekend", 1),
        ("Sun 22", "weekend", 1),
        ("Mon 23", "counted", 2),
        ("Tue 24", "counted", 3),
    ]
    assert trace.days[2].day_off == JOINT_LEAVE
    assert shown(FEAST, trace.days[1].closes_at) == "Tue 2026-03-17 15:00"
    assert shown(FEAST, trace.due_at) == "Tue 2026-03-24 16:00"
    assert trace.due_on == date(2026, 3, 24)
    assert trace.provisional  # Friday is an estimate


def test_a_date_is_provisional_only_for_estimates_on_working_days_and_undecreed_years() -> None:
    assert not traced("2026-03-16T10:00", "1 working day").provisional
    assert not traced("2026-03-16T10:00", "30 days").provisional
    assert traced("2026-03-20T10:00", "1 working day").days[1].verdict is Verdict.WEEKEND
    assert not traced("2026-03-20T20:00", "1 working day").provisional  # Saturday is free anyway
    assert not traced("2026-12-28T10:00", "3 working days").provisional  # Thu 31 December
    assert traced("2026-12-28T10:00", "4 working days").provisional  # Fri 1 January
    assert traced("2026-12-31T15:00", "2 working hours").provisional
    assert not traced("2026-12-31T15:00", "2 working hours", calendar=OFFICE).provisional


def test_a_pause_is_shown_with_the_days_that_it_took() -> None:
    trace = traced(
        "2026-01-05T10:00",
        "2 working days",
        pause(FEAST, "2026-01-06T09:00", "2026-01-07T09:00"),
        pause(FEAST, "2026-01-07T10:00", "2026-01-07T11:00"),
        pause(FEAST, "2026-02-07T10:00", "2026-02-20T11:00"),
    )
    assert steps(trace)[1] == ("Tue 06", "paused", 0)
    assert [each.uncounted for each in trace.pauses] == [1, 0, 0]
    assert shown(FEAST, trace.pauses[0].began_at) == "Tue 2026-01-06 09:00"


def test_a_pause_of_no_length_is_none() -> None:
    instant = pause(FEAST, "2026-01-06T09:00", "2026-01-06T09:00")
    assert traced("2026-01-05T10:00", "2 working days", instant).pauses == ()


def test_hours_that_end_at_midnight_end_with_that_day() -> None:
    trace = traced("2026-01-05T00:00", "24 working hours", calendar=SHELTER)
    assert steps(trace) == [("Mon 05", "counted", 24 * 60)]


def test_working_hours_are_shown_by_day_with_their_minutes() -> None:
    # Fri 15:30-16:30 is 60, Mon 07:30-08:00 is 30, paused until Tue 09:00, 15 more.
    trace = traced(
        "2026-01-09T15:30",
        "105 working minutes",
        pause(FEAST, "2026-01-12T08:00", "2026-01-13T09:00"),
    )
    assert steps(trace) == [
        ("Fri 09", "counted", 60),
        ("Sat 10", "weekend", 60),
        ("Sun 11", "weekend", 60),
        ("Mon 12", "counted", 90),
        ("Tue 13", "counted", 105),
    ]
    # Monday 08:00-12:00 and 13:00-16:00 are 420 minutes, Tuesday 07:30-09:00 are 90.
    assert [each.uncounted for each in trace.pauses] == [510]
    assert shown(FEAST, trace.due_at) == "Tue 2026-01-13 09:15"


def test_a_day_on_which_no_minute_ran_says_why() -> None:
    whole_day = pause(FEAST, "2026-01-13T07:00", "2026-01-13T17:00")
    trace = traced("2026-01-12T17:00", "1 working hour", whole_day)
    assert steps(trace) == [
        ("Mon 12", "office time over", 0),
        ("Tue 13", "paused", 0),
        ("Wed 14", "counted", 60),
    ]


def test_an_office_that_is_closed_on_mondays_has_no_hours_then() -> None:
    rules = replace(PLAIN, week={day: PLAIN.week[day] for day in (1, 2)})
    trace = traced("2026-01-11T10:00", "1 working day", calendar=Calendar(rules))
    assert [verdict for _, verdict, _ in steps(trace)] == ["day 0", "no office hours", "counted"]


def test_after_hours_shows_the_days_until_it_counts_as_received() -> None:
    late = Calendar(replace(PLAIN, after_hours_next_day=True))
    trace = traced("2026-01-09T17:00", "1 working day", calendar=late)
    assert [verdict for _, verdict, _ in steps(trace)] == [
        "after hours", "after hours", "after hours", "day 0", "counted",
    ]  # fmt: skip


def test_calendar_days_know_no_holidays() -> None:
    trace = traced("2026-03-17T10:00", "3 days")
    assert [verdict for _, verdict, _ in steps(trace)] == ["day 0", "counted", "counted", "counted"]
    assert all(day.day_off is None for day in trace.days)


def test_real_hours_have_no_days() -> None:
    trace = traced(
        "2026-03-17T10:00", "72 hours", pause(FEAST, "2026-03-18T10:00", "2026-03-18T12:00")
    )
    assert trace.days == ()
    assert [each.uncounted for each in trace.pauses] == [120]


def test_an_open_pause_shows_what_came_before_it() -> None:
    still = pause(FEAST, "2026-01-07T10:00", None)
    in_days = traced("2026-01-05T10:00", "3 working days", still)
    assert steps(in_days) == [("Mon 05", "day 0", 0), ("Tue 06", "counted", 1),
                              ("Wed 07", "paused", 1)]  # fmt: skip
    assert in_days.due_at is None
    assert in_days.due_on is None
    in_hours = traced("2026-01-05T15:00", "40 working hours", still)
    # Mon 15:00-16:00, Tue 450, Wed 07:30-10:00.
    assert steps(in_hours)[-1] == ("Wed 07", "counted", 60 + 450 + 150)
    assert in_hours.pauses[0].ended_at is None
    assert in_hours.pauses[0].uncounted == 0


def test_nothing_to_count_needs_no_days() -> None:
    trace = traced("2026-01-10T10:00", "0 working days")
    assert trace.days == ()
    assert shown(FEAST, trace.due_at) == "Sat 2026-01-10 10:00"


@settings(deadline=None)
@given(questions())
def test_a_trace_adds_up_to_the_due_time(
    question: tuple[Calendar, datetime, Span, Sequence[Pause]],
) -> None:
    calendar, start, span, pauses = question
    trace = deadlines.trace(calendar, start, span, pauses)
    assert trace.due_at == deadlines.due(calendar, start, span, pauses)
    in_days = span.unit in (Unit.DAYS, Unit.WORKING_DAYS)
    total = sum(day.amount for day in trace.days)
    if trace.due_at is not None and in_days:
        assert total == span.count
        assert trace.days[-1].verdict is Verdict.COUNTED
        assert trace.days[-1].on == trace.due_on
    minutes = span.count * (60 if span.unit is Unit.WORKING_HOURS else 1)
    if trace.due_at is not None and span.unit in (Unit.WORKING_HOURS, Unit.WORKING_MINUTES):
        assert total == minutes
    assert [day.count for day in trace.days] == sorted(day.count for day in trace.days)


@pytest.mark.parametrize("unit", Unit)
def test_a_trace_beginning_with_an_open_pause_has_counted_nothing(unit: Unit) -> None:
    start = on_clock(OFFICE, "2026-01-12T00:00")
    trace = deadlines.trace(OFFICE, start, Span(2, unit), [(start, None)])
    assert trace.due_at is None
    assert sum(day.amount for day in trace.days) == 0
