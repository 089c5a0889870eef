"""What the office says goes out once, or somebody sees why it did not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.memory.wire import Crash, Fault
from tests.story import Story
from workflow.outbox import PAUSES, STUCK
from workflow.store import outbox
from workflow.store.models import OutboxRow


def rows(story: Story) -> list[OutboxRow]:
    """The outbox in order."""
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def texts_taken(story: Story) -> list[str]:
    """What the pretend platform was given."""
    return [taken.parcel.text for taken in story.memory.platform.taken]


def test_a_busy_platform_is_asked_again_later_and_gets_it_once(story: Story) -> None:
    story.memory.platform.fails(Fault.BUSY)
    story.writes("Lampu padam")
    story.tick()
    assert texts_taken(story) == []
    assert (rows(story)[0].state, rows(story)[0].attempts) == ("queued", 1)
    story.clock.at += timedelta(seconds=31)
    story.tick()
    assert len(texts_taken(story)) == 1
    assert rows(story)[0].state == "sent"


def test_it_is_given_up_in_the_end_and_the_question_comes_back(story: Story) -> None:
    story.writes("Lampu padam")
    story.tick()
    story.triage()
    story.act("ask", question="Lampu yang mana?")
    story.memory.platform.fails(*[Fault.AWAY] * (len(PAUSES) + 1))
    for pause in (timedelta(0), *PAUSES):
        story.clock.at += pause + timedelta(seconds=1)
        story.tick()
    assert rows(story)[-1].state == "given_up"
    assert story.state == "received"
    assert "completion" not in story.facts.clocks


def test_a_refused_message_is_not_tried_again(story: Story) -> None:
    story.memory.platform.fails(Fault.REFUSED)
    story.writes("Lampu padam")
    story.tick()
    story.clock.at += timedelta(days=3)
    story.tick()
    assert texts_taken(story) == []
    assert (rows(story)[0].state, story.conversation[1].state) == ("given_up", "refused")


def test_an_answer_that_never_came_leaves_it_unsure_for_a_person(story: Story) -> None:
    story.memory.platform.fails(Fault.LOST)
    story.writes("Lampu padam")
    story.tick()
    story.clock.at += timedelta(days=3)
    story.tick()
    assert len(texts_taken(story)) == 1
    assert (rows(story)[0].state, story.conversation[1].state) == ("unsure", "unsure")


@pytest.mark.parametrize(("remembers", "ends"), [(True, "sent"), (False, "unsure")])
def test_a_crash_between_call_and_answer_is_repeated_only_where_that_is_safe(
    story: Story, *, remembers: bool, ends: str
) -> None:
    story.memory.can = story.memory.can.__class__(receipts=True, poll=True, repeat=remembers)
    story.writes("Lampu padam")
    story.memory.platform.fails(Fault.CRASH)
    with pytest.raises(Crash):
        story.tick()
    story.clock.at += STUCK + timedelta(seconds=1)
    story.tick()
    assert len(texts_taken(story)) == 1
    assert rows(story)[0].state == ends


def test_one_row_is_claimed_by_one_worker(story: Story) -> None:
    story.writes("Lampu padam")
    sessions = story.office.sessions
    first = sessions.settled(lambda db: outbox.claim(db, story.clock.at))
    second = sessions.settled(lambda db: outbox.claim(db, story.clock.at))
    assert first is not None
    assert second is None
    story.clock.at += STUCK + timedelta(seconds=1)
    story.tick()
    assert rows(story)[0].state == "sent"


def test_the_secret_code_leaves_with_the_message_and_is_not_kept(story: Story) -> None:
    story.writes("Lampu padam")
    story.tick()
    kept = story.conversation[1].text
    sent = texts_taken(story)[0]
    code = sent.partition("Kode rahasia : ")[2].split()[0]
    assert len(code) == 11
    assert code not in kept


def test_a_receipt_repeats_nothing_that_the_sender_wrote(story: Story) -> None:
    story.writes("BELI-SEKARANG di tautan ini", subject="MURAH-SEKALI")
    story.tick()
    assert "BELI" not in texts_taken(story)[0]
    assert "MURAH" not in texts_taken(story)[0]


def test_receipts_to_one_address_are_capped_by_the_day(story: Story) -> None:
    for number in range(8):
        story.writes(f"Laporan nomor {number}")
    story.tick()
    assert len(texts_taken(story)) == 5
    story.clock.at += timedelta(days=1, seconds=1)
    story.writes("Laporan hari berikutnya")
    story.tick()
    assert len(texts_taken(story)) == 6
