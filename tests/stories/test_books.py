"""The books: what a source showed is opened, continued, ignored, set aside, or it rings."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.sources import Source, Told, an_office
from tests.story import Story
from workflow.balance import Balance, balances, gaps
from workflow.store.tables import AccountDayRow, InboxRow
from workflow.troubles import Kind, troubles

ZONE = "Asia/Jakarta"


@pytest.fixture
def told(tmp_path: Path, new_database: NewDatabase) -> Iterator[Told]:
    """An office whose platform has two accounts."""
    with an_office(tmp_path, new_database(migrated), "one", "two") as told:
        yield told


def books(story: Story, days: int = 1) -> list[Balance]:
    with story.office.sessions.reading() as db:
        return balances(db, ZONE, story.clock.at, days)


def adds_up(line: Balance, came_in: int = 0) -> bool:
    """Whether the parts of a day are what was seen, and what was left from the day before."""
    ends = line.opened + line.continued + line.ignored + line.set_aside + line.waiting
    parts = ends + line.duplicate + line.gone + line.to_fetch + line.gap
    return line.seen + came_in == parts


def test_every_end_of_a_message_is_in_the_books(told: Told) -> None:
    story, source = told
    source.says("Lampu padam", conversation="k1")
    story.tick()
    source.says("Masih padam", conversation="k1")
    source.says("Saya cuti", automatic=True)  # type: ignore[arg-type]
    source.says("   ")
    source.platform.arrives(b"\xff", "two")
    story.tick()
    story.office.runners.tick_one("poll", story.clock.at)
    one, two = books(story)
    assert (one.seen, one.opened, one.continued, one.ignored, one.set_aside) == (4, 1, 1, 1, 1)
    assert (two.seen, two.set_aside) == (1, 1)
    assert adds_up(one)
    assert adds_up(two)
    assert gaps([one, two]) == []


def test_what_comes_twice_is_a_duplicate_and_no_gap(told: Told) -> None:
    story, source = told
    source.says("Lampu padam")
    story.tick()
    source.platform.repeats_everything()
    story.tick()
    [line] = books(story)
    assert (line.seen, line.opened, line.duplicate, line.gap) == (2, 1, 1, 0)
    assert adds_up(line)


def test_what_was_listed_and_never_handed_over_rings(told: Told) -> None:
    story, source = told
    source.says("Lampu padam")
    source.faults["one"].claims = 2
    story.tick()
    [line] = books(story)
    assert (line.seen, line.opened, line.gap) == (3, 1, 2)
    assert adds_up(line)
    office = story.office
    with office.sessions.reading() as db:
        [trouble] = troubles(db, office.channels, ZONE, story.clock.at)
    assert (trouble.kind, trouble.account, trouble.count) == (Kind.GAP, "one", 2)


def test_a_message_that_vanishes_from_the_inbox_rings(told: Told) -> None:
    story, source = told
    source.says("Lampu padam")
    story.office.runners.tick_one("poll", story.clock.at)
    story.office.sessions.settled(lambda db: db.execute(delete(InboxRow)))
    [line] = books(story)
    assert (line.seen, line.waiting, line.gap) == (1, 0, 1)


def test_what_was_deleted_at_the_source_is_told_as_gone_and_is_no_gap(told: Told) -> None:
    story, source = told
    source.says("Lampu padam")
    source.faults["one"].gone = 3
    story.tick()
    [line] = books(story)
    assert (line.seen, line.opened, line.gone, line.gap) == (4, 1, 3, 0)
    assert adds_up(line)


def test_a_poll_that_is_not_at_its_end_does_not_ring(told: Told) -> None:
    story, source = told
    for number in range(10):
        source.says(f"Laporan {number}")
    source.faults["one"].cut_after = 4
    story.tick()
    [line] = books(story)
    assert (line.seen, line.to_fetch, line.gap) == (10, 6, 0)
    assert adds_up(line)
    source.faults["one"].cut_after = 0
    story.clock.at += timedelta(seconds=15)
    story.tick()
    [line] = books(story)
    assert (line.seen, line.to_fetch, line.gap) == (10, 0, 0)


def test_what_is_listed_before_midnight_and_read_after_it_is_carried_over(told: Told) -> None:
    story, source = told
    story.clock.at += timedelta(hours=14, minutes=59)  # 23.59 in Surabaya
    for number in range(10):
        source.says(f"Laporan {number}")
    source.faults["one"].cut_after = 4
    story.tick()
    source.faults["one"].cut_after = 0
    story.clock.at += timedelta(minutes=2)
    story.tick()
    today, yesterday = books(story, 2)
    assert (yesterday.on, today.on) == (date(2026, 11, 16), date(2026, 11, 17))
    assert (yesterday.seen, yesterday.opened, yesterday.to_fetch) == (10, 4, 6)
    assert (today.seen, today.opened, today.to_fetch) == (0, 6, 0)
    assert adds_up(yesterday)
    assert adds_up(today, came_in=6)
    assert gaps([today, yesterday]) == []


def test_the_form_and_pushed_messages_have_books_too(told: Told) -> None:
    story, source = told
    story.files("Pegangan tangga lepas")
    source.says("Lampu padam")
    (raw,) = source.platform.hand_over()
    assert story.office.intake.keep(raw, story.clock.at)
    assert not story.office.intake.keep(raw, story.clock.at)
    form, pushed = books(story)
    assert (form.channel, form.seen, form.opened, form.gap) == ("form", 1, 1, 0)
    assert (pushed.seen, pushed.waiting, pushed.duplicate, pushed.gap) == (2, 1, 1, 0)
    assert adds_up(form)
    assert adds_up(pushed)


# Old mail.


def receipts(story: Story) -> int:
    return len(story.memory.platform.taken)


def write(source: Source, story: Story, count: int, days_ago: float) -> None:
    """So many people write, and none of it is fetched."""
    at = story.clock.at - timedelta(days=days_ago)
    for number in range(count):
        name = f"warga.{days_ago}.{number}"
        event = {
            "type": "message",
            "author": name,
            "text": f"Aduan {name}",
            "sent_at": at.isoformat(),
        }
        source.platform.happens(event, "one")


def test_a_mailbox_that_is_connected_for_the_first_time_is_read_and_not_answered(
    told: Told,
) -> None:
    story, source = told
    write(source, story, 12, days_ago=0.5)
    write(source, story, 12, days_ago=400)
    source.faults["one"].old = True
    story.tick()
    [line] = books(story)
    assert (line.opened, receipts(story)) == (24, 0)
    source.faults["one"].old = False
    write(source, story, 1, days_ago=0)
    story.tick()
    assert receipts(story) == 1


def test_two_weeks_off_are_caught_up_once_and_without_a_storm_of_receipts(told: Told) -> None:
    story, source = told
    write(source, story, 2, days_ago=0)
    story.tick()
    assert receipts(story) == 2
    source.faults["one"].down = "unreachable"
    story.tick()
    story.clock.at += timedelta(days=14)
    for days_ago in (13, 10, 5, 3.5):
        write(source, story, 20, days_ago)
    write(source, story, 3, days_ago=2)
    source.faults["one"].down = ""
    story.tick()
    story.tick()
    today = books(story)[0]
    assert (today.seen, today.opened, today.duplicate, today.gap) == (83, 83, 0, 0)
    assert receipts(story) == 2 + 3
    story.clock.at += timedelta(minutes=1)
    story.tick()
    assert books(story)[0].opened == 83


def test_books_that_are_older_than_the_books_ring_no_bell(told: Told) -> None:
    story, source = told
    source.says("Lampu padam")
    story.tick()
    story.office.sessions.settled(_forget_the_books)
    [line] = books(story)
    assert (line.seen, line.opened, line.gap) == (1, 1, 0)


def _forget_the_books(db: Session) -> None:
    db.execute(delete(AccountDayRow))
