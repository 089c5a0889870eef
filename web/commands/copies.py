"""Copies of a whole database: how each kind of database makes one and takes one back.

SQLite by its own backup interface, which copies a database in use; PostgreSQL by its own
programs, if they are here. Keys are no part of a copy: see `backup`.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workflow.core.refusal import Refused
from workflow.store import migrate
from workflow.store.database import Sessions

PRIVATE = 0o600
"""Only its owner reads a copy: it holds what people wrote to the office."""

DAMAGED = "DatabaseError"
"""What SQLite's driver says of a file that it cannot read; here known by name only."""

PAGES = 2_000
"""SQLite pages copied at a time; writers get their turn between."""


def save(sessions: Sessions, file: Path) -> None:
    """Copy a database that may be in use into a new file; raises `Refused`.

    The file appears under its name only when it is whole.
    """
    if file.exists():
        raise Refused("file-exists", "{file} is there already.", file=str(file))
    unfinished = file.with_name(f".{file.name}.unfinished")
    os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, PRIVATE))
    try:
        if sessions.on_sqlite:
            _copy_sqlite(sessions, unfinished)
        else:
            _run(sessions, "pg_dump", "--format=custom", f"--file={unfinished}")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def take_back(sessions: Sessions, file: Path) -> None:
    """Put a copy in the place of all that is in the database; raises `Refused`.

    Refused, it changes nothing. One transaction on both kinds: whoever reads meanwhile
    sees the old or the new.
    """
    if sessions.on_sqlite:
        with _copy(file) as copy:
            _refuse_unfit(copy, file)
            with _driver(copy) as source, _driver(sessions) as target:
                source.backup(target)
    else:
        whole = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner")
        _run(sessions, "pg_restore", *whole, f"--dbname={sessions.engine.url.database}", str(file))


def _copy_sqlite(sessions: Sessions, file: Path) -> None:
    copy = Sessions(f"sqlite:///{file}")
    try:
        with _driver(sessions) as source, _driver(copy) as target:
            source.backup(target, pages=PAGES)
            target.execute("pragma journal_mode=delete")  # one file, not three
        _refuse_unfit(copy, file)
    finally:
        copy.close()


def _refuse_unfit(copy: Sessions, file: Path) -> None:
    """A copy that is damaged, or none of ours, is told before anybody relies on it."""
    try:
        with _driver(copy) as connection:
            sound = connection.execute("pragma quick_check").fetchone()[0] == "ok"
        found = migrate.revision(copy) if sound else ""
    except Exception as error:
        if type(error).__name__ != DAMAGED:
            raise
        raise _unfit(file) from error
    if not found:
        raise _unfit(file)
    if found > migrate.newest():
        raise Refused("newer-copy", "{file} was made by a newer Tuntas.", file=str(file))


def _unfit(file: Path) -> Refused:
    return Refused("unfit-copy", "{file} is damaged, or no copy of Tuntas.", file=str(file))


@contextmanager
def _copy(file: Path) -> Iterator[Sessions]:
    """A copy, opened beside itself: looking at the one that was given must not change it."""
    if file.read_bytes()[:6] != b"SQLite":
        raise _unfit(file)
    beside = file.with_name(f".{file.name}.restoring")
    shutil.copyfile(file, beside)
    copy = Sessions(f"sqlite:///{beside}")
    try:
        yield copy
    finally:
        copy.close()
        for suffix in ("", "-wal", "-shm"):
            beside.with_name(beside.name + suffix).unlink(missing_ok=True)


@contextmanager
def _driver(sessions: Sessions) -> Iterator[Any]:
    """The driver's own connection, of which the backup interface is a part."""
    pooled = sessions.engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()


def _run(sessions: Sessions, program: str, *words: str) -> None:
    """One of PostgreSQL's programs; the password goes by the environment, unseen by others."""
    found = shutil.which(program)
    if found is None:
        raise Refused(
            "no-program",
            "“{program}” is not on this machine. It comes with PostgreSQL's client programs.",
            program=program,
        )
    url = sessions.engine.url
    told = {
        "PGHOST": url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    known = {name: str(value) for name, value in told.items() if value is not None}
    done = subprocess.run(
        [found, "--no-password", *words],
        env={**os.environ, **known},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        why, *_ = [*done.stderr.strip().splitlines(), "it gave no reason"]
        raise Refused("program-failed", "{program}: {why}", program=program, why=why)
