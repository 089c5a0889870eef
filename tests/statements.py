"""Statements compiled once in a process, whichever of its many databases they are for.

Every test has an engine of its own, and a new engine compiles each statement anew: a third
of the time of a story. All engines of one kind are made alike here, so what one of them
compiled holds for all.
"""

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

ROOM = 3_000
"""Statements that are kept; a whole run knows some 1,500."""


class Alike:
    """A dialect that is the same as any other of its kind, as a key of SQLAlchemy's caches."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class Sqlite(Alike, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class Postgresql(Alike, PGDialect_psycopg):
    supports_statement_cache = True


def share() -> None:
    """From now on all new engines of this process share what they compile."""
    registry.register("sqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.psycopg", __name__, Postgresql.__name__)
    kept = LRUCache(ROOM)  # type: ignore[var-annotated]

    @event.listens_for(Engine, "engine_connect")
    def use(connection: Connection) -> None:
        connection.execution_options(compiled_cache=kept)
