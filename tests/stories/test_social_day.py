"""A day of thirty accounts of all networks, each with troubles of its own; the books balance."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.wiring import open_office
from tests.conftest import NewDatabase
from tests.stories.conftest import make_tables
from tests.stories.social_day import (
    ACCOUNTS,
    BOT,
    OBJECTS,
    PAGE_GONE,
    PUSHED,
    ROUND,
    ROUNDS,
    Platforms,
    Which,
    opened,
)
from tests.story import MONDAY, HandClock, Story, settings_for
from workflow.balance import Balance, balances
from workflow.store import accounts
from workflow.store.models import ComplaintRow
from workflow.troubles import DOWN, Kind, troubles

ZONE = "Asia/Jakarta"
MIDNIGHT = MONDAY - timedelta(hours=9)
"""When Monday begins in Surabaya."""

DEAD = {BOT: 0, PAGE_GONE: ROUNDS // 2}
"""The accounts whose tokens die, and how many rounds each of them lived."""


@dataclass
class Day:
    """The office and its platforms."""

    story: Story
    there: Platforms
    failed: set[Which] = field(default_factory=set)
    """Accounts that could not be asked at some time."""

    def passes(self, span: timedelta) -> None:
        """Time passes, and every runner takes a turn."""
        self.story.clock.at += span
        self.story.office.runners.tick(self.story.clock.at)

    def round(self, number: int) -> None:
        """Somebody new writes to every account, in the same minute; then hours go by."""
        office = self.story.office
        channels = {channel.name: channel for channel in office.channels}
        for place, which in enumerate(ACCOUNTS):
            handed = self.there.writes(which, 1_000 * (number + 1) + place, channels)
            if number == 0 and which in PUSHED and which[0] in OBJECTS:
                handed += self.there.garbage(which, channels)
            for raw in handed:
                office.intake.keep(raw, self.story.clock.at)
        self.passes(ROUND - timedelta(minutes=30))
        self.failed |= self.failing().keys()

    def failing(self) -> dict[Which, str]:
        """The accounts that cannot be asked at present, and why not."""
        with self.story.office.sessions.reading() as db:
            rows = accounts.polled(db)
            return {(row.channel, row.account): row.code for row in rows if row.failures}

    def books(self) -> dict[Which, Balance]:
        """Today's books by account."""
        with self.story.office.sessions.reading() as db:
            return {line.which: line for line in balances(db, ZONE, self.story.clock.at)}

    def opened(self) -> Counter[Which]:
        """How many complaints came of each account."""
        with self.story.office.sessions.reading() as db:
            place = (ComplaintRow.channel, ComplaintRow.account)
            rows = db.execute(select(*place, func.count()).group_by(*place))
            return Counter({(row[0], row[1]): row[2] for row in rows})


@pytest.fixture
def day(tmp_path: Path, new_database: NewDatabase) -> Iterator[Day]:
    clock = HandClock(MIDNIGHT)
    with ExitStack() as servers:
        there, channels = opened(servers, clock)
        url = new_database(make_tables)
        office = open_office(settings_for(tmp_path, url), now=clock, channels=channels)
        told = Story(office, clock)
        yield Day(told, there)
        told.check_books()
        office.close()


def adds_up(line: Balance) -> bool:
    ends = line.opened + line.continued + line.ignored + line.set_aside + line.waiting
    return line.seen == ends + line.duplicate + line.gone + line.to_fetch + line.gap


def test_thirty_accounts_through_a_day_of_troubles_and_two_tokens_that_die(day: Day) -> None:
    day.passes(timedelta(minutes=1))
    for number in range(ROUNDS):
        if number == DEAD[PAGE_GONE]:
            day.there.takes_back()
        day.there.troubled(number)
        day.round(number)
        day.there.calm()
        day.passes(timedelta(minutes=25))
    books, complaints = day.books(), day.opened()
    assert day.there.wrote == dict.fromkeys(ACCOUNTS, ROUNDS)
    assert len(ACCOUNTS) == 30
    for which in ACCOUNTS:
        line, lived = books.get(which), DEAD.get(which, ROUNDS)
        assert complaints[which] == lived, which
        if line is None:
            assert which == BOT
            continue
        assert adds_up(line), line
        assert (line.gap, line.waiting, line.opened) == (0, 0, lived), line
        twice = which in PUSHED
        invented = twice and which[0] in OBJECTS
        assert line.set_aside + line.ignored == int(invented), line
        assert line.duplicate == (lived + int(invented) if twice else 0), line
    assert day.there.refused == len(PUSHED) * ROUNDS + sum(w[0] in OBJECTS for w in PUSHED)

    office = day.story.office
    with office.sessions.reading() as db:
        told = troubles(db, office.channels, ZONE, day.story.clock.at + DOWN)
    down = {(one.channel, one.account) for one in told if one.kind is Kind.DOWN}
    assert down == set(DEAD)
    assert day.failing() == dict.fromkeys(DEAD, "login-refused")
    assert day.failed == set(ACCOUNTS) - set(PUSHED)
