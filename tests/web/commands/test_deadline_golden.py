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


ASKED = [
    *((f"{start}T10:00", f"{count} working days") for start, count, _ in CELLS),
    *((start, within) for start, within, _ in BY_HAND),
]
Told = dict[tuple[str, str], Row]
"""The program's answers, by start and span."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Everything asked of the program itself in one go, as another program would."""
    questions = [
        json.dumps({"from": start, "within": within, "trace": True, "id": number})
        for number, (start, within) in enumerate(ASKED)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "web.cli", "deadline", "--jsonl"],
        cwd=ROOT,
        env={**os.environ, **Program(tmp_path_factory.mktemp("home")).settings},
        input="\n".join(questions),
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr == ""
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return dict(zip(ASKED, answers, strict=True))


@pytest.mark.parametrize(("start", "count", "due"), CELLS)
def test_each_golden_date_is_told_with_every_day_on_the_way(
    told: Told, start: str, count: int, due: str
) -> None:
    answer = told[f"{start}T10:00", f"{count} working days"]
    first, last = date.fromisoformat(start), date.fromisoformat(due)
    assert answer["due_on"] == due
    assert answer["due_at"] == f"{due}T{closing(last)}:00+07:00"

    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    walked = steps(answer)
    assert [step["on"] for step in walked] == [day.isoformat() for day in days]
    assert [step["verdict"] for step in walked] == [verdict(day, first) for day in days]
    assert [step["count"] for step in walked if step["counted"]] == list(range(1, count + 1))
    assert all(step["name"] and step["legal_basis"] for step in walked if "day_off" in step)
    end = answer["trace"][-1]
    assert (end["kind"], end["at"], end["on"]) == ("due", answer["due_at"], due)


@pytest.mark.parametrize(("start", "within", "due"), BY_HAND)
def test_hours_and_days_over_feasts_weekends_and_the_end_of_the_year(
    told: Told, start: str, within: str, due: str
) -> None:
    answer = told[start, within]
    assert answer["due_at"] == f"{due}:00+07:00"
    assert answer["trace"][-1]["at"] == answer["due_at"]
    walked = steps(answer)
    if within.endswith("working hours"):
        assert sum(step["minutes"] for step in walked) == walked[-1]["count"] == 8 * 60
        shut = [step for step in walked if step["verdict"] in ("day off", "weekend")]
        assert not any(step["minutes"] for step in shut)
    elif within.endswith("days"):
        assert [step["count"] for step in walked] == list(range(15))


def test_the_whole_table_is_answered_in_one_go_and_each_answer_names_its_question(
    told: Told,
) -> None:
    assert [answer["id"] for answer in told.values()] == list(range(len(ASKED)))
    assert [answer["due_on"] for answer in told.values()][: len(CELLS)] == [
        due for *_, due in CELLS
    ]
