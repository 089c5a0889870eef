"""A database that is full or away for a while: no message is blamed, and each is read later."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from adapters.form.channel import FormChannel
from adapters.form.inbound import Form, encode
from config.wiring import open_office
from tests.conftest import NewDatabase
from tests.databases import migrated, plain
from tests.stories.full_disk import MANY, paged
from tests.story import HandClock, Story, fakes, settings_for
from workflow.core.messages import Channel, RawMessage, Read
from workflow.store.database import Sessions, is_out_of_order
from workflow.store.inbox import TRIES
from workflow.store.tables import InboxRow

TURNS = 5
"""More often than intake tries a message that it fails on itself."""

HANG_UP = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
"""


Happens = Callable[[], None]


class Stormy(FormChannel):
    """A form during whose reading something happens to the database."""

    happens: Happens = staticmethod(lambda: None)

    def parse(self, raw: RawMessage) -> list[Read]:
        self.happens()
        return super().parse(raw)


@pytest.mark.parametrize("letters", [1, 5])
def test_what_cannot_be_stored_now_is_read_as_soon_as_it_can(
    tmp_path: Path, new_database: NewDatabase, letters: int
) -> None:
    url, clock, stormy = new_database(migrated), HandClock(), Stormy(("office",))
    channels: dict[str, Channel] = {**fakes(clock), "form": stormy}
    office = open_office(settings_for(tmp_path, url), now=clock, channels=channels)
    story = Story(office, clock)
    for number in range(letters):
        form: Form = {"id": f"form-{number:08}", "what": f"Lampu {number} padam. " * 900}
        office.intake.keep(RawMessage("form", "office", form["id"], encode(form)), clock.at)
    stormy.happens, over = storm(office.sessions, url)
    for _ in range(TURNS):
        counts = office.runners.tick_one("intake", clock.at)
        assert counts == {"failed": min(letters, TRIES)}
    assert fates_of(story) == {"": letters}
    stormy.happens = over
    story.tick()
    assert fates_of(story) == {"opened": letters}
    story.check_books()
    office.close()


def test_what_a_message_does_itself_is_not_blamed_on_the_database(sessions: Sessions) -> None:
    with sessions.reading() as db, pytest.raises(DBAPIError) as wrong:
        db.execute(text("select nothing from nowhere"))
    assert not is_out_of_order(wrong.value)
    assert not is_out_of_order(ZeroDivisionError())


def storm(sessions: Sessions, url: str) -> tuple[Happens, Happens]:
    """What makes the database fail whoever writes, and what ends that."""
    if not sessions.on_sqlite:
        return lambda: hang_up(url), lambda: None
    limit = paged(sessions)
    return lambda: limit(1), lambda: limit(MANY)


def hang_up(url: str) -> None:
    """The server ends the connection of whoever writes."""
    with psycopg.connect(plain(url), autocommit=True) as other:
        other.execute(HANG_UP)


def fates_of(story: Story) -> Counter[str]:
    """How the messages ended."""
    with story.office.sessions.reading() as db:
        return Counter(db.scalars(select(InboxRow.fate)))
