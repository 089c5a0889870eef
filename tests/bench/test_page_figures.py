"""The benchmark of pages: a crowd of complaints that pages can show, and what they take."""

from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.web.commands.program import Program
from web.bench.crowd import COMMON, fill, reference
from web.bench.stage import INTAKE, MONDAY, Stage
from workflow.store import worklists
from workflow.store.worklists import Wanted


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def test_each_page_says_how_long_it_takes_beside_what_it_could_take(program: Program) -> None:
    rows = program.rows("bench", "pages", "--size", "8")
    assert {"worklist", "complaint", "search, rare word"} <= {row["name"] for row in rows}
    for row in rows:
        told = {"name", "size", "ours", "limit", "ratio", "unit", "p50", "p95", "processor"}
        assert set(row) == told
        assert 0 < row["p50"] <= row["p95"]
        assert row["processor"] > 0
        assert row["limit"] > 0


def test_the_crowd_is_open_and_closed_spread_over_units_and_found_by_its_words(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    stage = Stage(100, tmp_path, new_database(None))
    with stage.office() as office:
        fill(stage, office)
        with office.sessions.reading() as db:
            views = worklists.counts(db, INTAKE, MONDAY)
            wanted = Wanted(view="open", words=f"{COMMON}nya", limit=200)
            found = worklists.page(db, INTAKE, wanted, MONDAY).rows
            units = {row.unit for row in found if row.unit}
            assert office.engine.find(db, reference(20))
        assert views["open"] == 10 + 3
        assert views["closed"] == 90 + 1
        assert len(found) == 10
        assert len(units) > 5
