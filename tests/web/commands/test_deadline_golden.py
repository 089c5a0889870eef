"""`tuntas deadline` says the dates that were counted by hand, and each of its steps.

The dates of working days are those of `tests/workflow/core/test_deadlines_golden.py`, here
asked as a user asks them. The reasons are held against a list of days off that is written
down once more, from the decrees themselves, and against nothing of ours.
"""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.web.commands.program import ROOT, Program, Row
from tests.workflow.core.test_deadlines_golden import CELLS, closing

# Weekdays on which the office is closed between the first start and the last due date.
CLOSED = """
    2025-03-28 2025-03-31 2025-04-01 2025-04-02 2025-04-03 2025-04-04 2025-04-07 2025-04-18
    2025-05-01 2025-05-12 2025-05-13 2025-05-29 2025-05-30 2025-06-06 2025-06-09 2025-06-27
    2026-02-16 2026-02-17 2026-03-18 2026-03-19 2026-03-20 2026-03-23 2026-03-24 2026-04-03
    2026-05-01 2026-05-14 2026-05-15 2026-05-27 2026-05-28 2026-06-01 2026-06-16 2026-12-24
    2026-12-25 2027-01-01 2027-01-05 2027-02-05 2027-03-08 2027-03-09 2027-03-10 2027-03-11
    2027-03-12 2027-03-15 2027-03-25 2027-03-26
"""
SATURDAY = 5


@pytest.fixture
def tuntas(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def verdict(on: date, start: date) -> str:
    """What the trace has to say of a date, by the list above."""
    if on == start:
        return "day 0"
    if on.weekday() >= SATURDAY:
        return "weekend"
    return "day off" if on.isoformat() in CLOSED else "counted"


def steps(answer: Row) -> list[Row]:
    """The days of a trace."""
    return [step for step in answer["trace"] if step["kind"] == "day"]


@pytest.mark.parametrize(("start", "count", "due"), CELLS)
def test_each_golden_date_is_told_with_every_day_on_the_way(
    tuntas: Program, start: str, count: int, due: str
) -> None:
    within = f"{count} working days"
    answer = tuntas.row("deadline", "--from", f"{start}T10:00", "--within", within)
    first, last = date.fromisoformat(start), date.fromisoformat(due)
    assert answer["due_on"] == due
    assert answer["due_at"] == f"{due}T{closing(last)}:00+07:00"

    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    told = steps(answer)
    assert [step["on"] for step in told] == [day.isoformat() for day in days]
    assert [step["verdict"] for step in told] == [verdict(day, first) for day in days]
    assert [step["count"] for step in told if step["counted"]] == list(range(1, count + 1))
    assert all(step["name"] and step["legal_basis"] for step in told if "day_off" in step)
    end = answer["trace"][-1]
    assert (end["kind"], end["at"], end["on"]) == ("due", answer["due_at"], due)


# start, span, due on the office's clock
BY_HAND = [
    # Over the feast of 2026. Tue 17 March is in Ramadan, 08.00-12.00 and 12.30-15.00: from
    # 14.00 one hour is left. 18-20 leave, holiday, leave; 21-22 weekend; 23-24 leave. Wed 25
    # is an ordinary day: 07.30-12.00 is 4 h 30 min, 13.00-15.30 the other 2 h 30 min of 7.
    ("2026-03-17T14:00", "8 working hours", "2026-03-25T15:30"),
    # 14 days from the 17th are the 31st, feast or not, to its end.
    ("2026-03-17T14:00", "14 days", "2026-04-01T00:00"),
    ("2026-03-17T14:00", "72 hours", "2026-03-20T14:00"),
    # Into Ramadan. Wed 18 February 2026 from 15.00: one hour. Thu 19 is the first short day,
    # 6 h 30 min: 7 h 30 min. Fri 20: 08.00-08.30.
    ("2026-02-18T15:00", "8 working hours", "2026-02-20T08:30"),
    # Before a weekend. Fri 20 November 2026 from 15.30: one hour. Mon 23: 4 h 30 min to noon,
    # 13.00-15.30.
    ("2026-11-20T15:30", "8 working hours", "2026-11-23T15:30"),
    ("2026-11-20T15:30", "72 hours", "2026-11-23T15:30"),
    # Over the end of the year. Wed 23 December 2026 from 14.00: two hours. 24-25 leave and
    # holiday, 26-27 weekend. Mon 28: 4 h 30 min to noon, 13.00-14.30.
    ("2026-12-23T14:00", "8 working hours", "2026-12-28T14:30"),
    # Thu 31 December from 14.00: two hours. 1 January a holiday, 2-3 weekend. Mon 4: six.
    ("2026-12-31T14:00", "8 working hours", "2027-01-04T14:30"),
    # 23 December and 14 days: 6 January, to its end.
    ("2026-12-23T14:00", "14 days", "2027-01-07T00:00"),
    ("2026-12-31T14:00", "72 hours", "2027-01-03T14:00"),
    # At night, and on a holiday: counting begins when the office opens. Sat 21 March 2026:
    # Wed 25 has 7 h 30 min, Thu 26 another half hour.
    ("2026-03-21T23:30", "8 working hours", "2026-03-26T08:00"),
]


@pytest.mark.parametrize(("start", "within", "due"), BY_HAND)
def test_hours_and_days_over_feasts_weekends_and_the_end_of_the_year(
    tuntas: Program, start: str, within: str, due: str
) -> None:
    answer = tuntas.row("deadline", "--from", start, "--within", within)
    assert answer["due_at"] == f"{due}:00+07:00"
    assert answer["trace"][-1]["at"] == answer["due_at"]
    told = steps(answer)
    if within.endswith("working hours"):
        assert sum(step["minutes"] for step in told) == told[-1]["count"] == 8 * 60
        shut = [step for step in told if step["verdict"] in ("day off", "weekend")]
        assert not any(step["minutes"] for step in shut)
    elif within.endswith("days"):
        assert [step["count"] for step in told] == list(range(15))


def test_the_program_itself_answers_the_whole_table_in_one_go(tuntas: Program) -> None:
    asked = [
        json.dumps({"from": f"{start}T10:00", "within": f"{count} working days", "id": number})
        for number, (start, count, _) in enumerate(CELLS)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "web.cli", "deadline", "--jsonl"],
        cwd=ROOT,
        env={**os.environ, **tuntas.settings},
        input="\n".join(asked),
        capture_output=True,
        check=True,
        text=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr == ""
    assert [(answer["id"], answer["due_on"]) for answer in answers] == [
        (number, due) for number, (*_, due) in enumerate(CELLS)
    ]
