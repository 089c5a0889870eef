"""An office for the stories of the staff's pages, and two people of it at their desks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.desk_story import JEMBER, Desk, DeskOffice, open_desk_office
from workflow.core.roles import Role


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DeskOffice]:
    """A new office; at the end of each story its books are checked."""
    opened = open_desk_office(tmp_path)
    yield opened
    opened.story.check_books()
    opened.installation.close()


@pytest.fixture
def ani(office: DeskOffice) -> Desk:
    """An intake officer."""
    return office.desk("ani", Role.INTAKE_OFFICER)


@pytest.fixture
def harun(office: DeskOffice) -> Desk:
    """The head of PSTW Jember."""
    return office.desk("harun", Role.UNIT_HEAD, JEMBER)
