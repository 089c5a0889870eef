"""A message that was put to the wrong complaint is moved to the right one, and back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.stories.commenting import happens, writes_directly
from tests.story import HEAD, INTAKE, MONDAY, SUPERVISOR, Story
from workflow.carrying import Carry, carry
from workflow.core import commands as c
from workflow.core.commands import Classify
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import Actor, Role
from workflow.store import messages
from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.tables import AttachmentRow, InboxRow

PICTURE = {"name": "kk.txt", "media_type": "text/plain", "content": "S0s="}


def two(story: Story) -> tuple[int, int]:
    """Siti has two complaints that run: about her pension, and about a ramp."""
    happens(story, conversation="dm:1", text="Bansos saya belum cair", id="m-1")
    pension = story.complaint
    happens(story, conversation="dm:2", text="Jalur kursi roda rusak", id="m-2")
    return pension, story.complaint


def writes(story: Story, conversation: str, text: str, id: str, **more: object) -> None:
    happens(story, conversation=conversation, text=text, id=id, **more)


def reference(story: Story, complaint: int) -> str:
    with story.office.sessions.reading() as db:
        return db.get_one(ComplaintRow, complaint).reference


def moves(story: Story, here: int, number: int, there: int, by: Actor = INTAKE) -> str:
    story.complaint = here
    wish = Carry(
        complaint=here,
        number=number,
        other=reference(story, there),
        reason="Tentang aduan yang lain.",
        seen=story.facts.seq,
    )
    return carry(story.office.engine, wish, by, story.clock.at)


def said(story: Story, complaint: int) -> list[str]:
    story.complaint = complaint
    return [row.text for row in story.conversation if row.direction == "in"]


def refusal(story: Story, here: int, number: int, there: int, by: Actor = INTAKE) -> str:
    with pytest.raises((Refused, NotFound)) as no:
        moves(story, here, number, there, by)
    return no.value.code


def test_an_answer_in_the_wrong_complaint_becomes_the_answer_in_the_right_one_at_its_own_time(
    story: Story,
) -> None:
    ramp, pension = reversed(two(story))
    story.complaint = pension
    story.assign()
    story.act("ask", HEAD, question="Berapa nomor KK Anda?")
    story.tick()
    assert story.facts.state == "waiting"
    story.clock.at = MONDAY + timedelta(days=1)
    writes(story, "dm:2", "Ini kartu keluarga saya", "m-3", files=[PICTURE])
    came = story.clock.at
    story.clock.at = MONDAY + timedelta(days=3)
    assert said(story, pension) == ["Bansos saya belum cair"]
    number = next(row.number for row in _rows(story, ramp) if row.external_id == "m-3")
    moves(story, ramp, number, pension)
    assert said(story, pension) == ["Bansos saya belum cair", "Ini kartu keluarga saya"]
    assert said(story, ramp) == ["Jalur kursi roda rusak"]
    story.complaint = pension
    facts = story.facts
    assert facts.state == "assigned"
    assert facts.pauses[-1].until == came, "the office had it from then on"
    assert facts.clocks["completion"].stopped_at == came
    with story.office.sessions.reading() as db:
        [file] = db.scalars(select(AttachmentRow))
        assert file.complaint_id == pension
        row = db.scalar(select(InboxRow).where(InboxRow.external_id == "m-3"))
        assert row is None or row.complaint_id == pension
    # An edit over there follows it.
    happens(story, type="edit", target="m-3", text="Ini KK saya yang baru")
    assert said(story, pension)[-1] == "Ini KK saya yang baru"
    # It has answered a question by now, and stays with it.
    back = next(row.number for row in _rows(story, pension) if row.external_id == "m-3")
    assert refusal(story, pension, back, ramp) == "made-a-move"


def _rows(story: Story, complaint: int) -> list[MessageRow]:
    story.complaint = complaint
    return story.conversation


def test_a_message_that_answers_nothing_moves_there_and_back_and_costs_no_clock_anything(
    story: Story,
) -> None:
    pension, ramp = two(story)
    story.clock.at = MONDAY + timedelta(hours=2)
    writes(story, "dm:2", "Bansos sudah tiga bulan", "m-4")
    contact = _rows(story, ramp)[-1].contact_id
    assert contact
    clocks = {name: (one.started_at, one.stopped_at) for name, one in story.facts.clocks.items()}
    story.clock.at = MONDAY + timedelta(hours=30)
    number = next(row.number for row in _rows(story, ramp) if row.external_id == "m-4")
    assert moves(story, ramp, number, pension) == reference(story, pension)
    story.complaint = ramp
    after = {name: (one.started_at, one.stopped_at) for name, one in story.facts.clocks.items()}
    assert clocks == after
    kinds = story.kinds()
    assert kinds[-2:] == ["CarriedAway", "Noted"]
    assert "Tentang aduan yang lain." in [row.text for row in story.conversation]
    there = next(row for row in _rows(story, pension) if row.external_id == "m-4")
    assert there.at == MONDAY + timedelta(hours=2)
    with story.office.sessions.reading() as db:
        last = messages.last_private(db, contact, "office")
    assert last == MONDAY + timedelta(hours=2), "the platform's window did not open anew"
    moves(story, pension, there.number, ramp, SUPERVISOR)
    assert said(story, ramp) == ["Jalur kursi roda rusak", "Bansos sudah tiga bulan"]
    assert said(story, pension) == ["Bansos saya belum cair"]
    # What is written there later joins the complaint in which the conversation is.
    writes(story, "dm:2", "Masih rusak", "m-5")
    assert said(story, ramp)[-1] == "Masih rusak"


def test_nothing_moves_where_it_must_not(story: Story) -> None:
    pension, ramp = two(story)
    writes(story, "dm:2", "Petugas minta uang", "m-6")
    number = next(row.number for row in _rows(story, ramp) if row.external_id == "m-6")
    assert refusal(story, ramp, 1, pension) == "first-message"
    assert refusal(story, ramp, number, ramp) == "same-complaint"
    assert refusal(story, ramp, number, pension, HEAD) == "not-found"
    story.complaint = ramp
    story.does(Classify(complaint=ramp, reported_unit="pstw-jember"))
    accused = Actor.staff("8", Role.SUPERVISOR, "pstw-jember")
    assert refusal(story, ramp, number, pension, accused) == "not-found"
    assert refusal(story, pension, 1, ramp, accused) == "no-such-other"
    story.complaint = pension
    story.assign("pstw-jember")
    assert refusal(story, ramp, number, pension) == "accused-unit"
    story.does(Classify(complaint=ramp, reported_unit="", confidential=True))
    assert refusal(story, ramp, number, pension) == "confidential"
    story.does(Classify(complaint=ramp, confidential=False), SUPERVISOR)
    writes_directly(story, "Saya orang lain", author="ig-budi", id="m-7")
    other = story.complaint
    assert refusal(story, ramp, number, other) == "another-person"
    story.complaint = pension
    story.does(c.Act(complaint=pension, move="refer",
                     values={"agency": "kemensos", "letter": "No. 1"}))  # fmt: skip
    assert refusal(story, ramp, number, pension) == "closed"
