"""Bringing a database to the tables that this program knows.

On SQLite a batch migration copies tables; with foreign keys on, dropping the old one would
take its children along. So keys are off while migrating, and checked before the end.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from workflow.store.database import Sessions

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_241_001
"""Any number: PostgreSQL lets one program at a time migrate under it."""


class BrokenKeys(Exception):
    """A migration left rows that point nowhere; nothing was changed."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(sessions: Sessions) -> None:
    """Bring the database to the newest revision."""
    if sessions.on_sqlite:
        _upgrade_sqlite(sessions)
    else:
        with sessions.engine.begin() as connection:
            connection.execute(text(f"select pg_advisory_xact_lock({_LOCK})"))
            command.upgrade(_config(connection), "head")


def _upgrade_sqlite(sessions: Sessions) -> None:
    with sessions.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("pragma foreign_keys=off")
        try:
            _upgrade_checked(connection)
        finally:
            raw.execute("pragma foreign_keys=on")


def _upgrade_checked(connection: Connection) -> None:
    with connection.begin():
        command.upgrade(_config(connection), "head")
        if connection.execute(text("pragma foreign_key_check")).first():
            raise BrokenKeys


def drift(sessions: Sessions) -> None:
    """Raise when the tables in the database are not those of the models."""
    with sessions.engine.connect() as connection:
        command.check(_config(connection))


def write_revision(sessions: Sessions, number: str, words: str) -> None:
    """Write a new migration (`"0002"`, `"holidays by unit"`) from what the models changed."""
    with sessions.engine.connect() as connection:
        command.revision(_config(connection), words, autogenerate=True, rev_id=number)
