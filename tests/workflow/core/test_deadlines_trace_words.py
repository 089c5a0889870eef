"""A trace in words: lines for people, rows for programs."""

import json
from dataclasses import replace

from tests.workflow.core.feast import FEAST
from tests.workflow.core.offices import OFFICE, SHELTER, on_clock, pause
from workflow.core import deadlines
from workflow.core.calendar import Calendar
from workflow.core.pauses import Pause
from workflow.core.spans import Span
from workflow.core.trace import Trace
from workflow.core.trace_words import Voice, lines, rows


def traced(start: str, within: str, *pauses: Pause, calendar: Calendar = FEAST) -> Trace:
    return deadlines.trace(calendar, on_clock(calendar, start), Span.parse(within), pauses)


def test_a_shelters_midnight_is_written_as_24_00_of_its_day() -> None:
    trace = traced("2026-01-09T10:00", "1 working day", calendar=SHELTER)
    assert list(lines(trace)) == [
        "From Fri 2026-01-09 10:00 (Asia/Jakarta), calendar shelter",
        "Within 1 working day: Day 0 is not counted; due at the close of business of the last day.",
        "Fri 2026-01-09         day 0",
        "Sat 2026-01-10      1  counted, closes 24:00",
        "Due Sat 2026-01-10 24:00",
    ]


def test_the_lines_can_be_checked_with_a_pencil() -> None:
    trace = traced(
        "2026-03-16T10:00",
        "2 working days",
        pause(FEAST, "2026-03-17T10:00", "2026-03-17T15:30"),
    )
    assert list(lines(trace))[2:] == [
        "Mon 2026-03-16         day 0, Ramadan (dates approximate)",
        "Tue 2026-03-17         paused, not counted, Ramadan (dates approximate)",
        "Wed 2026-03-18         joint leave: Joint leave (Decree 2)",
        "Thu 2026-03-19         national holiday: Silence (Decree 1)",
        "Fri 2026-03-20         national holiday: Feast [estimate]",
        "Sat 2026-03-21         weekend, national holiday: Feast, second day [estimate]",
        "Sun 2026-03-22         weekend",
        "Mon 2026-03-23      1  counted, closes 16:00",
        "Tue 2026-03-24      2  counted, closes 16:00",
        "Paused Tue 2026-03-17 10:00 to Tue 2026-03-17 15:30; days not counted: 1",
        "Provisional: the days off on the way are not all decreed yet.",
        "Due Tue 2026-03-24 16:00",
    ]


def test_lines_of_hours_tell_minutes_and_lines_of_an_open_pause_no_due_time() -> None:
    season = replace(FEAST.rules.seasons[0], approximate=False)
    fixed = Calendar(replace(FEAST.rules, seasons=(season,)))
    still = pause(fixed, "2026-03-16T11:00", None)
    done = pause(fixed, "2026-03-16T10:15", "2026-03-16T10:45")
    trace = traced("2026-03-16T10:00", "3 working hours", done, still, calendar=fixed)
    assert list(lines(trace))[1:] == [
        "Within 3 working hours: Office time is counted, breaks are not.",
        "Mon 2026-03-16     30  counted, 30 minutes, closes 15:00, Ramadan",
        "Paused Mon 2026-03-16 10:15 to Mon 2026-03-16 10:45; minutes not counted: 30",
        "Paused since Mon 2026-03-16 11:00, still",
        "No due time while the pause lasts",
    ]


def test_lines_are_translated_before_names_and_dates_are_filled_in() -> None:
    seen: list[str] = []

    def say(words: str) -> str:
        seen.append(words)
        return f"<{words}>"

    text = "\n".join(lines(traced("2026-03-16T10:00", "3 working days"), Voice(say)))
    assert "<joint leave>: Joint leave (Decree 2)" in text
    assert not any("2026" in words or "Decree" in words for words in seen)


def test_rows_are_ready_for_json() -> None:
    trace = traced(
        "2026-03-17T10:00", "1 working day", pause(FEAST, "2026-03-17T11:00", "2026-03-17T12:00")
    )
    found = json.loads(json.dumps(rows(trace)))
    assert found[0] == {
        "kind": "start",
        "at": "2026-03-17T10:00:00+07:00",
        "calendar": "office",
        "zone": "Asia/Jakarta",
        "within": "1 working day",
    }
    assert found[2] == {
        "kind": "day",
        "on": "2026-03-18",
        "weekday": "Wed",
        "verdict": "day off",
        "counted": False,
        "days": 0,
        "count": 0,
        "day_off": "joint_leave",
        "name": "Joint leave",
        "legal_basis": "Decree 2",
        "estimate": False,
    }
    assert found[1]["season"] == "Ramadan"
    assert found[1]["season_approximate"] is True
    assert found[1]["closes_at"] == "2026-03-17T15:00:00+07:00"
    assert found[-2] == {
        "kind": "pause",
        "from": "2026-03-17T11:00:00+07:00",
        "to": "2026-03-17T12:00:00+07:00",
        "days_not_counted": 0,
    }
    assert found[-1] == {
        "kind": "due",
        "at": "2026-03-23T16:00:00+07:00",
        "on": "2026-03-23",
        "provisional": True,
        "decreed_to": "2026-12-31",
    }


def test_rows_of_hours_count_minutes_and_leave_out_what_is_not_known() -> None:
    still = pause(OFFICE, "2026-01-12T11:00", None)
    found = rows(traced("2026-01-12T10:00", "3 working hours", still, calendar=OFFICE))
    assert found[1]["minutes"] == 60
    assert found[2] == {
        "kind": "pause",
        "from": "2026-01-12T11:00:00+07:00",
        "to": None,
        "minutes_not_counted": 0,
    }
    assert found[3] == {
        "kind": "due", "at": None, "on": None, "provisional": False, "decreed_to": None,
    }  # fmt: skip
