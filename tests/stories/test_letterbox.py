"""Messages that are pushed at the same moment: kept together, each for itself."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from time import sleep

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import StatementError

from tests.story import Story
from workflow.balance import Balance, balances
from workflow.core.messages import RawMessage
from workflow.letterbox import Letter, Letterbox, keep_all
from workflow.store import inbox
from workflow.store.tables import InboxRow

ZONE = "Asia/Jakarta"
AT_ONCE = 8
LONG_ENOUGH = 0.3
"""Seconds in which threads have certainly come to where they wait."""


@contextmanager
def nobody_else_writes(story: Story) -> Iterator[None]:
    with story.office.sessions.transaction() as db:
        if not story.office.sessions.on_sqlite:
            db.execute(text("lock table inbox in exclusive mode"))
        yield
        sleep(LONG_ENOUGH)


@contextmanager
def counting_commits(story: Story) -> Iterator[list[object]]:
    engine, commits = story.office.sessions.engine, list[object]()
    note = commits.append
    event.listen(engine, "commit", note)
    yield commits
    event.remove(engine, "commit", note)


def handed_in_at_once(story: Story, letters: Sequence[Letter]) -> list[Future[int | None]]:
    box = Letterbox(story.office.sessions, ZONE)
    with ThreadPoolExecutor(len(letters)) as threads, nobody_else_writes(story):
        return [threads.submit(box.keep, letter) for letter in letters]


def letter(story: Story, number: int, at: datetime | None = None) -> Letter:
    raw = RawMessage("form", "office", f"id-{number}", b"words %d" % number)
    return Letter(raw, at or story.clock.at)


def kept(story: Story) -> int:
    with story.office.sessions.reading() as db:
        return sum(inbox.counts(db).values())


def id_of(story: Story, kept: Letter) -> int:
    """The row that holds what a letter says."""
    with story.office.sessions.reading() as db:
        row = inbox.find(db, kept.raw)
        assert row is not None
        assert row.body == kept.raw.body
        return row.id


def book(story: Story) -> Balance:
    with story.office.sessions.reading() as db:
        (only,) = balances(db, ZONE, story.clock.at)
        return only


def test_messages_that_wait_for_the_database_at_once_share_a_transaction(story: Story) -> None:
    letters = [letter(story, number) for number in range(AT_ONCE)]
    with counting_commits(story) as commits:
        ids = [one.result() for one in handed_in_at_once(story, letters)]
    assert ids == [id_of(story, one) for one in letters]
    assert len(set(ids)) == AT_ONCE
    assert len(commits) < AT_ONCE
    assert kept(story) == AT_ONCE
    balance = book(story)
    assert (balance.seen, balance.waiting, balance.gap) == (AT_ONCE, AT_ONCE, 0)


def test_the_same_message_many_times_at_once_is_kept_once(story: Story) -> None:
    letters = [letter(story, 7) for _ in range(AT_ONCE)]
    ids = [one.result() for one in handed_in_at_once(story, letters)]
    assert ids.count(None) == AT_ONCE - 1
    balance = book(story)
    assert (balance.seen, balance.waiting, balance.duplicate) == (AT_ONCE, 1, AT_ONCE - 1)


def test_of_two_with_one_id_the_first_is_kept_whatever_that_id_is_made_of(story: Story) -> None:
    """A NUL is kept as something else, and must not make a new message a known one."""
    first, second = (RawMessage("form", "office", "id-\0", words) for words in (b"one", b"two"))
    letters = [Letter(raw, story.clock.at) for raw in (first, second)]
    ids = story.office.sessions.settled(lambda db: keep_all(db, letters, ZONE))
    assert ids[1:] == [None]
    with story.office.sessions.reading() as db:
        (row,) = db.scalars(select(InboxRow))
        assert (row.id, row.body) == (ids[0], b"one")


def test_one_that_the_database_refuses_does_not_take_the_others_with_it(story: Story) -> None:
    without_zone = story.clock.at.replace(tzinfo=None)
    letters = [letter(story, number) for number in range(AT_ONCE)]
    letters[3] = letter(story, 3, without_zone)
    ends = handed_in_at_once(story, letters)
    with pytest.raises(StatementError):
        ends[3].result()
    assert None not in [one.result() for number, one in enumerate(ends) if number != 3]
    assert kept(story) == AT_ONCE - 1
