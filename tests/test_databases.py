"""The databases that tests stand on are real, new for each, and gone when the run is over."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text

from tests import databases, postgres
from tests.conftest import NewDatabase
from workflow.store.database import Sessions

ROOT = Path(__file__).resolve().parent.parent


def one_table(url: str) -> None:
    """Prepares a database with one row, and leaves a mark of having been asked."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("create table office (name text)"))
        connection.execute(text("insert into office values ('Dinas Sosial')"))
    engine.dispose()


def careless(url: str) -> None:
    """Prepares a database and stays connected to it."""
    OPEN.append(psycopg.connect(url))


OPEN: list[psycopg.Connection[tuple[object, ...]]] = []


def names(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.begin() as connection:
        found = list(connection.execute(text("select name from office")).scalars())
        connection.execute(text("insert into office values ('other')"))
    engine.dispose()
    return found


def test_a_test_gets_an_empty_database_of_each_kind(database_url: str, database_kind: str) -> None:
    engine = create_engine(database_url)
    assert engine.dialect.name == database_kind
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.database("sqlite")
def test_a_marker_asks_for_one_kind(database_kind: str) -> None:
    assert database_kind == "sqlite"


def test_prepared_databases_are_copies_that_do_not_know_each_other(
    new_database: NewDatabase,
) -> None:
    first, second = new_database(one_table), new_database(one_table)
    assert names(first) == ["Dinas Sosial"]
    assert names(first) == ["Dinas Sosial", "other"]
    assert names(second) == ["Dinas Sosial"]


def test_the_tables_of_tuntas_are_there(sessions: Sessions) -> None:
    assert {"complaint", "event", "clock"} <= set(inspect(sessions.engine).get_table_names())


def test_what_prepares_a_database_must_let_go_of_it(postgres_url: str) -> None:
    with pytest.raises(databases.LeftOpen, match="careless"):
        databases.fresh_database(postgres_url, careless)
    OPEN.pop().close()


def test_a_dropped_database_is_gone_even_with_somebody_connected(postgres_url: str) -> None:
    url = databases.fresh_database(postgres_url)
    with psycopg.connect(url) as connection:
        databases.drop_database(url)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_an_address_in_the_words_of_sqlalchemy_is_understood() -> None:
    assert databases.plain("postgresql+psycopg://a@b:1/c") == "postgresql://a@b:1/c"
    assert databases.plain("postgresql://a@b:1/c") == "postgresql://a@b:1/c"


# -- A run that ends badly ----------------------------------------------------------------

RUN = """
import os, signal, sys, time
from tests import databases
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
keeper = databases.start_keeper()
print(databases.find_server(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def other_run() -> Iterator[subprocess.Popen[str]]:
    """Another run of the tests, with a server of its own."""
    own = {key: value for key, value in os.environ.items() if key != "TEST_DATABASE_URL"}
    with subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env=own,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        yield run
        run.kill()


def is_answering(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_server_outlives_its_run_however_that_ends(
    other_run: subprocess.Popen[str], end: signal.Signals, postgres_url: str
) -> None:
    assert other_run.stdout
    url = other_run.stdout.readline().strip()
    assert url != postgres_url
    assert is_answering(url)
    other_run.send_signal(end)
    other_run.wait()
    last = time.monotonic() + 15
    while (answers := is_answering(url)) and time.monotonic() < last:
        time.sleep(0.05)
    assert not answers


def test_a_server_that_cannot_start_says_why() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # it runs as nobody where we are root
        (folder / "bin").mkdir()
        program = folder / "bin/initdb"
        program.write_text("#!/bin/sh\necho 'no space left' >&2\nexit 1\n")
        program.chmod(0o755)
        with pytest.raises(postgres.NoServer, match="no space left"):
            postgres.launch(postgres.Installation(folder))


def test_files_are_made_in_memory_only_where_there_is_room_and_programs_may_start(
    tmp_path: Path,
) -> None:
    assert postgres.quick_folder(tmp_path, room=0) == str(tmp_path)
    assert postgres.quick_folder(tmp_path, room=1 << 62) is None
    assert postgres.quick_folder(tmp_path / "none", room=0) is None
    assert postgres.quick_folder(Path("/proc/self"), room=0) is None
