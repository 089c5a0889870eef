"""What the office says goes out once, or somebody sees why it did not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.memory.wire import Crash, Fault
from tests.adapters.shown import ANSWERING, shows
from tests.story import HEAD, INTAKE, OTHER_HEAD, Story
from workflow.core import commands as c
from workflow.core.messages import Attachment, TryLater
from workflow.core.refusal import Refused
from workflow.core.roles import Actor
from workflow.outbox import PAUSES, STUCK, _pause
from workflow.store import files, outbox
from workflow.store.models import OutboxRow
from workflow.troubles import troubles

PLATFORMS = ("facebook", "instagram", "mastodon", "telegram", "whatsapp")


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


def test_a_platform_that_goes_on_asking_for_time_gets_it_and_the_message_is_not_lost(
    story: Story,
) -> None:
    story.memory.platform.fails(*[Fault.BUSY] * 20)
    story.writes("Lampu padam")
    for _ in range(20):
        story.office.runners.tick_one("outbox", story.clock.at)
        assert rows(story)[0].state == "queued"
        story.clock.at += timedelta(hours=1)
    waits = [_pause(TryLater("busy", timedelta(seconds=30)), tries) for tries in (7, 8, 9, 20)]
    assert waits == [timedelta(seconds=30)] * 2 + [timedelta(minutes=1), timedelta(hours=1)]
    story.tick()
    assert (len(texts_taken(story)), rows(story)[0].state) == (1, "sent")


@shows("T28", channels=PLATFORMS)
def test_an_account_whose_token_died_keeps_what_it_has_to_say_and_says_so_at_once(
    story: Story,
) -> None:
    story.writes("Lampu padam")
    story.writes("Air mati", author="budi@warga.example")
    story.memory.platform.fails(*[Fault.SIGNED_OUT] * 60)
    for _ in range(60):  # over a long weekend, it is asked once an hour and not more
        before = sum(row.attempts for row in rows(story))
        for _ in range(2):
            story.office.runners.tick_one("outbox", story.clock.at)
        assert sum(row.attempts for row in rows(story)) == before + 1
        story.clock.at += timedelta(hours=1, seconds=2)
    assert [(row.state, row.code) for row in rows(story)] == [("queued", "login-refused")] * 2
    with story.office.sessions.reading() as db:
        found = troubles(db, story.office.channels, "Asia/Jakarta", story.clock.at)
    assert [(one.kind, one.channel, one.code) for one in found] == [
        ("faulty", "memory", "login-refused")
    ]
    # Whoever has stored a new token tries the account, and need not wait for the hour.
    story.office.runners.tick_one("outbox", story.clock.at + timedelta(seconds=1))
    story.office.checkups.attempt(("memory", "office"), story.clock.at)
    story.tick()
    assert [row.state for row in rows(story)] == ["sent", "sent"]


def test_one_message_that_is_taken_for_a_dead_token_does_not_hold_up_the_others(
    story: Story,
) -> None:
    story.writes("Lampu padam")
    story.writes("Air mati", author="budi@warga.example")
    story.memory.platform.fails(Fault.SIGNED_OUT, Fault.NONE, Fault.SIGNED_OUT)
    for _ in range(2):
        story.office.runners.tick_one("outbox", story.clock.at)
        story.clock.at += timedelta(hours=1, seconds=2)
    assert [row.state for row in rows(story)] == ["queued", "sent"]


def test_words_to_one_person_arrive_in_the_order_in_which_they_were_said(story: Story) -> None:
    story.writes("Lampu padam")
    story.tick()
    story.memory.platform.fails(Fault.BUSY)
    for words in ("Tunggu sebentar.", "Lampu sudah diganti."):
        story.does(c.Reply(complaint=story.complaint, text=words))
    story.tick()
    assert [row.state for row in rows(story)] == ["sent", "queued", "queued"]
    story.clock.at += timedelta(seconds=31)
    story.tick()
    first, second = texts_taken(story)[-2:]
    assert ("Tunggu sebentar." in first, "Lampu sudah diganti." in second) == (True, True)


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


@pytest.mark.parametrize(
    ("remembers", "within", "ends"),
    [
        (True, None, "sent"),
        (True, timedelta(hours=1), "sent"),
        (True, STUCK, "unsure"),  # over there the key is forgotten by now
        (False, None, "unsure"),
    ],
)
@shows("T35", channels=PLATFORMS)
def test_a_crash_between_call_and_answer_is_repeated_only_where_that_is_safe(
    story: Story, *, remembers: bool, within: timedelta | None, ends: str
) -> None:
    story.memory.can = story.memory.can.__class__(
        receipts=True, poll=True, repeat=remembers, repeat_within=within
    )
    story.writes("Lampu padam")
    story.memory.platform.fails(Fault.CRASH)
    with pytest.raises(Crash):
        story.tick()
    story.clock.at += STUCK + timedelta(seconds=1)
    story.tick()
    assert len(texts_taken(story)) == 1
    assert rows(story)[0].state == ends


@shows("T36", channels=(ANSWERING,))
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


# -- What an officer decides about a message that may not have arrived --------------------


def unsure_answer(story: Story) -> int:
    """An answer whose line broke; gives its number."""
    story.writes("Lampu padam")
    story.tick()
    story.assign()
    photo = Attachment(name="foto.pdf", media_type="application/pdf", content=b"%PDF-1.4")
    kept = story.office.sessions.settled(lambda db: files.keep(db, photo, "", story.clock.at))
    story.memory.platform.fails(Fault.LOST)
    values = {"answer": "Lampu sudah diganti.", "evidence": "foto"}
    act = c.Act(complaint=story.complaint, move="respond", values=values, files=(kept,))
    story.does(act, HEAD)
    story.tick()
    answer = next(one for one in story.conversation if one.purpose == "answer")
    assert answer.state == "unsure"
    return answer.number


def why_not(story: Story, command: c.Command, actor: Actor = INTAKE) -> str:
    """The code with which a command is refused."""
    with pytest.raises(Refused) as refused:
        story.does(command, actor)
    return refused.value.code


def test_an_officer_sends_it_again_as_a_message_of_its_own(story: Story) -> None:
    number = unsure_answer(story)
    before = len(texts_taken(story))
    story.does(c.SendAgain(complaint=story.complaint, message=number))
    story.tick()
    assert texts_taken(story)[before:] == [texts_taken(story)[before - 1]]
    first, again = (one for one in story.conversation if one.purpose == "answer")
    assert (first.state, again.state, again.author) == ("unsure", "delivered", "staff:1")
    assert (again.text, again.subject, again.reply_text) == (
        first.text, first.subject, first.reply_text,
    )  # fmt: skip
    keys = [row.key for row in rows(story)]
    assert len(set(keys)) == len(keys)
    files_of = {view.row.number: [file.name for file in view.files]
                for view in story.seen_by(INTAKE).messages}  # fmt: skip
    assert files_of[again.number] == files_of[number] == ["foto.pdf"]
    # The state waits on the one that arrived: the complainant's time runs from there.
    assert story.facts.awaited == again.number
    assert "auto_close" in story.facts.clocks
    assert why_not(story, c.SendAgain(complaint=story.complaint, message=number)) == "sent-again"


def test_an_officer_who_knows_that_it_arrived_says_so(story: Story) -> None:
    number = unsure_answer(story)
    went_at = story.clock.at
    story.clock.at += timedelta(days=2)
    story.does(c.ConfirmArrival(complaint=story.complaint, message=number), HEAD)
    assert story.facts.went[number].outcome == "delivered"
    assert story.facts.pauses[-1].since == went_at
    assert next(one for one in story.conversation if one.number == number).state == "delivered"
    assert why_not(story, c.ConfirmArrival(complaint=story.complaint, message=number)) == "arrived"
    assert why_not(story, c.SendAgain(complaint=story.complaint, message=number)) == "arrived"


def test_only_who_owns_it_decides_and_only_what_is_in_doubt(story: Story) -> None:
    number = unsure_answer(story)
    again = c.SendAgain(complaint=story.complaint, message=number)
    assert why_not(story, again, OTHER_HEAD) == "not-found"
    assert why_not(story, c.SendAgain(complaint=story.complaint, message=1)) == "not-found"
    story.does(c.Reply(complaint=story.complaint, text="Tunggu sebentar."))
    queued = story.facts.messages
    for command in (c.SendAgain, c.ConfirmArrival):
        assert why_not(story, command(complaint=story.complaint, message=queued)) == "on-its-way"


def test_news_of_the_first_do_not_touch_the_second(story: Story) -> None:
    number = unsure_answer(story)
    story.does(c.SendAgain(complaint=story.complaint, message=number))
    story.tick()
    late = c.RecordDelivery(
        complaint=story.complaint, message=number, outcome="refused", at=story.clock.at
    )
    story.does(late)
    assert story.state == "responded"
    assert story.facts.went[max(story.facts.went)].outcome == "delivered"
