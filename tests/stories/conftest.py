"""A story on each database, with its books checked at the end."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.story import NAMES, Story, tell


@contextmanager
def telling(home: Path, url: str, caplog: pytest.LogCaptureFixture) -> Iterator[Story]:
    """A story in an office; at its end the books balance and the log names nobody."""
    caplog.set_level(logging.DEBUG)
    told = tell(home, url)
    yield told
    told.check_books()
    told.office.close()
    for record in caplog.records:
        said = f"{record.getMessage()} {record.__dict__}"
        assert not any(name in said for name in NAMES), said


@pytest.fixture
def story(
    tmp_path: Path, new_database: NewDatabase, caplog: pytest.LogCaptureFixture
) -> Iterator[Story]:
    """A story in a new office, on each database."""
    with telling(tmp_path, new_database(migrated), caplog) as told:
        yield told
