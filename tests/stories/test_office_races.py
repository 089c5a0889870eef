"""Officers who act at once, or while something is taken away: no act counts twice or is lost."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from adapters.memory.inbound import File
from tests.stories.commenting import comments, complaints, leaving, told, writes_directly
from tests.stories.racing import EVENTS, STAFF, race
from tests.stories.test_people import hires
from tests.stories.test_second_thoughts import hired
from tests.story import INTAKE, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.deputies import Deputies, NewAbsence
from workflow.intake import Outcome
from workflow.pressed import Pressed
from workflow.releasing import Release, release
from workflow.second_thoughts import SecondThoughts
from workflow.splitting import Parted, split
from workflow.staff import By, Staff
from workflow.store import files, saved_views
from workflow.store.database import is_out_of_order
from workflow.store.saved_views import MOST, NewView
from workflow.store.tables import AttachmentRow, FileRow

COMPLAINTS = "select id from complaint for update"
FILES = "select sha256 from file for update"
ATTACHMENTS = "select id from attachment for update"
HANG_UP = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock'
"""
MACROS = base64.b64encode(b"MZ\x90\x00 not a picture").decode()
PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n").decode()


def attached(story: Story) -> list[AttachmentRow]:
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(AttachmentRow).order_by(AttachmentRow.id)))


def test_a_button_that_is_pressed_twice_at_once_sends_one_reply(story: Story) -> None:
    writes_directly(story, "Lampu padam")
    story.tick()
    ani, now = hired(story, "ani"), story.clock.at
    wait = timedelta(seconds=10)
    thoughts = SecondThoughts(story.office.engine, story.office.vault, wait)
    values = {"text": "Kami tanyakan dulu."}
    pressed = Pressed(complaint=story.complaint, sheet="reply", values=values, seen=story.facts.seq)
    press: Callable[[], object] = lambda: thoughts.postpone((pressed,), ani, now)  # noqa: E731
    race(story.office.sessions, STAFF, press, press)
    assert thoughts.turn(now + wait) == {"carried_out": 1, "sent_back": 0}


def test_of_merges_that_cross_one_is_made_and_none_into_what_is_closed_meanwhile(
    story: Story,
) -> None:
    for what in ("Satu", "Dua", "Tiga"):
        story.files(what)
        story.triage()
    one, two, three = complaints(story)

    def merge(which: int, into: str) -> Callable[[], object]:
        command = c.Act(complaint=which, move="merge", values={"into": into})
        return lambda: story.does(command)

    ends = race(story.office.sessions, EVENTS, merge(one.id, two.reference),
                merge(two.id, one.reference))  # fmt: skip
    assert [isinstance(end, Refused) for end in ends] == [False, True]
    story.complaint = two.id
    _, end = race(
        story.office.sessions,
        EVENTS,
        lambda: story.complainant("withdraw", reason="Sudah selesai."),
        merge(three.id, two.reference),
    )
    assert isinstance(end, Refused)
    assert [row.state for row in complaints(story)] == ["merged", "withdrawn", "received"]


def test_a_second_matter_is_as_confidential_as_the_first_has_just_become(story: Story) -> None:
    writes_directly(story, "Lampu padam. Petugas juga meminta uang.")
    story.triage()
    first, now = story.complaint, story.clock.at
    parted = Parted(complaint=first, matter="Uang.", messages=(1,), files=(), seen=story.facts.seq)
    _, end = race(
        story.office.sessions,
        COMPLAINTS,
        lambda: story.does(c.Classify(complaint=first, confidential=True), SUPERVISOR),
        lambda: split(story.office.engine, parted, INTAKE, now),
    )
    assert isinstance(end, Refused)
    assert [row.confidential for row in complaints(story)] == [True]


