"""Messages that come at once with what concerns them: neither is read as if the other were not."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from adapters.memory.wire import Fault, Taken
from tests.stories.commenting import (
    BUDI,
    SITI,
    came,
    comments,
    complaints,
    happens,
    inbox,
    leaving,
    told,
    writes_directly,
)
from tests.stories.racing import EVENTS, INBOX, race
from tests.story import INTAKE, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.intake import Outcome
from workflow.outbox import STUCK
from workflow.store import inbox as inboxes
from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.tables import InboxRow, PersonRow

EARLY, LATER, LATEST = (f"2026-11-16T01:{minute}:00+00:00" for minute in ("00", "30", "45"))


def both(story: Story, *events: dict[str, object], gate: str = INBOX) -> list[Outcome]:
    """These happen on the platform, are kept, and then read in the same moment."""
    for event in events:
        story.memory.platform.happens({"type": "message", "author": SITI, **event})
    raws, now = told(story), story.clock.at
    for raw in raws:
        assert story.office.intake.keep(raw, now)
    deeds = [partial(story.office.intake.handle, id, now) for id in new(story)]
    ends = race(story.office.sessions, gate, *deeds)
    return [end for end in ends if isinstance(end, Outcome)]


def new(story: Story) -> list[int]:
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(InboxRow.id).where(InboxRow.state == "new")))


def closed(story: Story) -> None:
    """Siti has written before, and taken her complaint back."""
    story.memory.platform.confirms = False
    writes_directly(story, "Lampu panti padam", id="first")
    story.tick()
    story.complainant("withdraw", reason="Sudah selesai.")
    story.tick()


def test_what_overtakes_a_message_finds_it_or_is_found_by_it(story: Story) -> None:
    siti = {"public": True, "conversation": f"c:post-1:{SITI}"}
    both(
        story,
        {**siti, "id": "m-1", "text": "Lampu panti padam", "sent_at": EARLY},
        {"author": "admin", "type": "delete", "id": "d-1", "target": "m-1"},
    )
    assert [(row.text, row.altered) for row in came(story)] == [("", "deleted")]
    both(
        story,
        {**siti, "id": "m-2", "text": "Atap juga bocor", "conversation": "c:post-2:x"},
        {"author": "office", "id": "own-2", "text": "Kami cek besok pagi, Bu.", "public": True,
         "reply_to": "m-2", "conversation": "c:post-2:office"},
    )  # fmt: skip
    story.complaint = came(story)[-1].complaint_id
    assert "typed_public" in [row.purpose for row in story.conversation]
    both(
        story,
        {"type": "edit", "author": "a", "id": "e-2", "target": "m-2", "text": "tiga",
         "sent_at": LATEST},
        {"type": "edit", "author": "b", "id": "e-1", "target": "m-2", "text": "dua",
         "sent_at": LATER},
    )  # fmt: skip
    assert came(story)[-1].text == "tiga"


def test_who_writes_while_their_complaint_is_taken_back_is_not_put_to_it(story: Story) -> None:
    writes_directly(story, "Lampu panti padam")
    first, now = story.complaint, story.clock.at
    story.memory.platform.says(SITI, "Sekarang atapnya bocor", conversation=f"dm:{SITI}")
    (raw,) = told(story)
    assert story.office.intake.keep(raw, now)
    (id,) = new(story)
    _, end = race(
        story.office.sessions,
        EVENTS,
        lambda: story.complainant("withdraw", reason="Sudah terang."),
        lambda: story.office.intake.handle(id, now),
    )
    assert isinstance(end, Outcome)
    assert (end.fate, end.complaint != first) == ("opened", True)
    assert [row.state for row in complaints(story)] == ["withdrawn", "received"]


def test_what_an_officer_judges_and_what_comes_meanwhile_are_one_complaint(story: Story) -> None:
    closed(story)
    now, sessions = story.clock.at, story.office.sessions
    assert comments(story, "👍").rule == "few_words"
    with sessions.reading() as db:
        aside = db.scalars(select(InboxRow.id).where(InboxRow.state == "set_aside")).one()
    event = {"type": "message", "author": SITI, "public": True, "text": "Atap bocor"}
    story.memory.platform.happens({**event, "conversation": f"c:post-1:{SITI}"})
    (raw,) = told(story)
    assert story.office.intake.keep(raw, now)
    (id,) = new(story)
    ends = race(
        sessions,
        EVENTS,
        lambda: story.office.intake.judge(aside, None, INTAKE, now),
        lambda: story.office.intake.handle(id, now),
    )
    assert [end.fate for end in ends if isinstance(end, Outcome)] == ["opened", "continued"]


def test_who_is_forgotten_while_they_write_is_somebody_new(story: Story) -> None:
    closed(story)
    person, now = complaints(story)[0].person_id, story.clock.at
    edit = {"type": "edit", "author": "admin", "id": "e-1", "target": "first", "text": "ubah"}
    story.memory.platform.happens(edit)
    story.memory.platform.says(SITI, "Sekarang atapnya bocor", conversation=f"dm:{SITI}")
    for raw in told(story):
        assert story.office.intake.keep(raw, now)
    reads = [partial(story.office.intake.handle, id, now) for id in new(story)]
    forget = partial(story.office.erasing.person, person, SUPERVISOR.name, now)
    race(story.office.sessions, INBOX, forget, *reads)
    with story.office.sessions.reading() as db:
        gone = select(PersonRow.id).where(PersonRow.erased_at.is_not(None))
        theirs = ComplaintRow.person_id.in_(gone)
        assert db.scalars(gone).all() == [person]
        assert db.scalars(select(ComplaintRow.first_line).where(theirs)).all() == [""]
        said = select(MessageRow.text).join(
            ComplaintRow, ComplaintRow.id == MessageRow.complaint_id
        )
        assert set(db.scalars(said.where(theirs))) == {""}


def test_news_of_a_message_counts_once_and_never_backwards(story: Story) -> None:
    story.memory.platform.confirms = False
    writes_directly(story, "Lampu panti padam")
    early: list[Taken] = []

    def at_once(taken: Taken) -> None:
        if not early:
            happens(story, type="receipt", of=[taken.id], status="delivered")
        early.append(taken)

    story.memory.platform.overheard = at_once
    story.tick()  # it told of an id that we did not know yet
    assert story.conversation[-1].state == "delivered"
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"), INTAKE)
    story.tick()
    news: list[dict[str, object]] = [{"type": "receipt", "of": [early[-1].id], "status": status}
            for status in ("read", "delivered")]  # fmt: skip
    both(story, *news, gate="select id from message for update")
    assert story.conversation[-1].state == "read"


def test_a_message_that_another_worker_has_read_meanwhile_is_not_set_aside(story: Story) -> None:
    story.memory.platform.says(SITI, "Lampu panti padam", conversation=f"dm:{SITI}")
    (raw,), now, sessions = told(story), story.clock.at, story.office.sessions
    assert story.office.intake.keep(raw, now)
    (id,) = new(story)

    def fails() -> bool:
        return sessions.settled(lambda db: inboxes.failed(db, id, "SomeError", now))

    assert [fails() for _ in range(inboxes.TRIES - 1)] == [False, False]
    _, aside = race(sessions, INBOX, lambda: story.office.intake.handle(id, now), fails)
    assert aside is False
    assert inbox(story) == [("opened", "new")]


def test_a_turn_that_takes_long_ends_before_it_is_taken_for_dead(story: Story) -> None:
    for author in (SITI, BUDI):
        writes_directly(story, "Lampu panti padam", author=author)
    outbox, now = story.office.outbox, story.clock.at
    outbox.longest = -1.0
    assert [sum(outbox.turn(now).values()) for _ in range(3)] == [1, 1, 0]


def test_a_worker_that_was_taken_for_dead_undoes_nothing(story: Story) -> None:
    story.memory.platform.confirms = False
    writes_directly(story, "Lampu panti padam")
    platform, seen = story.memory.platform, []

    def another_worker(taken: Taken) -> None:
        seen.append(taken)
        if len(seen) == 1:
            story.clock.at += STUCK + timedelta(minutes=1)
            story.office.runners.tick_one("outbox", story.clock.at)

    platform.overheard = another_worker
    platform.fails(Fault.LOST)
    story.tick()
    assert len(platform.taken) == 1
    assert [row.state for row in leaving(story)] == ["sent"]
    assert story.conversation[-1].state == "sent"


def test_what_has_come_back_as_ours_is_not_in_doubt_when_the_call_fails(story: Story) -> None:
    story.memory.can = replace(story.memory.can, repeat=False)
    story.memory.platform.confirms = False
    writes_directly(story, "Lampu panti padam")

    def comes_back(taken: Taken) -> None:
        happens(story, author="office", id=taken.id, text=taken.parcel.text, key=taken.parcel.key)

    story.memory.platform.overheard = comes_back
    story.memory.platform.fails(Fault.LOST)
    story.tick()
    assert [row.state for row in leaving(story)] == ["sent"]
    assert story.conversation[-1].state == "sent"
