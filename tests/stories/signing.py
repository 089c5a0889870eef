"""What stories of decrees and changed rules have in common: signing, and looking at the result.

Most of them begin on Monday 16 November 2026, 09.00: forwarding is due after three working
days, on Thursday the 19th, 16.00 (09.00 UTC), or on Friday, 16.30, if one of them is off.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from config.calendars import RULES
from config.wiring import Installation, open_office, with_home
from tests.story import SUPERVISOR, Story, fakes
from workflow.core.decree import Day, Decree, Moved
from workflow.core.events import Event, Recorded
from workflow.core.roles import Actor
from workflow.decrees import Change, Decrees
from workflow.store import complaints
from workflow.store.models import ClockRow

TUESDAY = date(2026, 11, 17)
THURSDAY_CLOSE = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
FRIDAY_CLOSE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def decree(*days: date, kind: str = "joint_leave", basis: str = "SKB 12/2026") -> Decree:
    """A decree that makes the same of each day."""
    declared = (Day(on=on, kind=kind, name="Cuti bersama", legal_basis=basis) for on in days)
    return Decree("Cuti bersama tambahan", basis, tuple(declared))


def decrees(office: Installation) -> Decrees:
    return Decrees(office.engine, office.offices)


def apply(story: Story, what: Decree | None, signer: Actor = SUPERVISOR) -> Change:
    return decrees(story.office).apply(what, signer, story.clock.at)


def dates(moved: tuple[Moved, ...]) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Both dates by clock, of changes to one complaint."""
    assert len({each.clock.name for each in moved}) == len(moved)
    return {each.clock.name: (each.old_due_at, each.new_due_at) for each in moved}


def history(story: Story) -> list[Recorded]:
    with story.office.sessions.reading() as db:
        return complaints.history(db, story.complaint).events


def events(story: Story, kind: type[Event]) -> list[Event]:
    return [each.event for each in history(story) if isinstance(each.event, kind)]


def row(story: Story, clock: str) -> ClockRow:
    where = (ClockRow.complaint_id == story.complaint, ClockRow.name == clock)
    with story.office.sessions.reading() as db:
        return db.scalars(select(ClockRow).where(*where)).one()


@contextmanager
def another(story: Story, **changed: object) -> Iterator[Installation]:
    """Another process on the same database."""
    settings = with_home(story.office.settings, **changed)
    office = open_office(settings, now=story.clock, channels=fakes(story.clock))
    yield office
    office.close()


def copy_of_the_rules(folder: Path) -> Path:
    copied: Path = shutil.copytree(RULES, folder / "rules")
    return copied