def test_a_file_that_is_taken_back_while_it_is_unlocked_stays_locked(story: Story) -> None:
    file = {"name": "bukti.exe", "media_type": "application/octet-stream", "content": MACROS}
    comments(story, "Ini buktinya", id="m-1", files=[file])
    (row,) = attached(story)
    assert row.quarantined
    story.memory.platform.happens(
        {"type": "delete", "author": "ig-siti", "id": "d-1", "target": "m-1"}
    )
    (raw,) = told(story)
    wish = Release(token=row.token, seen=row.quarantined, reason="evidence", scanned=False)
    now, sessions = story.clock.at, story.office.sessions
    race(
        sessions,
        ATTACHMENTS,
        lambda: story.office.intake.take(raw, now),
        lambda: release(sessions, wish, SUPERVISOR.name, now),
    )
    assert [one.quarantined for one in attached(story)] == ["deleted"]


def test_a_file_that_two_sent_is_not_erased_with_the_first_of_them(story: Story) -> None:
    file: File = {"name": "surat.pdf", "media_type": "application/pdf", "content": PDF}
    writes_directly(story, "Ini suratnya", files=[file])
    story.tick()
    story.complainant("withdraw", reason="Sudah selesai.")
    person, now = complaints(story)[0].person_id, story.clock.at
    story.memory.platform.says("ig-budi", "Suratnya sama", conversation="dm:budi", files=[file])
    raw = next(raw for raw in told(story) if b"budi" in raw.body)
    _, end = race(
        story.office.sessions,
        FILES,
        lambda: story.office.erasing.person(person, SUPERVISOR.name, now),
        lambda: story.office.intake.take(raw, now),
    )
    assert isinstance(end, Outcome)
    (row,) = attached(story)
    assert row.complaint_id == end.complaint
    with story.office.sessions.reading() as db:
        assert files.content(db, row).content == base64.b64decode(PDF)
        assert len(db.scalars(select(FileRow.sha256)).all()) == 1


@pytest.mark.database("postgresql")
def test_an_act_whose_connection_breaks_leaves_nothing_and_can_be_done_again(story: Story) -> None:
    writes_directly(story, "Lampu padam")
    story.tick()
    before, sessions = story.kinds(), story.office.sessions
    reply = c.Reply(complaint=story.complaint, text="Lampu yang mana?")

    def breaks() -> bool:
        with pytest.raises(DBAPIError) as broken:
            story.does(reply)
        return is_out_of_order(broken.value)

    def hangs_up() -> bool:
        with sessions.reading() as db:
            return db.scalar(text(HANG_UP)) or False

    assert race(sessions, EVENTS, breaks, hangs_up) == [True, True]
    assert story.kinds() == before
    story.does(reply)
    assert story.kinds() == [*before, "MessageWent"]
    # What was said and cannot be said again is known to have gone, though the line broke.
    story.memory.can = replace(story.memory.can, repeat=False, receipts=False)
    outbox, now = story.office.outbox, story.clock.at
    ends = race(sessions, EVENTS, lambda: outbox.turn(now) == {"sent": 1}, hangs_up)
    assert ends == [True, True]
    assert leaving(story)[-1].state == "sent"
    assert story.kinds() == [*before, "MessageWent", "Delivery"]


def test_one_deputy_for_a_unit_and_twenty_views_for_a_person_however_many_press(
    story: Story,
) -> None:
    heads = [hires(story, login, Role.UNIT_HEAD, "pstw-jember") for login in ("harun", "hasan")]
    other = hires(story, "lestari", Role.UNIT_HEAD, "rsbn-malang")
    sessions, now = story.office.sessions, story.clock.at
    deputies = Deputies(sessions, story.office.office.calendars["office"])
    day, by = now.date(), By("console", now)

    def appoint(head: Staff) -> None:
        deputies.appoint(NewAbsence(head=head.id, deputy=other.id, first=day, last=day), by)

    ends = race(sessions, STAFF, *[partial(appoint, head) for head in heads])
    assert [isinstance(end, Refused) for end in ends] == [False, True]

    def keeps() -> None:
        view = NewView(name="Menunggu", asked="view=open")
        sessions.settled(lambda db: saved_views.add(db, other.actor, view, now))

    for _ in range(MOST - 1):
        keeps()
    ends = race(sessions, STAFF, keeps, keeps)
    assert [isinstance(end, Refused) for end in ends] == [False, True]
