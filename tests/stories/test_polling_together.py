"""Several workers at one account, one that is killed, and one that listens for news."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import SystemRandom

import pytest
from sqlalchemy import select

from config.wiring import open_office
from tests.adapters.shown import POLLED, shows
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.sources import Source, Told, an_office, kept, polls, row_of, wait_until
from tests.story import MONDAY, fakes, settings_for
from tests.web.commands.program import ROOT
from workflow.balance import balances
from workflow.channels import Channels
from workflow.core.messages import Capabilities
from workflow.listening import Listening
from workflow.polling import Polling
from workflow.store import accounts
from workflow.store.tables import InboxRow

ZONE = "Asia/Jakarta"
ONE = ("memory", "one")
MANY = 300
BEGINNING = 0.01
"""Seconds in which a worker has begun, and no machine has ended."""


@pytest.fixture
def told(tmp_path: Path, new_database: NewDatabase) -> Iterator[Told]:
    """An office whose platform has three accounts."""
    with an_office(tmp_path, new_database(migrated)) as told:
        yield told


@shows("T02", "T26", channels=(POLLED,))
def test_two_workers_at_once_keep_each_message_once(told: Told) -> None:
    story, source = told
    for number in range(60):
        source.says(f"Laporan {number}")
    others = [Polling(story.office.sessions, story.office.channels, ZONE) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda other: other.by_hand(story.clock.at), others))
    story.tick()
    assert kept(story).total() == 60
    with story.office.sessions.reading() as db:
        [today] = balances(db, ZONE, story.clock.at)
    assert (today.seen, today.duplicate, today.to_fetch, today.gap) == (60, 0, 0, 0)


@shows("T27", channels=(POLLED,))
def test_a_lease_keeps_a_second_worker_away_until_it_is_over(told: Told) -> None:
    story, _ = told
    sessions, now = story.office.sessions, story.clock.at
    assert sessions.settled(lambda db: accounts.claim(db, ONE, now))
    for seconds, free in ((59, False), (60, True)):
        later = now + timedelta(seconds=seconds)
        found = sessions.settled(partial(accounts.claim, which=ONE, now=later))
        assert (found is not None) is free


def killed_polls(home: Path, url: str, kills: int) -> int:
    """Polls that are killed at random moments; gives how many were alive when killed.

    The first one is killed as it begins: a quick machine may have done it all a moment later.
    """
    command = [sys.executable, "-m", "tests.stories.polling_program", str(home), url, str(MANY)]
    chance, killed, pipe = SystemRandom(), 0, subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as program:
        assert program.stdin
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        for last in (*(False,) * kills, True):
            program.stdin.write("\n")
            program.stdin.flush()
            victim = int(program.stdout.readline())
            later = 0.25 + chance.random() / 3 if killed else BEGINNING
            time.sleep(0 if last else later)
            if not last and not is_dead(victim):
                os.kill(victim, signal.SIGKILL)
                killed += 1
            wait_until(partial(is_dead, victim))
        program.kill()
    return killed


def is_dead(id: int) -> bool:
    try:
        os.kill(id, 0)
    except ProcessLookupError:
        return True
    return False


def test_killed_between_any_two_steps_nothing_is_lost_doubled_or_miscounted(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    url = new_database(migrated)
    assert killed_polls(tmp_path, url, 4) > 0
    office = open_office(
        settings_for(tmp_path, url), now=lambda: MONDAY, channels=fakes(lambda: MONDAY)
    )
    with office.sessions.reading() as db:
        ids = Counter(db.scalars(select(InboxRow.external_id)))
        [today] = balances(db, ZONE, MONDAY)
    assert (len(ids), set(ids.values())) == (MANY, {1})
    assert (today.seen, today.waiting, today.duplicate) == (MANY, MANY, 0)
    assert (today.to_fetch, today.gap) == (0, 0)
    office.close()


@pytest.fixture
def quick() -> Capabilities:
    """A platform that tells of news."""
    return Capabilities(poll=True, wait=True)


def test_news_is_polled_at_once(told: Told, quick: Capabilities) -> None:
    story, source = told
    source.can = quick
    polls(story)
    listening = Listening(story.office.sessions, story.office.channels, story.clock)
    listening.start()
    source.says("Lampu padam")
    source.news["one"].set()
    wait_until(lambda: row_of(story).next_poll_at <= story.clock.at)
    assert polls(story)["new"] == 1
    listening.stop()
    for news in source.news.values():
        news.set()


def test_news_of_an_account_that_fails_does_not_shorten_its_pause(told: Told) -> None:
    story, source = told
    source.faults["one"].down = "login-refused"
    polls(story)
    sessions, now = story.office.sessions, story.clock.at
    sessions.settled(lambda db: accounts.wake(db, ONE, now))
    assert row_of(story).next_poll_at == now + timedelta(seconds=15)
    sessions.settled(lambda db: accounts.wake(db, ONE, now, by_hand=True))
    assert row_of(story).next_poll_at == now


def test_one_process_listens_and_another_takes_over_when_it_ends(
    told: Told, quick: Capabilities
) -> None:
    story, source = told
    source.can = quick
    office = story.office

    class Counting(Source):
        calls = 0

        def wait(self, account: str, seconds: float) -> bool:
            Counting.calls += 1
            return super().wait(account, seconds)

    counting = Counting(("one",), story.clock)
    counting.can = quick
    channels = Channels({"memory": counting})
    first, second = (Listening(office.sessions, channels, story.clock) for _ in range(2))
    first.start()
    wait_until(lambda: Counting.calls == 1)
    second.start()
    time.sleep(0.2)
    assert Counting.calls == 1
    first.stop()
    counting.news["one"].set()
    third = Listening(office.sessions, channels, story.clock)
    third.start()
    wait_until(lambda: Counting.calls == 2)
    third.stop()
    second.stop()
    counting.news["one"].set()
