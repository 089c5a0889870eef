"""Connecting, and the one function that commits.

SQLite and PostgreSQL behave alike here: a writer takes its lock when its transaction begins
(`BEGIN IMMEDIATE`), so that nobody reads first and fails later. A transaction that lost a
race is run again on fresh facts.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from workflow.store import direct
from workflow.store.turns import Turns

T = TypeVar("T")

TRIES = 6
"""How often a transaction that lost a race is run before the loss is told."""

_PRAGMAS = (
    "journal_mode=wal",
    "synchronous=normal",
    "busy_timeout=15000",
    "foreign_keys=on",
    "cache_size=-4000",  # KiB, for each connection: what is hot is in the system's cache anyhow
    "temp_store=memory",
)
_RACES = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL: serialisation failure, deadlock, unique violation."""

_OUT_OF_ORDER = frozenset(
    {"SQLITE_BUSY", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN"}
    | {"53100", "53300", "57P01", "57P02", "57P03", "58030"}
)
"""PostgreSQL: disk full, too many connections, shut down or starting, input and output."""


@dataclass
class _Moment:
    """What `one_moment` shares: a session from its first use to the next write."""

    of: "Sessions"
    db: Session | None = None

    def forget(self) -> None:
        """Let go of it: whoever reads next sees what was written meanwhile."""
        shared, self.db = self.db, None
        if shared is not None:
            shared.close()


_MOMENT: ContextVar[_Moment | None] = ContextVar("moment", default=None)


class Sessions:
    """Where sessions come from: one for writing, one that only reads."""

    def __init__(self, url: str) -> None:
        self.engine = connect(url)
        self._turns = Turns() if self.on_sqlite else nullcontext()
        self._write = sessionmaker(self.engine, expire_on_commit=False)
        self._read = sessionmaker(_reader(self.engine), expire_on_commit=False, autoflush=False)

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
        moment = self._moment()
        if moment is None:
            with self._read() as db:
                yield db
            return
        db = moment.db = moment.db or self._read()
        try:
            yield db
        except BaseException:
            moment.forget()  # PostgreSQL answers nothing more after a failed question
            raise
        finally:
            if moment.db is not db:
                db.close()  # forgotten in here, and perhaps used once more

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """In this block, and on this thread, all reading shares one session, up to each write.

        A page asks a dozen short questions: to begin and end a transaction for each takes
        longer than to answer them.
        """
        moment, before = _Moment(self), _MOMENT.get()
        _MOMENT.set(moment)
        try:
            yield
        finally:
            _MOMENT.set(before)
            moment.forget()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The one place that commits: all of it, or nothing."""
        moment = self._moment() or _Moment(self)
        moment.forget()
        with self._turns, self._write() as db:
            yield db
            db.commit()
        moment.forget()

    def _moment(self) -> _Moment | None:
        moment = _MOMENT.get()
        return moment if moment is not None and moment.of is self else None

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


def _reader(engine: Engine) -> Engine:
    """The same engine for sessions that write nothing.

    PostgreSQL shows each question what was committed before it, in a transaction or not:
    to begin and end one is two questions more.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    options = {} if on_sqlite else {"isolation_level": "AUTOCOMMIT"}
    return engine.execution_options(readonly=True, **options)


def only_reads(db: Session) -> bool:
    """Whether a session was opened to read."""
    return bool(db.connection().get_execution_options().get("readonly"))


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


# What a statement was given are names, addresses and words: no failure quotes them in its own.
_POOL: Mapping[str, Any] = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True}


def connect(url: str) -> Engine:
    """An engine for `sqlite:///...` or `postgresql://...`."""
    target = make_url(url)
    if target.get_backend_name() != "sqlite":
        engine = create_engine(target, **_POOL, pool_pre_ping=True)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    if target.database and target.database != ":memory:":
        _make_private(Path(target.database))
    # The last one given back goes out first: its pages are warm, and most of the others stay small.
    engine = create_engine(target, **_POOL, pool_use_lifo=True)
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
    direct.say(connection, "BEGIN" if readonly else "BEGIN IMMEDIATE")
