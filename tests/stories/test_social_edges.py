"""What platforms do to us: they repeat, overtake themselves, and leave us without an answer."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.memory.wire import Crash, Fault, Taken
from tests.adapters.shown import shows
from tests.stories.commenting import (
    came,
    comments,
    complaints,
    happens,
    inbox,
    leaving,
    told,
    writes_directly,
)
from tests.stories.test_search import found
from tests.story import Story
from workflow.core.messages import RawMessage
from workflow.outbox import STUCK
from workflow.store.social_tables import AlterationRow
from workflow.store.tables import AttachmentRow, InboxRow

pytestmark = pytest.mark.database("sqlite")  # both where the database decides

EARLY = "2026-11-16T01:00:00+00:00"
LATER = "2026-11-16T01:30:00+00:00"
LATEST = "2026-11-16T01:45:00+00:00"


def at_once(take: Callable[[RawMessage], object], raws: list[RawMessage]) -> None:
    """Ten workers are handed the raw messages in the same moment."""
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(take, raws))


@pytest.mark.database("sqlite", "postgresql")
def test_one_event_delivered_ten_times_at_once_is_one_message(story: Story) -> None:
    story.memory.platform.says("ig-siti", "Lampu panti padam", conversation="dm:siti")
    (raw,) = told(story)
    at_once(lambda one: story.office.intake.take(one, story.clock.at), [raw] * 10)
    assert len(complaints(story)) == len(came(story)) == 1


@pytest.mark.database("sqlite", "postgresql")
def test_one_event_in_ten_different_wrappings_at_once_is_one_message(story: Story) -> None:
    event = {"type": "message", "id": "m-1", "author": "ig-siti", "text": "Lampu padam"}
    for number in range(10):
        wrapped = json.dumps({**event, "conversation": "dm:siti"}, indent=number or None)
        story.memory.platform.arrives(wrapped.encode())
    raws = told(story)
    assert len({raw.external_id for raw in raws}) == 10
    at_once(lambda one: story.office.intake.take(one, story.clock.at), raws)
    assert len(complaints(story)) == len(came(story)) == 1
    assert sorted(inbox(story)) == [("duplicate", "duplicate")] * 9 + [("opened", "new")]


@pytest.mark.database("sqlite", "postgresql")
def test_two_first_messages_of_one_person_at_once_are_one_complaint(story: Story) -> None:
    for number in range(6):
        text = f"Bagian {number} dari cerita saya"
        story.memory.platform.says("ig-siti", text, conversation="dm:siti")
    at_once(lambda one: story.office.intake.take(one, story.clock.at), told(story))
    # The first contact may be made by one of them only; whoever comes second finds it there.
    for _ in range(3):
        story.tick()
    assert len(complaints(story)) == 1
    assert len(came(story)) == 6


def test_an_edit_shows_the_newest_words_and_keeps_the_old_ones(story: Story) -> None:
    comments(story, "Lampu padan", id="m-1", sent_at=EARLY)
    happens(story, type="edit", id="e-1", target="m-1", text="Lampu padam", sent_at=LATER)
    assert [row.text for row in came(story)] == ["Lampu padam"]
    assert came(story)[0].altered == "edited"
    assert [row.first_line for row in complaints(story)] == ["Lampu padam"]
    assert versions(story) == [("original", "Lampu padan"), ("edit", "Lampu padam")]
    assert story.kinds().count("Altered") == 1


def test_an_older_edit_that_comes_late_changes_nothing_that_is_shown(story: Story) -> None:
    comments(story, "satu", id="m-1", sent_at=EARLY)
    happens(story, type="edit", id="e-2", target="m-1", text="tiga", sent_at=LATEST)
    happens(story, type="edit", id="e-1", target="m-1", text="dua", sent_at=LATER)
    assert [row.text for row in came(story)] == ["tiga"]
    assert versions(story) == [("original", "satu"), ("edit", "dua"), ("edit", "tiga")]


def test_an_edit_told_twice_in_two_wrappings_is_one_version(story: Story) -> None:
    comments(story, "satu", id="m-1", sent_at=EARLY)
    for id in ("e-1", "e-1-polled"):
        happens(story, type="edit", id=id, target="m-1", text="dua", sent_at=LATER)
    assert versions(story) == [("original", "satu"), ("edit", "dua")]
    assert story.kinds().count("Altered") == 1


@pytest.mark.database("sqlite", "postgresql")
def test_an_edit_that_overtakes_its_message_still_wins(story: Story) -> None:
    early = happens(story, type="edit", id="e-1", target="m-1", text="dua", sent_at=LATER)
    assert (early.fate, early.rule) == ("ignored", "edit")
    comments(story, "satu", id="m-1", sent_at=EARLY)
    assert [row.text for row in came(story)] == ["dua"]
    assert len(complaints(story)) == 1


def test_what_was_deleted_is_withheld_and_only_its_raw_bytes_stay(story: Story) -> None:
    file = {"name": "ktp.txt", "media_type": "text/plain", "content": "TklL"}
    comments(story, "NIK saya 3515012345678901", id="m-1", files=[file])
    happens(story, type="edit", id="e-1", target="m-1", text="NIK 3515012345678902")
    happens(story, type="delete", id="d-1", target="m-1")
    (message,) = came(story)
    assert (message.text, message.altered) == ("", "deleted")
    assert all(text == "" for _, text in versions(story))
    assert complaints(story)[0].first_line == ""
    with story.office.sessions.reading() as db:
        locked = list(db.scalars(select(AttachmentRow.quarantined)))
        raws = list(db.scalars(select(InboxRow.body)))
    assert locked == ["deleted"]
    assert any(b"3515012345678901" in raw for raw in raws)
    happens(story, type="edit", id="e-9", target="m-1", text="NIK 3515012345678909")
    assert came(story)[0].text == ""


@pytest.mark.database("sqlite", "postgresql")
def test_what_was_changed_or_deleted_is_found_as_it_stands(story: Story) -> None:
    comments(story, "Lampu padam", id="m-1", sent_at=EARLY)
    happens(story, type="edit", id="e-1", target="m-1", text="Genset rusak", sent_at=LATER)
    assert [found(story, words) for words in ("lampu", "genset")] == [[], [story.complaint]]
    happens(story, type="delete", id="d-1", target="m-1")
    assert found(story, "genset") == []


def test_what_was_deleted_before_it_was_read_opens_nothing(story: Story) -> None:
    happens(story, type="delete", id="d-1", target="m-1")
    late = comments(story, "Saya malu menulis ini", id="m-1")
    assert (late.fate, late.rule) == ("ignored", "taken_back")
    assert complaints(story) == []


def test_a_deleted_word_within_a_conversation_stays_blank_when_it_comes(story: Story) -> None:
    writes_directly(story, "Lampu padam")
    happens(story, type="delete", id="d-1", target="m-2")
    writes_directly(story, "Nomor saya 081234567890", id="m-2")
    assert [(row.text, row.altered) for row in came(story)] == [
        ("Lampu padam", ""), ("", "deleted"),
    ]  # fmt: skip


def test_a_reaction_is_kept_beside_its_message_and_opens_nothing(story: Story) -> None:
    writes_directly(story, "Lampu padam", id="m-1")
    before = story.kinds()
    liked = happens(story, type="reaction", id="r-1", target="m-1", text="👍")
    stray = happens(story, type="reaction", id="r-2", target="m-404", text="👍")
    assert (liked.fate, stray.fate) == ("ignored", "ignored")
    assert story.kinds() == before
    assert versions(story) == [("reaction", "👍"), ("reaction", "👍")]


def test_news_of_the_account_opens_nothing(story: Story) -> None:
    assert happens(story, type="account", text="Izin dicabut").fate == "ignored"
    assert complaints(story) == []


def versions(story: Story) -> list[tuple[str, str]]:
    with story.office.sessions.reading() as db:
        order = (AlterationRow.at, AlterationRow.id)
        return [(row.kind, row.text) for row in db.scalars(select(AlterationRow).order_by(*order))]


def echoes(story: Story) -> None:
    """The platform tells of our own messages before the calls that send them have ended."""

    def tell(taken: Taken) -> None:
        said = {"text": taken.parcel.text, "key": taken.parcel.key}
        happens(story, author="office", id=taken.id, **said)

    story.memory.platform.overheard = tell


def test_an_echo_before_the_answer_of_the_call_is_one_message(story: Story) -> None:
    writes_directly(story, "Lampu padam")
    echoes(story)
    story.tick()
    assert len(story.memory.platform.taken) == 1
    assert [row.state for row in leaving(story)] == ["sent"]
    assert [row.direction for row in story.conversation] == ["in", "out"]
    assert story.conversation[1].external_id == story.memory.platform.taken[0].id


@pytest.mark.database("sqlite", "postgresql")
@shows("T35", channels=("facebook", "instagram"))
def test_an_echo_settles_what_a_dead_process_had_sent(story: Story) -> None:
    story.memory.can = replace(story.memory.can, repeat=False)
    writes_directly(story, "Lampu padam")
    story.memory.platform.fails(Fault.CRASH)
    echoes(story)
    with pytest.raises(Crash):
        story.tick()
    story.clock.at += STUCK + timedelta(seconds=1)
    story.tick()
    assert len(story.memory.platform.taken) == 1
    assert [row.state for row in leaving(story)] == ["sent"]


@pytest.mark.database("sqlite", "postgresql")
@shows("T35", channels=("whatsapp",))
def test_a_crash_without_an_echo_is_for_a_person_until_a_receipt_tells(story: Story) -> None:
    story.memory.can = replace(story.memory.can, repeat=False)
    story.memory.platform.confirms = False
    writes_directly(story, "Lampu padam")
    story.memory.platform.fails(Fault.CRASH)
    with pytest.raises(Crash):
        story.tick()
    story.clock.at += STUCK + timedelta(seconds=1)
    story.tick()
    assert [row.state for row in leaving(story)] == ["unsure"]
    (taken,) = story.memory.platform.taken
    key = taken.parcel.key
    happens(story, type="receipt", of=[taken.id], status="delivered", key=key)
    assert [row.state for row in leaving(story)] == ["sent"]
    assert story.conversation[1].state == "delivered"
    story.tick()
    assert len(story.memory.platform.taken) == 1


def test_a_receipt_that_overtakes_the_answer_of_the_call_is_not_undone(story: Story) -> None:
    writes_directly(story, "Lampu padam")
    story.memory.platform.confirms = False

    def read(taken: Taken) -> None:
        happens(story, type="receipt", of=[taken.id], status="read", key=taken.parcel.key)

    story.memory.platform.overheard = read
    story.tick()
    assert [row.state for row in leaving(story)] == ["sent"]
    assert story.conversation[1].state == "read"


def test_a_hundred_echoes_of_ours_send_nothing(story: Story) -> None:
    for number in range(100):
        happens(story, author="office", id=f"own-{number}", text="Kami umumkan", public=True)
    story.tick()
    assert complaints(story) == []
    assert story.memory.platform.taken == ()
