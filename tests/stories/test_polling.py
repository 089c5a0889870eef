"""Polling: each account from its own mark, at its own pace, whatever happens to the others."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.sources import (
    PATIENCE,
    Told,
    an_office,
    kept,
    leave,
    polls,
    row_of,
    told_with,
    wait_until,
)
from tests.story import MONDAY
from workflow.polling import MOST

pytestmark = pytest.mark.database("sqlite")  # both where the database decides


@pytest.fixture
def told(tmp_path: Path, new_database: NewDatabase) -> Iterator[Told]:
    """An office whose platform has three accounts."""
    with an_office(tmp_path, new_database(migrated)) as told:
        yield told


@pytest.mark.database("sqlite", "postgresql")
def test_each_account_is_read_from_its_own_mark(told: Told) -> None:
    story, source = told
    source.says("Satu", "one")
    source.says("Dua", "two")
    assert polls(story)["new"] == 2
    source.says("Tiga", "two")
    assert polls(story, 30)["fetched"] == 1
    assert [mark for account, mark in source.asked if account == "two"] == ["", "1/1"]
    assert kept(story) == {"one": 1, "two": 2}


def test_an_account_is_asked_again_after_its_own_time_only(told: Told) -> None:
    story, source = told
    polls(story)
    polls(story, 19)
    assert len(source.asked) == 3
    polls(story, 1)
    assert len(source.asked) == 6


def test_a_turn_by_hand_asks_at_once(told: Told) -> None:
    story, source = told
    story.tick()
    source.says("Lampu padam")
    assert story.tick()["poll"]["new"] == 1


def test_one_that_is_down_is_left_alone_longer_and_longer_and_stops_no_other(told: Told) -> None:
    story, source = told
    source.faults["one"].down = "login-refused"
    source.says("Dua", "two")
    assert polls(story) == {"fetched": 1, "new": 1, "duplicate": 0, "gone": 0, "down": 1}
    pauses = []
    for _ in range(8):
        failing = row_of(story)
        pauses.append(int((failing.next_poll_at - story.clock.at).total_seconds()))
        story.clock.at = failing.next_poll_at
        polls(story)
    assert pauses == [15, 30, 60, 120, 240, 480, 900, 900]
    failing = row_of(story)
    assert (failing.code, failing.detail) == ("login-refused", "made so by a test")
    assert (failing.failures, failing.failing_since) == (9, MONDAY)
    assert failing.succeeded_at is None
    source.faults["one"].down = ""
    story.clock.at = failing.next_poll_at
    polls(story)
    well = row_of(story)
    assert (well.code, well.failures, well.failing_since) == ("", 0, None)
    assert well.succeeded_at == story.clock.at


def test_a_bug_of_an_adapter_is_a_failure_of_its_account_alone(told: Told) -> None:
    story, source = told
    source.faults["two"].bug = True
    source.says("Satu")
    assert polls(story)["new"] == 1
    assert (row_of(story, "two").code, row_of(story, "two").detail) == (
        "failed",
        "ZeroDivisionError",
    )


def test_a_hanging_account_holds_up_nobody_and_no_second_call_is_made(told: Told) -> None:
    story, source = told
    source.faults["one"].hangs = True
    began = time.monotonic()
    polls(story)
    assert source.hang.reached.wait(PATIENCE)
    for account in ("two", "three"):
        source.says("Lampu padam", account)
    assert polls(story, 120)["new"] == 2
    assert time.monotonic() - began < PATIENCE
    assert [account for account, _ in source.asked].count("one") == 1


def test_thirty_accounts_of_which_ten_hang_are_all_polled_in_two_turns(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    names = tuple(f"a{number:02}" for number in range(30))
    story, source = told_with(tmp_path, new_database(migrated), *names)
    for name in names:
        source.says("Lampu padam", name)
    for name in names[:10]:
        source.faults[name].hangs = True
    polls(story)
    polls(story, 2)
    polls(story, 2)
    leave(source)
    asked = Counter(account for account, _ in source.asked)
    assert {name for name in names[10:] if asked[name]} == set(names[10:])
    story.tick()
    story.office.close()


def test_a_poll_is_bounded_and_goes_on_at_the_next_turn(told: Told) -> None:
    story, source = told
    for number in range(MOST + 20):
        source.says(f"Laporan {number}")
    polls(story)
    wait_until(lambda: row_of(story).lease_until is None)
    assert (kept(story).total(), row_of(story).outstanding) == (MOST, 20)
    assert row_of(story).next_poll_at == story.clock.at
    polls(story)
    wait_until(lambda: row_of(story).outstanding == 0)
    assert kept(story).total() == MOST + 20


@pytest.mark.database("sqlite", "postgresql")
def test_what_came_before_the_line_was_cut_is_kept_and_the_rest_comes_later(told: Told) -> None:
    story, source = told
    for number in range(10):
        source.says(f"Laporan {number}")
    source.faults["one"].cut_after = 4
    counts = polls(story)
    assert (counts["new"], counts["down"]) == (4, 1)
    polls(story, 15)
    source.faults["one"].cut_after = 0
    polls(story, 15)
    assert kept(story).total() == 10
    assert row_of(story).failures == 0


def test_who_brings_something_between_failures_is_not_down(told: Told) -> None:
    story, source = told
    for number in range(20):
        source.says(f"Laporan {number}")
    source.faults["one"].cut_after = 4
    for _ in range(4):
        polls(story, 15)
        assert row_of(story).failures == 1
        assert row_of(story).failing_since == story.clock.at


@pytest.mark.database("sqlite", "postgresql")
def test_a_time_of_day_that_was_set_back_stops_no_poll(told: Told) -> None:
    story, source = told
    polls(story)
    source.says("Lampu padam")
    story.clock.at -= timedelta(days=3)
    assert polls(story)["new"] == 1
