"""A small demo office that is served to a browser: played once, then opened by each test.

The time of day stands still at the end of the play, so that every picture is the same.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from config.settings import Settings
from config.wiring import Installation, open_office
from tests.browser.serving import serving, sign_in
from tests.story import HandClock, settings_for
from web.app import make_app
from web.demo.office import PASSWORD
from web.demo.player import play
from web.demo.plot import plot
from workflow.store.models import ComplaintRow
from workflow.store.tables import InboxRow

UNTIL = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
"""Friday 20 November 2026, 15.00 in Surabaya."""


@dataclass(frozen=True)
class Served:
    """An office behind an address on this machine."""

    office: Installation
    address: str
    clock: HandClock

    def reference(self, state: str, unit: str = "") -> str:
        """A complaint in a state, the most urgent one."""
        where = [ComplaintRow.state == state]
        if unit:
            where.append(ComplaintRow.unit == unit)
        query = select(ComplaintRow.reference).where(*where).order_by(ComplaintRow.urgent_at)
        with self.office.sessions.reading() as db:
            return db.scalars(query.limit(1)).one()

    def owner(self, reference: str) -> str:
        """The unit that owns a complaint."""
        query = select(ComplaintRow.unit).where(ComplaintRow.reference == reference)
        with self.office.sessions.reading() as db:
            return db.scalars(query).one()

    def set_aside(self) -> int:
        """A message that was set aside."""
        query = select(InboxRow.id).where(InboxRow.state == "set_aside").limit(1)
        with self.office.sessions.reading() as db:
            return db.scalars(query).one()

    def sign_in(self, page: Page, login: str) -> None:
        """Enter by the staff's door."""
        sign_in(page, self.address, login, PASSWORD)


def prepare(home: Path) -> None:
    """Play the office into a folder: a play in which something stands in every state."""
    stories = plot(seed=9, complaints=90, months=2, until=UNTIL)
    play(settings_for(home), stories, UNTIL, lambda done, total: None)


@contextmanager
def served(settings: Settings) -> Iterator[Served]:
    """Serve it on a free port of this machine."""
    clock = HandClock(UNTIL)
    office = open_office(settings, now=clock)
    office.runners.tick(UNTIL)
    with closing(office), serving(make_app(office)) as address:
        yield Served(office, address, clock)
