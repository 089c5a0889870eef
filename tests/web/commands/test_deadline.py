"""`tuntas deadline` and `tuntas calendar`, as scripts and people use them."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from config import calendar_file, holiday_list
from config.calendars import RULES, load_calendars
from web.commands import calendar, deadline
from web.commands.deadline_cases import answer

PROGRAM = click.Group(
    "tuntas", commands={c.name or "": c for c in (*deadline.COMMANDS, *calendar.COMMANDS)}
)


CALENDARS = load_calendars()


def tuntas(*words: str, given: str | bytes = "", rules: Path = RULES) -> Result:
    return CliRunner().invoke(PROGRAM, words, input=given, env={"TUNTAS_RULES": str(rules)})


def lines_of(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def asked(*rows: object) -> list[dict[str, object]]:
    return lines_of(tuntas("deadline", "--jsonl", given="\n".join(json.dumps(r) for r in rows)))


def test_json_holds_the_due_time_on_the_offices_clock_and_its_trace() -> None:
    result = tuntas(
        "deadline", "--from", "2026-03-16", "--within", "5 working days", "--json"
    )  # fmt: skip
    (found,) = lines_of(result)
    trace = found.pop("trace")
    assert found == {
        "due_at": "2026-03-30T16:00:00+07:00",
        "due_on": "2026-03-30",
        "within": "5 working days",
        "from": "2026-03-16T00:00:00+07:00",
        "calendar": "office",
    }
    assert isinstance(trace, list)
    assert [row["kind"] for row in trace] == ["start", *["day"] * 15, "due"]
    assert result.stderr == ""


def test_a_person_reads_the_reasons() -> None:
    shown = tuntas("deadline", "--from", "2026-03-25T09:00", "--within", "1 working day").stdout
    assert shown.splitlines() == [
        "From Wed 2026-03-25 09:00 (Asia/Jakarta), calendar office",
        "Within 1 working day: Day 0 is not counted; due at the close of business of the last day.",
        "Wed 2026-03-25         day 0",
        "Thu 2026-03-26      1  counted, closes 16:00",
        "Due Thu 2026-03-26 16:00",
    ]


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("2026-03-25", "2026-03-25T00:00:00+07:00"),
        ("2026-03-25T09:30", "2026-03-25T09:30:00+07:00"),
        ("2026-03-25T02:30Z", "2026-03-25T09:30:00+07:00"),
        ("2026-03-25T11:30+09:00", "2026-03-25T09:30:00+07:00"),
        ("2026-03-24T20:00:00.5-05:00", "2026-03-25T08:00:00.500000+07:00"),
    ],
)
def test_a_time_without_an_offset_is_on_the_offices_clock(start: str, shown: str) -> None:
    (found,) = lines_of(tuntas("deadline", "--from", start, "--within", "1 working day", "--json"))
    assert found["from"] == shown
    assert found["due_on"] == "2026-03-26"


def test_pauses_may_be_given_more_than_once_and_stay_open() -> None:
    words = ("deadline", "--from", "2026-01-05T10:00", "--within", "2 working days", "--json")
    one = ("--pause", "2026-01-06T09:00..2026-01-07T09:00")
    two = ("--pause", "2026-01-07T10:00..2026-01-08T09:00+07:00")
    still = ("--pause", "2026-01-09T10:00..")
    assert lines_of(tuntas(*words, *one))[0]["due_on"] == "2026-01-08"
    assert lines_of(tuntas(*words, *one, *two))[0]["due_on"] == "2026-01-09"
    (found,) = lines_of(tuntas(*words, *one, *two, *still))
    assert (found["due_at"], found["due_on"]) == (None, None)


def test_a_calendar_can_be_named() -> None:
    words = ("deadline", "--from", "2026-03-20", "--within", "1 working day", "--json")
    (found,) = lines_of(tuntas(*words, "--calendar", "shelter"))
    assert (found["due_at"], found["due_on"]) == ("2026-03-22T00:00:00+07:00", "2026-03-21")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "--from and --within are needed"),
        (("--from", "2026-03-20"), "--from and --within are needed"),
        (("--from", "tomorrow", "--within", "1 day"), '"tomorrow" is no time such as 2026-'),
        (("--from", "2026-03-20", "--within", "soon"), '"soon" is no span. A span is a whole'),
        (("--from", "2026-03-20", "--within", "1 day", "--pause", "2026-03-21"), "is no pause"),
        (
            ("--from", "2026-03-20", "--within", "1 day", "--pause", "2026-03-22..2026-03-21"),
            "ends before it begins",
        ),
    ],
)
def test_wrong_usage_ends_with_2_and_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    result = tuntas("deadline", *words, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("2035-12-20", "60 working days"), "knows 2015-01-01 to 2035-12-31 and nothing beyond"),
        (("0001-01-01", "1 day"), "nothing beyond"),
        (("2026-03-20", "1 day", "--calendar", "kantor"), 'calendar: "kantor" is not known.'),
    ],
)
def test_what_cannot_be_answered_ends_with_1_and_a_sentence(
    words: tuple[str, ...], sentence: str
) -> None:
    start, within, *more = words
    result = tuntas("deadline", "--from", start, "--within", within, *more, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


def test_a_damaged_calendar_ends_with_1_and_its_mistakes(tmp_path: Path) -> None:
    for words in (("deadline", "--jsonl"), ("calendar", "show", "2026"), ("calendar", "seed")):
        result = tuntas(*words, rules=tmp_path)
        assert result.exit_code == 1
        assert "calendar.toml: cannot be read" in result.stderr


def test_a_stream_answers_line_by_line_and_goes_on_after_a_bad_one() -> None:
    good = json.dumps({"from": "2026-03-16", "within": "5 working days"})
    given = f'{good}\nnonsense\n\n[]\n{{"from": 7, "within": "1 day"}}\n{good}'
    found = lines_of(tuntas("deadline", "--jsonl", given=given))
    assert found[0] == found[-1]
    assert found[0]["due_at"] == "2026-03-30T16:00:00+07:00"
    assert "trace" not in found[0]
    assert [list(answered) for answered in found[1:-1]] == [["error"]] * 4


def test_a_stream_takes_pauses_calendars_traces_and_gives_ids_back() -> None:
    plain = {"from": "2026-01-05T10:00", "within": "2 working days"}
    pair = ["2026-01-06T09:00", "2026-01-07T09:00"]
    found = asked(
        plain | {"pauses": [pair]},
        plain | {"pauses": [[pair[0], None]], "id": "a"},
        plain | {"calendar": "shelter", "pauses": []},
        plain | {"trace": True, "pauses": None},
        {"id": 3},
    )
    assert [each.get("due_on") for each in found] == [
        "2026-01-08", None, "2026-01-07", "2026-01-07", None,
    ]  # fmt: skip
    assert [each.get("id") for each in found] == [None, "a", None, None, 3]
    assert "trace" in found[3]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"pause": []}, '"pause" is not known. Did you mean "pauses"?'),
        ({"within": 5}, "within: 5 is no span"),
        ({"within": "5 weeks"}, '"5 weeks" is no span'),
        ({"calendar": 1}, "calendar: 1 is no name"),
        ({"calendar": "x"}, 'calendar: "x" is not known. Allowed: office, shelter.'),
        ({"pauses": [["2026-01-06"]]}, "pauses is a list of pairs"),
        ({"pauses": "2026"}, "pauses is a list of pairs"),
        ({"pauses": [[None, None]]}, "None is no time"),
        ({"pauses": [["2026-01-07", "2026-01-06"]]}, "ends before it begins"),
        ({"within": "100000 working days"}, "nothing beyond"),
    ],
)
def test_a_slip_in_a_line_is_an_error_and_never_another_date(
    wrong: dict[str, object], sentence: str
) -> None:
    (found,) = asked({"from": "2026-01-05", "within": "1 working day"} | wrong)
    assert list(found) == ["error"]
    assert sentence in str(found["error"])


def test_bytes_that_are_no_text_are_an_error_on_their_line() -> None:
    found = lines_of(tuntas("deadline", "--jsonl", given=b"\xff\xfe\x00\n" + b"[" * 100_000))
    assert [list(answered) for answered in found] == [["error"], ["error"]]


_WORDS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.sampled_from(("2026-01-05", "9999-12-31T23:59", "0001-01-01", "5 days", "1 working hour",
                     "2026-01-05T10:00-23:59", "office")),
)  # fmt: skip
_KEYS = st.sampled_from(("from", "within", "pauses", "calendar", "trace", "id"))


@settings(deadline=None, max_examples=300)
@given(
    st.recursive(
        _WORDS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.one_of(_KEYS, st.text()), inner)
        ),
        max_leaves=12,
    )
)
def test_no_line_whatsoever_ends_in_a_traceback(row: object) -> None:
    found = answer(CALENDARS, row)
    assert ("error" in found) != ("due_at" in found)
    json.dumps(found)


def test_a_year_of_the_calendar_is_shown_to_people_and_programs() -> None:
    shown = tuntas("calendar", "show", "2026").stdout.splitlines()
    assert shown[0] == "office (Asia/Jakarta), 2026: 240 working days"
    assert shown[2] == "Ramadan 1447 H: 2026-02-19 to 2026-03-20 (dates approximate)"
    assert (
        "Thu 2026-12-24  joint leave: Cuti Bersama Hari Raya Natal (SKB Menag 1497/2025, "
        "Menaker 2/2025, MenPANRB 5/2025; Keppres 42/2025)"
    ) in shown
    (found,) = lines_of(tuntas("calendar", "show", "2027", "--json"))
    assert (found["year"], found["working_days"]) == (2027, 242)
    assert isinstance(found["days_off"], list)
    assert sum(off["estimate"] for off in found["days_off"]) == 3
    assert isinstance(found["seasons"], list)
    assert found["seasons"][0]["approximate"] is True


def test_a_year_beyond_the_calendar_is_refused() -> None:
    result = tuntas("calendar", "show", "2040")
    assert result.exit_code == 1
    assert "nothing beyond" in result.stderr
    assert tuntas("calendar", "show", "next").exit_code == 2
    assert tuntas("calendar", "show", "2026", "--calendar", "x").exit_code == 1


def copied(tmp_path: Path, names: Iterable[str]) -> Path:
    for name in names:
        shutil.copy(RULES / name, tmp_path / name)
    return tmp_path


def test_the_list_of_holidays_is_compared_before_it_is_written(tmp_path: Path) -> None:
    rules = copied(tmp_path, (calendar_file.FILE, holiday_list.FILE))
    assert tuntas("calendar", "seed", rules=rules).stdout == "0 changes.\n"
    file = rules / holiday_list.FILE
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("2026-12-25 =", "2026-12-28 ="), encoding="utf-8")
    compared = tuntas("calendar", "seed", rules=rules).stdout.splitlines()
    assert sorted(compared) == [
        "+ 2026-12-25 national: Hari Raya Natal",
        "- 2026-12-28 national: Hari Raya Natal",
        "2 changes.",
    ]
    assert file.read_text(encoding="utf-8") != whole
    assert "2 changes written." in tuntas("calendar", "seed", "--write", rules=rules).stdout
    assert file.read_text(encoding="utf-8") == whole


def test_a_missing_list_of_holidays_can_be_written(tmp_path: Path) -> None:
    rules = copied(tmp_path, (calendar_file.FILE,))
    assert tuntas("calendar", "show", "2026", rules=rules).exit_code == 1
    assert tuntas("calendar", "seed", "--write", rules=rules).exit_code == 0
    assert tuntas("calendar", "show", "2026", rules=rules).exit_code == 0


def test_a_setting_that_cannot_be_used_is_told() -> None:
    for words in (("deadline", "--jsonl"), ("calendar", "show", "2026"), ("calendar", "seed")):
        result = CliRunner().invoke(PROGRAM, words, env={"TUNTAS_PORT": "many"})
        assert result.exit_code == 1
        assert "TUNTAS_PORT" in result.stderr
