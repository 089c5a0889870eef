"""A story on each database, with its books checked at the end."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.story import NAMES, Story, tell


@pytest.fixture
def story(
    tmp_path: Path, new_database: NewDatabase, caplog: pytest.LogCaptureFixture
) -> Iterator[Story]:
    """A new office; at its end the books balance and the log names nobody."""
    caplog.set_level(logging.DEBUG)
    told = tell(tmp_path, new_database(migrated))
    yield told
    told.check_books()
    told.office.close()
    for record in caplog.records:
        said = f"{record.getMessage()} {record.__dict__}"
        assert not any(name in said for name in NAMES), said
