"""An office that was in use before accounts had marks and books comes through the upgrade."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

import workflow.store
from tests.story import MONDAY
from workflow.balance import balances
from workflow.core.messages import RawMessage
from workflow.store import accounts, inbox, migrate
from workflow.store.database import Sessions

FOLDER = Path(workflow.store.__file__).parent / "migrations"


@pytest.fixture
def old(database_url: str) -> Iterator[Sessions]:
    """A database as the version before accounts left it, with two messages in it."""
    sessions = Sessions(database_url)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with sessions.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    for number in range(2):
        raw = RawMessage("email", "office", f"m-{number}", b"x")
        assert sessions.settled(partial(inbox.keep, raw=raw, now=MONDAY))
    yield sessions
    sessions.close()


def test_an_old_database_is_brought_up_to_date_and_keeps_its_messages(old: Sessions) -> None:
    assert inspect(old.engine).has_table("mark")
    assert migrate.upgrade(old)
    tables = inspect(old.engine).get_table_names()
    assert {"account", "account_day"} <= set(tables)
    assert "mark" not in tables
    [index] = [
        found["column_names"]
        for found in inspect(old.engine).get_indexes("inbox")
        if found["name"] == "ix_inbox_arrived"
    ]
    assert index == ["arrived_at", "channel", "account", "fate"]
    with old.reading() as db:
        assert inbox.counts(db) == {"new": 2}
        [line] = balances(db, "Asia/Jakarta", MONDAY + timedelta(hours=1))
    assert (line.seen, line.waiting, line.gap) == (2, 2, 0)
    lease = old.settled(lambda db: accounts.claim(db, ("email", "office"), MONDAY))
    assert lease is not None
    assert lease.position == ""
