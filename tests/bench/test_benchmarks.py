"""The benchmarks run, say what they measured, and measure what they say.

No figure is held to anything here: a busy machine must not break a build.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from config.wiring import Installation
from tests.conftest import NewDatabase
from tests.web.commands.program import Program
from web.bench.clones import FIRST, LATER, clone
from web.bench.figures import Figure
from web.bench.mails import KINDS, mails
from web.bench.raw import INDEXES, Bare, Copies, bare
from web.bench.stage import HEAD, INTAKE, MONDAY, Stage, assign, respond
from workflow.engine import Done

EVERYTHING = "select * from {table}"
KEYS = {"name", "size", "ours", "limit", "ratio", "unit"}
SIZES = {"decide": 20, "deadlines": 50, "commands": 12, "mail": 10, "sweep": 40, "recount": 5}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def test_every_benchmark_is_listed(program: Program) -> None:
    assert set(program.done("bench").split()) >= set(SIZES)


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_a_benchmark_says_its_figures_in_json(program: Program, name: str, size: int) -> None:
    rows = program.rows("bench", name, "--size", str(size))
    assert rows
    for row in rows:
        assert set(row) == KEYS
        assert row["ours"] > 0
        assert row["limit"] > 0
        assert row["ratio"] > 0
    assert not program.home.exists()


def test_a_benchmark_that_there_is_not_is_wrong_usage(program: Program) -> None:
    assert 'Did you mean "decide"?' in program.refusal("bench", "decode", code=2)


def test_a_profile_stands_on_standard_error(program: Program) -> None:
    result = program("bench", "decide", "--size", "20", "--json", "--profile")
    assert set(json.loads(result.stdout)) == KEYS
    assert "cumulative" in result.stderr


@pytest.mark.parametrize(
    ("unit", "ours", "limit", "ratio"),
    [("per second", 50.0, 200.0, 0.25), ("ms", 8.0, 2.0, 0.25), ("ms", 2.0, 8.0, 0.25)],
)
def test_the_ratio_is_the_part_of_the_limit_that_is_reached(
    unit: str, ours: float, limit: float, ratio: float
) -> None:
    assert Figure(name="x", size=1, ours=ours, limit=limit, unit=unit).ratio == ratio


@pytest.mark.database("sqlite", "postgresql")
def test_the_limit_of_commands_writes_the_very_rows_that_the_engine_wrote(
    tmp_path: Path, new_database: NewDatabase, database_kind: str
) -> None:
    url = "" if database_kind == "sqlite" else new_database(None)
    stage = Stage(0, tmp_path, url)
    with stage.office() as office:
        (complaint,) = stage.open(office, 1)
        stage.triage(office, [complaint])
        office.engine.execute(assign(complaint), INTAKE, MONDAY)
        done = office.engine.execute(respond(complaint), HEAD, MONDAY)
        copied = rows_raw(office, done)
        assert copied["event"] == len(done.events)
        assert copied["message"] == 2
        assert copied["outbox"] == 1
        assert copied["clock"] == len(done.facts.clocks)
        assert copied["complaint"] == 1


def rows_raw(office: Installation, done: Done) -> dict[str, int]:
    """How many rows the copy of a command wrote, each alike to the real one."""
    with bare(office) as connection:
        copies = Copies(connection)
        copies.prepare()
        copies.write([copies.written(done, 2)])
        for table in INDEXES:
            assert all_of(connection, table) >= all_of(connection, f"bench_{table}")
        return {table: len(all_of(connection, f"bench_{table}")) for table in INDEXES}


def all_of(connection: Bare, table: str) -> set[tuple[object, ...]]:
    """Every row of a table."""
    return {tuple(row) for row in connection.rows(EVERYTHING.format(table=table))}


def test_clones_are_decided_on_like_any_complaint(tmp_path: Path) -> None:
    stage = Stage(0, tmp_path)
    with stage.office() as office:
        (model,) = stage.open(office, 1)
        clone(office, model, ringing=2, silent=3)
        stage.triage(office, [FIRST, FIRST + 1])
        both = [office.engine.execute(assign(id), INTAKE, MONDAY) for id in (FIRST, FIRST + 1)]
        assert [done.facts.state for done in both] == ["assigned", "assigned"]
        assert both[0].facts.reference != both[1].facts.reference


def test_a_benchmark_never_fills_a_database_that_is_in_use(
    program: Program, tmp_path: Path
) -> None:
    program.file(tmp_path / "forms", "Atap bocor.")
    url = f"sqlite:///{program.home / 'tuntas.db'}"
    said = program("bench", "recount", "--database", url)
    assert said.exit_code == 1
    assert len(program.rows("list")) == 1


def test_mails_are_of_every_kind_and_the_same_each_time() -> None:
    once, again = list(mails(2 * len(KINDS))), list(mails(2 * len(KINDS)))
    assert once == again
    assert len(set(once)) == 2 * len(KINDS)


def test_an_alarm_of_a_leap_day_is_put_off_to_a_leap_day() -> None:
    assert date(2028 + LATER, 3, 1) - date(2028 + LATER, 2, 28) == timedelta(days=2)
