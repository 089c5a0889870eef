"""Whether a database has the tables that this program knows, and getting it there.

Alembic takes a while to load and is needed on few days; it is asked (`migrating.py`) only
when there is something to do.
"""

from importlib import import_module
from pathlib import Path

from sqlalchemy import inspect, text

from workflow.store.database import Sessions

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_STANDS_IN = "alembic_version"


def newest() -> str:
    """The revision that this program knows: the number that its last migration begins with."""
    numbers = (path.stem.partition("_")[0] for path in _VERSIONS.glob("[0-9]*_*.py"))
    return max(numbers, default="")


def revision(sessions: Sessions) -> str:
    """The revision of the database; empty when it has no tables yet."""
    with sessions.engine.execution_options(readonly=True).connect() as connection:
        if not inspect(connection).has_table(_STANDS_IN):
            return ""
        found = connection.execute(text("select version_num from alembic_version")).scalar()
        return str(found or "")


def upgrade(sessions: Sessions) -> bool:
    """Bring the database up to date; tells whether anything was to do."""
    if revision(sessions) == newest():
        return False
    import_module("workflow.store.migrating").upgrade(sessions)
    return True
