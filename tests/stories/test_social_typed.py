"""Our own words come back: sent from here once, or typed over there by a colleague."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory.wire import Crash, Fault, Taken
from tests.adapters.shown import shows
from tests.stories.commenting import comments, happens, inbox, leaving, writes_directly
from tests.story import INTAKE, Story
from workflow.core import commands as c
from workflow.core.messages import Attachment
from workflow.echoes import same_words
from workflow.intake import Outcome
from workflow.outbox import STUCK
from workflow.post import SECRET_MARK
from workflow.store import files
from workflow.store.models import MessageRow

TALK = "dm:ig-siti"
ECHOED = ("facebook", "instagram")
"""Networks that hand our own messages back to us."""
TYPED_THERE = (*ECHOED, "whatsapp", "webhook")
HOUR = timedelta(hours=1)


def typed(story: Story, text: str, id: str = "own-1", **more: object) -> Outcome:
    """Somebody of the office answers in the app of the platform."""
    at = {"sent_at": story.clock.at.isoformat()}
    told = {"conversation": TALK, **at, **more}
    return happens(story, author="office", id=id, text=text, **told)


def echoes_without_key(story: Story) -> None:
    """The platform tells of what we send before the call has ended, and not under our key."""

    def tell(taken: Taken) -> None:
        happens(story, author="office", id=taken.id, text=taken.parcel.text, conversation=TALK)

    story.memory.platform.overheard = tell


def ours(story: Story) -> list[MessageRow]:
    return [row for row in story.conversation if row.direction == "out"]


def running(story: Story) -> set[str]:
    return {name for name, clock in story.facts.clocks.items() if clock.running}


# -- Sent from here ------------------------------------------------------------------------------


@shows("T10", channels=ECHOED)
def test_an_echo_that_does_not_bring_our_key_back_is_one_message_too(story: Story) -> None:
    writes_directly(story, "Lampu panti padam")
    echoes_without_key(story)
    story.tick()
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana, Bu?"), INTAKE)
    story.tick()
    for taken in story.memory.platform.taken:
        happens(story, author="office", id=taken.id, text=taken.parcel.text, conversation=TALK)
    assert [row.purpose for row in ours(story)] == ["receipt", "reply"]
    assert [row.state for row in leaving(story)] == ["sent", "sent"]
    assert [row.external_id for row in ours(story)] == [
        one.id for one in story.memory.platform.taken
    ]


@shows("T10", channels=ECHOED)
def test_an_echo_in_our_words_settles_what_a_dead_process_had_sent(story: Story) -> None:
    story.memory.can = replace(story.memory.can, repeat=False)
    writes_directly(story, "Lampu panti padam")
    story.memory.platform.fails(Fault.CRASH)
    echoes_without_key(story)
    with pytest.raises(Crash):
        story.tick()
    story.clock.at += STUCK + timedelta(seconds=1)
    story.tick()
    assert [row.state for row in leaving(story)] == ["sent"]
    assert [row.purpose for row in ours(story)] == ["receipt"]


@shows("T10", channels=ECHOED)
def test_a_file_that_comes_back_as_an_address_is_none_that_was_typed(story: Story) -> None:
    writes_directly(story, "Lampu panti padam")
    photo = Attachment(name="lampu.png", media_type="image/png", content=b"x")
    kept = story.office.sessions.settled(lambda db: files.keep(db, photo, "", story.clock.at))
    story.does(c.Reply(complaint=story.complaint, text="Begini sekarang.", files=(kept,)), INTAKE)
    story.tick()
    assert typed(story, "https://cdn.example/lampu.png").fate == "ignored"
    story.clock.at += HOUR
    assert typed(story, "https://cdn.example/lain.png", id="own-2").rule == "typed_elsewhere"


def test_words_that_come_back_are_known_by_themselves() -> None:
    sent = f"Aduan Anda kami terima.\nKode: {SECRET_MARK}"
    ours = ("Aduan  Anda kami terima.\nKode: 7KQ4X-2MX9W", "Aduan Anda kami terima. (1/2)")
    theirs = ("Aduan Anda kami", "Sudah kami terima, Bu, besok kami cek ke sana.", "")
    assert all(same_words(said, sent) for said in ours)
    assert not any(same_words(said, sent) for said in theirs)


# -- Typed over there ----------------------------------------------------------------------------


@shows("T11", channels=TYPED_THERE)
def test_what_is_typed_in_the_app_is_the_offices_answer_and_stops_its_clock(story: Story) -> None:
    writes_directly(story, "Lampu panti padam", sent_at=story.clock.at.isoformat())
    story.assign()
    before = running(story)
    assert {"first_response", "statutory_respond", "resolution"} <= before
    wrote = story.clock.at = story.clock.at + HOUR
    there = {"sent_at": wrote.isoformat()}
    story.clock.at += HOUR
    sent = len(story.memory.platform.taken)
    first = typed(story, "Lampunya sudah kami ganti pagi ini, Bu.", **there)
    again = typed(story, "Lampunya sudah kami ganti pagi ini, Bu.", **there)
    assert (first.rule, first.complaint) == ("typed_elsewhere", story.complaint)
    assert again.complaint in (None, story.complaint)
    [answer] = ours(story)[1:]
    assert (answer.purpose, answer.state, answer.rule) == ("typed", "delivered", "typed_elsewhere")
    assert (answer.sent_at, answer.visibility) == (wrote, "private")
    assert before - running(story) == {"first_response", "statutory_respond"}
    assert story.facts.clocks["first_response"].stopped_at == wrote
    assert story.state == "assigned"
    story.tick()
    assert len(story.memory.platform.taken) == sent + 1  # the receipt, which waited until now
    assert ("continued", "typed_elsewhere") in inbox(story)


def test_a_courtesy_and_public_words_answer_nothing(story: Story) -> None:
    story.memory.can = replace(story.memory.can, receipts=True)
    comments(story, "Lampu panti padam", id="m-1")
    writes_directly(story, "Nama saya Sumiyati")
    story.assign()
    before = running(story)
    typed(story, "Baik Bu, terima kasih 🙏", id="own-1")
    typed(story, "Kami jawab lewat pesan langsung.", id="own-2", public=True, reply_to="m-1",
          conversation="c:post-1:office")  # fmt: skip
    kept = [(row.purpose, row.visibility) for row in ours(story)][-2:]
    assert kept == [("typed_courtesy", "private"), ("typed_public", "public")]
    assert before - running(story) <= {"acknowledge"}


@shows("T11", channels=TYPED_THERE)
def test_what_was_typed_is_changed_and_taken_back_like_any_message(story: Story) -> None:
    writes_directly(story, "Lampu panti padam")
    happens(story, type="edit", author="office", id="e-1", target="own-1", text="Besok kami ganti.")
    typed(story, "Besok diganti.")
    assert (ours(story)[-1].text, ours(story)[-1].altered) == ("Besok kami ganti.", "edited")
    happens(story, type="delete", author="office", id="d-1", target="own-1")
    assert (ours(story)[-1].text, ours(story)[-1].altered) == ("", "deleted")


@shows("T11", channels=TYPED_THERE)
def test_an_answer_that_overtakes_what_it_answers_waits_for_it(story: Story) -> None:
    asked = story.clock.at.isoformat()
    story.clock.at += HOUR
    early = typed(story, "Lampunya sudah kami ganti, Bu.")
    assert (early.fate, early.rule) == ("ignored", "own_echo")
    writes_directly(story, "Lampu panti padam", sent_at=asked)
    assert [row.purpose for row in ours(story)][-1] == "typed"
    typed(story, "Lampunya sudah kami ganti, Bu.")
    assert [row.purpose for row in ours(story)].count("typed") == 1


def test_what_was_typed_before_they_wrote_or_long_after_answers_nothing(story: Story) -> None:
    typed(story, "Selamat pagi, ada kegiatan besok.")
    story.clock.at += HOUR
    writes_directly(story, "Lampu panti padam", sent_at=story.clock.at.isoformat())
    story.assign()
    story.respond()
    story.complainant("resolve")
    story.clock.at += timedelta(days=6)
    typed(story, "Semoga sudah terang ya, Bu.", id="own-2")
    story.clock.at += timedelta(days=2)
    typed(story, "Ada bantuan baru bulan ini.", id="own-3")
    assert [row.external_id for row in ours(story) if row.purpose == "typed"] == ["own-2"]
    assert story.state == "resolved"
