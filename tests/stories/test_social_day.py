"""A day of thirty accounts of all networks, each with troubles of its own; the books balance."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from config.wiring import open_office
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.full_disk import full_disk
from tests.stories.social_day import (
    ACCOUNTS,
    BOT,
    DISK_FULL,
    OBJECTS,
    PAGE_GONE,
    PUSHED,
    ROUND,
    ROUNDS,
    SENDS_FAIL,
    Platforms,
    Which,
    opened,
)
from tests.story import MONDAY, HandClock, Story, settings_for
from workflow.balance import Balance, balances
from workflow.core.messages import RawMessage
from workflow.store import accounts
from workflow.store.models import ComplaintRow, OutboxRow
from workflow.troubles import DOWN, Kind, troubles

ZONE = "Asia/Jakarta"
MIDNIGHT = MONDAY - timedelta(hours=9)
"""When Monday begins in Surabaya."""

DEAD = {BOT: 0, PAGE_GONE: ROUNDS // 2}
"""The accounts whose tokens die, and how many rounds each of them lived."""


NEVER = ("window-closed", "unreachable-person")
"""Why two receipts of each network of Meta are given up."""


@dataclass
class Day:
    """The office and its platforms."""

    story: Story
    there: Platforms
    url: str
    failed: set[Which] = field(default_factory=set)
    """Accounts that could not be asked at some time."""

    refused: list[RawMessage] = field(default_factory=list)
    """What was pushed and could not be kept."""

    def passes(self, span: timedelta) -> None:
        """Time passes, and every runner takes a turn; one that cannot even say so fails alone."""
        self.story.clock.at += span
        runners = self.story.office.runners
        for runner in runners.all:
            with suppress(DBAPIError):
                runners.tick_one(runner.name, self.story.clock.at)

    def round(self, number: int) -> None:
        """Somebody new writes to every account, in the same minute; then hours go by."""
        channels = {channel.name: channel for channel in self.story.office.channels}
        for place, which in enumerate(ACCOUNTS):
            handed = self.there.writes(which, 1_000 * (number + 1) + place, channels)
            if number == 0 and which in PUSHED and which[0] in OBJECTS:
                handed += self.there.garbage(which, channels)
            for raw in handed:
                self.is_told(raw)
        self.passes(ROUND - timedelta(minutes=30))
        self.failed |= self.failing().keys()

    def is_told(self, raw: RawMessage) -> None:
        """A platform pushes something; what we cannot keep it brings again."""
        try:
            self.story.office.intake.keep(raw, self.story.clock.at)
        except DBAPIError:
            self.refused.append(raw)

    def comes_again(self) -> None:
        """The platforms bring what was refused."""
        again, self.refused = self.refused, []
        for raw in again:
            self.is_told(raw)
        assert not self.refused

    def full_disk(self) -> AbstractContextManager[None]:
        """The office's database takes nothing more."""
        return full_disk(self.story.office.sessions, self.url)

    def failing(self) -> dict[Which, str]:
        """The accounts that cannot be asked at present, and why not."""
        with self.story.office.sessions.reading() as db:
            rows = accounts.polled(db)
            return {(row.channel, row.account): row.code for row in rows if row.failures}

    def books(self) -> dict[Which, Balance]:
        """Today's books by account."""
        with self.story.office.sessions.reading() as db:
            return {line.which: line for line in balances(db, ZONE, self.story.clock.at)}

    def ends(self) -> Counter[tuple[str, str, str]]:
        """How the receipts ended, by channel."""
        with self.story.office.sessions.reading() as db:
            rows = db.execute(select(OutboxRow.channel, OutboxRow.state, OutboxRow.code))
            return Counter((row[0], row[1], row[2]) for row in rows)

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
        url = new_database(migrated)
        office = open_office(settings_for(tmp_path, url), now=clock, channels=channels)
        told = Story(office, clock)
        yield Day(told, there, url)
        told.check_books()
        office.close()


def adds_up(line: Balance) -> bool:
    ends = line.opened + line.continued + line.ignored + line.set_aside + line.waiting
    return line.seen == ends + line.duplicate + line.gone + line.to_fetch + line.gap


def ends_of(complaints: Counter[Which]) -> Counter[tuple[str, str, str]]:
    """How the receipts of so many complaints have to end: each once, and two of Meta's never."""
    came = Counter[str]()
    for which, count in complaints.items():
        came[which[0]] += count
    never = {(name, "given_up", code): 1 for name in OBJECTS for code in NEVER}
    mute = {("webhook", "given_up", "no-address"): came.pop("webhook")}
    gone = Counter(name for name, _, _ in never)
    return Counter({(name, "sent", ""): came[name] - gone[name] for name in came} | never | mute)


def test_thirty_accounts_through_a_day_of_troubles_and_two_tokens_that_die(day: Day) -> None:
    day.passes(timedelta(minutes=1))
    for number in range(ROUNDS):
        if number == DEAD[PAGE_GONE]:
            day.there.takes_back()
        if number == SENDS_FAIL:
            day.there.refuses_sends()
        day.there.troubled(number)
        if number == DISK_FULL:
            with day.full_disk():
                day.round(number)
            assert day.refused
            assert day.opened().total() < len(ACCOUNTS) // 2
        else:
            day.round(number)
        day.there.calm()
        day.comes_again()
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
    assert day.ends() == ends_of(complaints)
