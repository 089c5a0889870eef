"""The ticker: first turns at once, one at a time, and nothing lost when one fails."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.story import Story, tell
from workflow.core.messages import ChannelDown
from workflow.now import now
from workflow.runners import Runner, Runners
from workflow.scheduler import Scheduler
from workflow.store import chores

PATIENCE = 60


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    told = tell(tmp_path)
    yield told
    told.office.close()


def beats(story: Story) -> dict[str, str]:
    """The runners that have finished a turn, and how it ended."""
    with story.office.sessions.reading() as db:
        return {row.runner: row.code for row in chores.heartbeats(db)}


def wait_for(done: threading.Event) -> None:
    assert done.wait(PATIENCE)


def test_every_runner_takes_its_first_turn_at_once(story: Story) -> None:
    scheduler = Scheduler(story.office.runners, now)
    scheduler.start()
    began = time.monotonic()
    while len(beats(story)) < len(story.office.runners.all):
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.05)
    scheduler.stop()
    assert {"poll", "intake", "alarms", "outbox", "housekeeping"} <= set(beats(story))
    assert set(beats(story).values()) == {""}


@dataclass
class Own:
    """Chores of a test's own making, run as the office runs its own."""

    office: Runners
    all: Sequence[Runner]

    def run(self, runner: Runner, now: datetime) -> dict[str, int]:
        return self.office.run(runner, now)


def chores_of(story: Story, *own: Runner) -> Own:
    return Own(story.office.runners, own)


def test_a_turn_is_never_taken_twice_at_once(story: Story) -> None:
    running, overlaps, turns = threading.Lock(), [], []
    enough = threading.Event()

    def slow(_: object) -> dict[str, int]:
        if not running.acquire(blocking=False):
            overlaps.append(1)
            return {}
        time.sleep(1.3)
        turns.append(1)
        running.release()
        if len(turns) == 2:
            enough.set()
        return {}

    scheduler = Scheduler(chores_of(story, Runner("slow", 1, slow)), now)
    scheduler.start()
    wait_for(enough)
    scheduler.stop()
    assert not overlaps


def test_a_turn_that_fails_is_told_and_taken_again(
    story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    again = threading.Event()
    turns: list[int] = []

    def fails(_: object) -> dict[str, int]:
        turns.append(1)
        if len(turns) > 1:
            again.set()
        raise ChannelDown("away")

    scheduler = Scheduler(chores_of(story, Runner("fails", 1, fails)), now)
    with caplog.at_level(logging.INFO):
        scheduler.start()
        wait_for(again)
        scheduler.stop()
    assert beats(story) == {"fails": "ChannelDown"}
    assert "runner.failed" in [vars(record).get("action") for record in caplog.records]


def test_a_database_that_goes_away_is_logged_and_does_not_stop_the_ticker(
    story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    class Away(Own):
        def run(self, runner: Runner, now: datetime) -> dict[str, int]:
            tries.append(1)
            if len(tries) > 1:
                again.set()
            raise ConnectionError

    tries: list[int] = []
    again = threading.Event()
    scheduler = Scheduler(Away(story.office.runners, [Runner("any", 1, lambda _: {})]), now)
    with caplog.at_level(logging.INFO):
        scheduler.start()
        wait_for(again)
        scheduler.stop()
    told = [vars(r) for r in caplog.records if vars(r).get("action") == "scheduler.failed"]
    assert told
    assert (told[0]["runner"], told[0]["code"]) == ("any", "ConnectionError")


def test_stopping_waits_for_the_turn_that_has_begun(story: Story) -> None:
    begun, ended = threading.Event(), threading.Event()

    def long(_: object) -> dict[str, int]:
        begun.set()
        time.sleep(0.5)
        ended.set()
        return {}

    scheduler = Scheduler(chores_of(story, Runner("long", 60, long)), now)
    scheduler.start()
    wait_for(begun)
    scheduler.stop()
    assert ended.is_set()
