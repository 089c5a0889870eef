"""Databases for tests: a new one for each use, on SQLite and on a real PostgreSQL.

Where PostgreSQL comes from: `TEST_DATABASE_URL`, else a server that this run starts for
itself (`postgres.py`). A database can be made as a copy of one that was prepared before,
so that the tables of hundreds of tests are made once.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import postgres
from workflow.store.database import Sessions
from workflow.store.migrate import upgrade

Prepare = Callable[[str], None]
"""Fills the new, empty database at an address, and closes every connection to it.

A function of a module: its name says which copies are alike.
"""

ROOT = Path(__file__).parents[1]
KEEPER = "TUNTAS_TEST_KEEPER"
RUN = "TUNTAS_TEST_RUN"
"""Variables by which the workers of a run know its keeper's port, and the run's own name."""


class LeftOpen(Exception):
    """What prepared a database kept a connection to it; it cannot be copied like that."""


# -- One server for a whole run -----------------------------------------------------------


def start_keeper() -> subprocess.Popen[str]:
    """Start the process that keeps the server; cheap, for the server itself comes on demand.

    In a session of its own: Ctrl-C goes to the tests, which then still have a database.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-E", "-s", "-m", postgres.__name__],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert keeper.stdout
    os.environ[KEEPER] = keeper.stdout.readline().strip()
    os.environ[RUN] = secrets.token_hex(4)
    return keeper


def end_keeper(keeper: subprocess.Popen[str]) -> None:
    """Stop the server, if one was started. Databases on a foreign server are dropped."""
    if foreign := os.environ.get("TEST_DATABASE_URL"):
        drop_leftovers(plain(foreign))
    keeper.communicate()  # closes its standard input, and waits
    shutil.rmtree(_kept(), ignore_errors=True)


def find_server() -> str:
    """The address of the run's server. Raises `postgres.NoServer` where there is none."""
    if foreign := os.environ.get("TEST_DATABASE_URL"):
        return plain(foreign)
    with socket.create_connection(("127.0.0.1", int(os.environ[KEEPER]))) as call:
        answer = call.makefile().read()
    if answer.startswith(postgres.MISSING):
        raise postgres.NoServer(answer.removeprefix(postgres.MISSING))
    return answer


def plain(url: str) -> str:
    """SQLAlchemy's `postgresql+psycopg://` is `postgresql://` to everybody else."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


# -- PostgreSQL ---------------------------------------------------------------------------


def fresh_database(server: str, prepare: Prepare | None = None) -> str:
    """A new database on `server`: empty, or as `prepare` leaves one. Gives its address.

    `prepare` runs once in a whole run of the tests, whichever worker comes first; later
    databases are copies, in some 50 ms.
    """
    name = f"tuntas_{os.environ[RUN]}_{secrets.token_hex(6)}"
    source = template(server, prepare) if prepare else "template1"
    # Copying files beats the default, which writes each page to the log, for small ones.
    command = "create database {} template {} strategy file_copy"
    execute(server, command, name, source)
    return address(server, name)


def template(server: str, prepare: Prepare) -> str:
    """The database that the others are copies of; made under another name until it is whole."""
    purpose = f"{prepare.__module__}.{prepare.__qualname__}"
    name = f"tuntas_{os.environ[RUN]}_of_{hashlib.sha256(purpose.encode()).hexdigest()[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", [name])  # until we hang up
        if not connection.execute("select from pg_database where datname = %s", [name]).rowcount:
            raw = fresh_database(server)
            prepare(raw)
            try:  # the server itself waits five seconds for others to leave
                execute(server, "alter database {} rename to {}", name_of(raw), name)
            except psycopg.errors.ObjectInUse as error:
                raise LeftOpen(purpose) from error
    return name


def drop_database(url: str) -> None:
    """Drop it, with whoever is still connected."""
    execute(address(url, "postgres"), "drop database if exists {} with (force)", name_of(url))


def drop_leftovers(server: str) -> None:
    """Drop every database of this run: templates, and what a crashed worker left."""
    with psycopg.connect(server, autocommit=True) as connection:
        pattern = f"tuntas_{os.environ[RUN]}_%"
        rows = connection.execute(
            "select datname from pg_database where datname like %s", [pattern]
        )
        names = [str(row[0]) for row in rows]
    for name in names:
        drop_database(address(server, name))


def execute(server: str, command: str, *names: str) -> None:
    """One command outside any transaction, with names quoted."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


def name_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def address(server: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


# -- Ours ----------------------------------------------------------------------------------


def migrated(url: str) -> None:
    """Prepares a database with all of Tuntas' tables."""
    sessions = Sessions(url)
    upgrade(sessions)
    sessions.close()


# -- SQLite -------------------------------------------------------------------------------


def fresh_file(folder: Path, prepare: Prepare | None = None) -> str:
    """A new SQLite file in `folder`: none yet, or a copy of what `prepare` leaves."""
    file = folder / f"tuntas-{secrets.token_hex(4)}.db"
    if prepare:
        fill_file(file, prepare)
    return f"sqlite:///{file}"


def fill_file(file: Path, prepare: Prepare) -> None:
    """Make `file` a copy of what `prepare` leaves; that runs once in a whole run of the tests."""
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_prepared(prepare), file)


@cache
def kept_folder(furnish: Callable[[Path], None]) -> Path:
    """A folder as `furnish` leaves it, to be copied; that runs once in a whole run, too."""
    return _once(_kept() / f"{furnish.__module__}.{furnish.__qualname__}", furnish)


@cache
def _prepared(prepare: Prepare) -> Path:
    purpose = f"{prepare.__module__}.{prepare.__qualname__}"

    def make(file: Path) -> None:
        prepare(f"sqlite:///{file}")
        if file.with_name(f"{file.name}-wal").exists():
            file.unlink()
            raise LeftOpen(purpose)

    return _once(_kept() / f"{hashlib.sha256(purpose.encode()).hexdigest()[:12]}.db", make)


def _once(whole: Path, make: Callable[[Path], None]) -> Path:
    """What `make` leaves at a path, whichever worker comes first; the others wait until it did."""
    with whole.with_name(f"{whole.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
        if not whole.exists():
            raw = whole.with_name(f"raw-{whole.name}")
            make(raw)
            raw.rename(whole)
    return whole


def _kept() -> Path:
    """Where a run keeps what is copied; the end of the run takes it away."""
    folder = Path(tempfile.gettempdir(), f"tuntas-kept-{os.environ[RUN]}")
    folder.mkdir(exist_ok=True)
    return folder
