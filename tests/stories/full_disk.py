"""A disk that is full for a while, as each kind of database says so."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import event

from tests.databases import plain
from workflow.store.database import Sessions

MANY = 1_000_000
"""Pages that a SQLite database never has here."""

REFUSE = """
create function no_room() returns trigger language plpgsql as
$$ begin raise exception 'no space left on device' using errcode = 'disk_full'; end $$
"""
GROWING = ("inbox", "event", "outbox")
"""Tables into which all that comes and goes is written; others hold rows that only change."""


def paged(sessions: Sessions) -> Callable[[int], None]:
    """How many pages a SQLite database may have from now on, and no fewer than it has."""
    made: list[sqlite3.Connection] = []
    most = [MANY]

    def limit(pages: int) -> None:
        most[0] = pages
        for connection in made:
            connection.execute(f"pragma max_page_count={pages}")

    def count(connection: sqlite3.Connection, _: object) -> None:
        made.append(connection)
        limit(most[0])

    event.listen(sessions.engine, "connect", count)
    sessions.engine.dispose()
    return limit


@contextmanager
def full_disk(sessions: Sessions, url: str) -> Iterator[None]:
    """Whatever needs room is refused."""
    if sessions.on_sqlite:
        limit = paged(sessions)
        limit(1)
        yield
        limit(MANY)
        return
    with psycopg.connect(plain(url), autocommit=True) as other:
        other.execute(REFUSE)
        for table in GROWING:
            other.execute(
                f"create trigger no_room before insert on {table}"
                " for each row execute function no_room()"
            )
        yield
        for table in GROWING:
            other.execute(f"drop trigger no_room on {table}")
        other.execute("drop function no_room()")
