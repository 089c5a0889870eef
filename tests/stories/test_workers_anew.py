"""A worker that is started anew rings what its forerunner left, and a ticker outlives a jump.

Real processes and real time; the machine's own clock is left alone.
"""

import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from config.settings import Settings
from config.wiring import Installation
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.test_sweep import EARLIER, PATIENCE, an_office, file
from tests.story import Story
from tests.web.commands.program import Program
from tests.web.commands.test_scheduler import Own
from workflow.now import now
from workflow.runners import Runner
from workflow.scheduler import WATCH, Scheduler
from workflow.store.models import BreachRow
from workflow.verify import verify

CLOCKS = 260
"""More than a worker rings in one transaction: it can be killed before it has rung them all."""
TRIES = 5
"""On a busy machine, who would kill it in the middle may be kept waiting until it is done."""

TURNS = 3
TWO_HOURS = timedelta(hours=2)


def test_a_worker_started_anew_in_the_middle_of_a_sweep_rings_the_rest(
    tmp_path: Path,
    new_database: NewDatabase,
    database_kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TUNTAS_LOG_LEVEL", "WARNING")  # nobody reads along
    cut_short = CLOCKS
    for number in range(TRIES):
        if cut_short == CLOCKS:
            url = new_database(migrated) if database_kind == "postgresql" else ""  # in its home
            cut_short = rung_by_the_first(Program(tmp_path / str(number), url))
    assert 0 < cut_short < CLOCKS


def rung_by_the_first(program: Program) -> int:
    """A worker is killed in the middle of a sweep, the next one rings the rest.

    Gives how many the first one rang, which may be all of them.
    """
    given = {"home": program.home, "database_url": SecretStr(program.url)}
    with an_office(Settings.model_validate(given)) as office:
        at = now()
        file(office, [at - EARLIER] * CLOCKS, at, danger=True)
        with program.process("worker") as first:
            until(office, 1)
            first.kill()
            first.wait()
        cut_short = rung(office)
        with program.process("worker"):
            until(office, CLOCKS)
        assert rung(office) == CLOCKS
        books = verify(office.sessions, office.office, now())
        assert [str(difference) for difference in books.differences] == []
    return cut_short


def rung(office: Installation) -> int:
    """How many breaches of the safety screen are on record."""
    with office.sessions.reading() as db:
        which = BreachRow.clock == "safety_triage"
        return db.scalars(select(func.count(BreachRow.id)).where(which)).one()


def until(office: Installation, count: int) -> None:
    """Wait until so many have rung."""
    began = time.monotonic()
    while rung(office) < count:
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.02)


def test_a_ticker_whose_clock_is_set_back_by_hours_goes_on_within_seconds(story: Story) -> None:
    ahead, turns, enough = [TWO_HOURS], [0], threading.Event()

    def turn(_: datetime) -> dict[str, int]:
        turns[0] += 1
        if turns[0] == TURNS:
            enough.set()
        return {}

    scheduler = Scheduler(
        Own(story.office.runners, [Runner("alarms", 1, turn)]), lambda: now() + ahead[0]
    )
    ahead[0] = timedelta(0)  # the first turn was planned by the clock before it was set back
    began = time.monotonic()
    scheduler.start()
    assert enough.wait(PATIENCE)
    scheduler.stop()
    assert time.monotonic() - began < WATCH + TURNS + 5
