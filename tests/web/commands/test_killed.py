"""Killed at any moment, started again: no message lost, none twice.

`TUNTAS_TEST_KILLS` says how often each test kills: a handful in the suite; by hand twenty,
with `-o faulthandler_timeout=0`, for that takes minutes.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import SystemRandom
from subprocess import Popen

import pytest
from pydantic import SecretStr

from config.settings import Settings
from config.wiring import Installation, open_office
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.web.commands.program import Program, furnished
from web.bench.mails import KINDS, mails
from workflow.core.messages import RawMessage
from workflow.now import now
from workflow.store import inbox

KILLS = int(os.environ.get("TUNTAS_TEST_KILLS", "3"))
MAILS = 500 if "TUNTAS_TEST_KILLS" in os.environ else 60
FOR_WORKERS = MAILS if "TUNTAS_TEST_KILLS" in os.environ else 50
PATIENCE = 300


@contextmanager
def office_of(program: Program) -> Iterator[Installation]:
    given = {"home": program.home, "database_url": SecretStr(program.url)}
    office = open_office(Settings.model_validate(given))
    try:
        yield office
    finally:
        office.close()


def check(program: Program, count: int) -> None:
    """Every mail has its one end, each person's letter its one complaint, and the books hold."""
    by_machines = count // len(KINDS)  # one kind is an automatic reply, and opens nothing
    with office_of(program) as office, office.sessions.reading() as db:
        ends = inbox.counts(db)
    assert ends == {"handled": count - by_machines, "ignored": by_machines}
    complaints = program.rows("list", "--limit", str(10 * count))
    letters = Counter(complaint["first_line"] for complaint in complaints)
    assert len(letters) == len(complaints) == count - by_machines
    assert program.row("verify")["count"] == 0


def test_ingest_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    program = furnished(tmp_path / "home")
    letters = tmp_path / "letters"
    letters.mkdir()
    for number, body in enumerate(mails(MAILS), 1):
        (letters / f"{number:03}.eml").write_bytes(body)
    chance = SystemRandom()
    for _ in range(KILLS):
        with program.process("ingest", letters, "--channel", "email", "--json") as process:
            let_it_handle(process, chance.randrange(2 * MAILS // KILLS))
            time.sleep(chance.random() / 50)
            process.kill()
    rows = program.rows("ingest", letters, "--channel", "email")
    assert [Path(row["path"]).stem for row in rows] == [f"{n:03}" for n in range(1, MAILS + 1)]
    assert {row["outcome"] for row in rows} <= {"opened", "ignored", "duplicate"}
    check(program, MAILS)


def let_it_handle(process: Popen[str], count: int) -> None:
    """Read along until it has handled so many that nobody had handled before, or all."""
    assert process.stdout
    while count > 0 and (line := process.stdout.readline()):
        count -= json.loads(line)["outcome"] != "duplicate"


def keep(program: Program) -> None:
    """All mails in the inbox, unread."""
    with office_of(program) as office:
        for number, body in enumerate(mails(FOR_WORKERS), 1):
            office.intake.keep(RawMessage("email", "office", f"mail-{number}", body), now())


def waiting(office: Installation) -> int:
    with office.sessions.reading() as db:
        return inbox.counts(db).get("new", 0)


@pytest.mark.database("postgresql")
def test_two_workers_that_are_killed_share_the_work_and_double_nothing(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    program = Program(tmp_path / "home", new_database(migrated))
    keep(program)
    chance = SystemRandom()
    began = time.monotonic()
    with ExitStack() as stack, office_of(program) as office:

        def start() -> Popen[str]:
            return stack.enter_context(program.process("worker"))

        workers = [start(), start()]
        killed = 0
        while left := waiting(office):
            assert time.monotonic() - began < PATIENCE
            if killed < KILLS and left < FOR_WORKERS - killed * FOR_WORKERS // (KILLS + 1):
                time.sleep(chance.random() / 10)
                workers[killed % 2].kill()
                workers[killed % 2] = start()
                killed += 1
            time.sleep(0.02)
        assert killed
    check(program, FOR_WORKERS)
