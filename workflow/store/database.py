"""Connecting, and the one function that commits.

SQLite and PostgreSQL behave alike here: a writer takes its lock when its transaction begins
(`BEGIN IMMEDIATE`), so that nobody reads first and fails later. A transaction that lost a
race is run again on fresh facts.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from workflow.store.turns import Turns

T = TypeVar("T")

TRIES = 6
"""How often a transaction that lost a race is run before the loss is told."""

_PRAGMAS = (
    "journal_mode=wal",
    "synchronous=normal",
    "busy_timeout=15000",
    "foreign_keys=on",
    "cache_size=-16000",
    "temp_store=memory",
)
_RACES = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL: serialisation failure, deadlock, unique violation."""

_OUT_OF_ORDER = frozenset(
    {"SQLITE_BUSY", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN"}
    | {"53100", "53300", "57P01", "57P02", "57P03", "58030"}
)
"""PostgreSQL: disk full, too many connections, shut down or starting, input and output."""


class Sessions:
    """Where sessions come from: one for writing, one that only reads."""

    def __init__(self, url: str) -> None:
        self.engine = connect(url)
        self._turns = Turns() if self.on_sqlite else nullcontext()
        self._write = sessionmaker(self.engine, expire_on_commit=False)
        self._read = sessionmaker(
            self.engine.execution_options(readonly=True), expire_on_commit=False
        )

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is a single SQLite file: one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and changes nothing."""
        with self._read() as db:
            yield db

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The one place that commits: all of it, or nothing."""
        with self._turns, self._write() as db:
            yield db
            db.commit()

    def settled(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction; again from the start when another writer was faster."""
        for last in (*(False,) * (TRIES - 1), True):
            try:
                with self.transaction() as db:
                    return work(db)
            except (IntegrityError, OperationalError) as lost:
                if last or not lost_a_race(lost):
                    raise
        raise AssertionError


def lost_a_race(error: DBAPIError) -> bool:
    """Whether running the same work again on fresh facts can help."""
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _RACES
    words = str(error.orig)
    return "UNIQUE constraint" in words or "locked" in words


def is_out_of_order(error: BaseException) -> bool:
    """Whether the database itself fails, being full, away or locked: no work is to blame for it."""
    if not isinstance(error, DBAPIError):
        return False
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return "_".join(str(name).split("_")[:2]) in _OUT_OF_ORDER
    state = getattr(error.orig, "sqlstate", None)
    broken_off = state is None and isinstance(error, OperationalError)
    return broken_off or state in _OUT_OF_ORDER


class _Psycopg(Protocol):
    """The driver's connection, as far as it is needed here."""

    autocommit: bool

    def execute(self, query: str, /) -> object: ...


def connect(url: str) -> Engine:
    """An engine for `sqlite:///...` or `postgresql://...`."""
    target = make_url(url)
    if target.get_backend_name() != "sqlite":
        engine = create_engine(target, pool_size=10, max_overflow=20, pool_pre_ping=True)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    if target.database and target.database != ":memory:":
        _make_private(Path(target.database))
    engine = create_engine(target, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """The file holds what people confided in the office: only its owner reads it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _prepare_postgresql(connection: _Psycopg, _record: object) -> None:
    """Pages ask short questions: to compile them, or to start further workers, takes longer."""
    connection.autocommit = True
    connection.execute("set jit = off")
    connection.execute("set max_parallel_workers_per_gather = 0")
    connection.autocommit = False


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """The driver's own BEGIN is off: it would begin late, as a reader, and fail as a writer."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")
