"""Sources that a test turns by hand: they hang, lie about what they hold, lose it, or come back.

Pretend platforms like the memory channel, which they are; only what they list is theirs.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import select

from adapters.memory.channel import CAN, MemoryChannel
from adapters.settings import Account, ChannelSettings
from config.wiring import open_office
from tests.story import HandClock, Story, fakes, settings_for
from workflow.core.messages import Channel, ChannelDown, Fetched, Probe
from workflow.store import accounts
from workflow.store.tables import AccountRow, InboxRow

PATIENCE = 60


@dataclass
class Faults:
    """What goes wrong with an account."""

    down: str = ""
    """The code with which it cannot be reached."""
    tried: str = ""
    """The code with which a trial fails, though messages come."""
    hangs: bool = False
    claims: int = 0
    """So many more are listed than there are."""
    gone: int = 0
    """So many of the listed ones are told as deleted."""
    old: bool = False
    bug: bool = False
    cut_after: int = 0
    """The connection ends after so many messages."""
    expires_at: datetime | None = None


@dataclass
class Hang:
    """Where a hanging call stands until the test lets it go."""

    reached: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)


class Source(MemoryChannel):
    """A platform with several accounts, each with faults of its own."""

    def __init__(self, accounts: tuple[str, ...], now: Callable[[], datetime]) -> None:
        made = tuple(Account(id=id, unit="sekretariat", address=id, name=id) for id in accounts)
        super().__init__(ChannelSettings(accounts=made, now=now), CAN)
        self.faults = {account: Faults() for account in accounts}
        self.hang = Hang()
        self.asked: list[tuple[str, str]] = []
        self.news: dict[str, Event] = {account: Event() for account in accounts}

    def says(self, text: str, account: str = "one", **more: str) -> str:
        """Somebody writes to an account."""
        event = {"type": "message", "author": "warga", "text": text, **more}
        return self.platform.happens(event, account)

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """What came since, with the account's faults."""
        faults = self.faults[account]
        self.asked.append((account, mark))
        if faults.hangs:
            self.hang.reached.set()
            assert self.hang.over.wait(PATIENCE)
        if faults.bug:
            raise ZeroDivisionError(account)
        if faults.down:
            raise ChannelDown(faults.down, "made so by a test")
        if faults.claims or faults.gone:
            yield Fetched(mark=mark, listed=faults.claims + faults.gone)
        if faults.gone:
            yield Fetched(mark=mark, gone=faults.gone)
        faults.claims = faults.gone = 0
        for number, step in enumerate(super().fetch(account, mark)):
            if faults.cut_after and number > faults.cut_after:
                raise ChannelDown("no-answer")
            yield Fetched(mark=step.mark, raw=step.raw, listed=step.listed, old=faults.old)

    def wait(self, account: str, seconds: float) -> bool:
        """News, when the test says so."""
        if self.faults[account].down:
            raise ChannelDown(self.faults[account].down)
        came = self.news[account].wait(min(seconds, PATIENCE))
        self.news[account].clear()
        return came

    def probe(self, account: str) -> tuple[Probe, ...]:
        """The line, and the end of the account's token."""
        faults = self.faults[account]
        code = faults.down or faults.tried
        return (Probe(what="sign_in", code=code, expires_at=faults.expires_at),)


def told_with(home: Path, url: str, *accounts: str) -> tuple[Story, Source]:
    """An office whose pretend platform is a source with these accounts."""
    clock = HandClock()
    source = Source(accounts, clock)
    channels: dict[str, Channel] = {**fakes(clock), "memory": source}
    office = open_office(settings_for(home, url), now=clock, channels=channels)
    return Story(office, clock), source


Told = tuple[Story, Source]
"""An office, and the platform that it polls."""


@contextmanager
def an_office(home: Path, url: str, *names: str) -> Iterator[Told]:
    """The same for as long as a test runs; at its end the books of every complaint balance."""
    story, source = told_with(home, url, *(names or ("one", "two", "three")))
    try:
        yield story, source
        story.check_books()
    finally:
        for news in source.news.values():
            news.set()
        leave(source)
        story.office.close()


def leave(source: Source) -> None:
    """Let go of what hangs, and wait for it: whoever comes too late would open the door again."""
    source.hang.over.set()
    for thread in threading.enumerate():
        if thread.name == "poll":
            thread.join(PATIENCE)


def row_of(story: Story, account: str = "one") -> AccountRow:
    """What is known of an account of the platform."""
    with story.office.sessions.reading() as db:
        found = accounts.one(db, ("memory", account))
    assert found is not None
    return found


def kept(story: Story) -> Counter[str]:
    """How many messages stand in the inbox, by account."""
    with story.office.sessions.reading() as db:
        return Counter(db.scalars(select(InboxRow.account)))


def polls(story: Story, seconds: float = 0) -> dict[str, int]:
    """Time passes, and the poll runner takes a turn as the scheduler gives it one."""
    story.clock.at += timedelta(seconds=seconds)
    return story.office.runners.run(story.office.runners.all[0], story.clock.at)


def wait_until(true: Callable[[], bool]) -> None:
    """Give threads and processes some time."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.01)
