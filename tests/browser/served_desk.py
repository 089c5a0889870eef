"""An office with one story in it, served to browsers on this machine, and its people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page

from tests.browser.serving import serving, sign_in
from tests.story import Story, tell
from tests.web.conftest import CHEAP, hire, reference_of
from web.app import make_app
from workflow.core.facts import Facts
from workflow.core.roles import Role


@dataclass(frozen=True)
class ServedDesk:
    """The office behind an address."""

    story: Story
    app: Flask
    address: str

    @property
    def reference(self) -> str:
        """The reference of the story's complaint."""
        return reference_of(self.story)

    @property
    def facts(self) -> Facts:
        """What its history amounts to by now."""
        office = self.story.office
        with office.sessions.reading() as db:
            return office.engine.facts(db, self.story.complaint)[0]

    def comes(self, page: Page, login: str, role: Role, unit: str = "") -> None:
        """Somebody new comes to work, in a browser of their own."""
        hire(self.app, login, role, unit)
        sign_in(page, self.address, login)


@contextmanager
def served_desk(home: Path) -> Iterator[ServedDesk]:
    """A new office, with one complaint about a home in Jember, until the test ends."""
    story = tell(home)
    story.tick()
    story.files("Air di panti Jember mati sejak kemarin.", email="siti@warga.example")
    story.tick()
    app = make_app(story.office, passwords=CHEAP)
    with serving(app) as address:
        yield ServedDesk(story, app, address)
    story.office.close()
