"""Public and private on one platform: where words belong, who lets them out, what is hidden."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.memory.wire import Fault
from tests.adapters.shown import shows
from tests.stories.commenting import (
    BUDI,
    came,
    comments,
    complaints,
    leaving,
    publishes,
    writes_directly,
)
from tests.story import HEAD, INTAKE, OTHER_HEAD, STAFF, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core import public_commands as p
from workflow.core.refusal import Refused
from workflow.store.tables import AuditRow

pytestmark = pytest.mark.database("sqlite")  # both where the database decides

DAY = timedelta(days=1)


def said_in_public(story: Story) -> list[str]:
    return [taken.parcel.text for taken in story.memory.platform.taken if taken.parcel.public]


def drafts(story: Story) -> list[int]:
    return [row.number for row in story.conversation if row.purpose == "public_draft"]


# -- Conversations ---------------------------------------------------------------------------


@pytest.mark.database("sqlite", "postgresql")
def test_the_same_branch_goes_on_and_another_post_is_another_matter(story: Story) -> None:
    comments(story, "Lampu panti padam")
    assert comments(story, "Masih padam").rule == "conversation"
    assert comments(story, "Jembatan rusak", post="post-2").rule == "new"
    assert [row.first_line for row in complaints(story)] == ["Lampu panti padam", "Jembatan rusak"]


def test_somebody_else_in_the_same_branch_has_a_complaint_of_their_own(story: Story) -> None:
    comments(story, "Lampu panti padam", conversation="c:post-1")
    other = comments(story, "Di tempat saya juga", author=BUDI, conversation="c:post-1")
    assert other.rule == "new"
    assert len(complaints(story)) == 2


def test_whoever_only_commented_and_now_writes_directly_goes_on_there(story: Story) -> None:
    first = comments(story, "Lampu panti padam")
    joined = writes_directly(story, "Nama saya Sumiyati")
    assert (joined.rule, joined.complaint) == ("from_public", first.complaint)
    assert writes_directly(story, "Dan ini alamatnya").rule == "conversation"


@pytest.mark.database("sqlite", "postgresql")
def test_a_second_comment_elsewhere_does_not_take_the_private_words(story: Story) -> None:
    first = comments(story, "Lampu panti padam")
    writes_directly(story, "Nama saya Sumiyati")
    comments(story, "Jembatan rusak", post="post-2")
    assert writes_directly(story, "Lampunya masih padam").complaint == first.complaint


def test_a_stranger_who_writes_directly_joins_nothing(story: Story) -> None:
    comments(story, "Lampu panti padam")
    assert writes_directly(story, "Halo", author=BUDI).rule == "new"


@pytest.mark.parametrize(
    ("days", "text", "rule", "state"),
    [
        (6, "Lampunya padam lagi di kamar tiga, tolong dicek", "conversation", "assigned"),
        (6, "Terima kasih pak", "conversation", "resolved"),
        (8, "Lampunya padam lagi di kamar tiga, tolong dicek", "new", "received"),
    ],
)
def test_a_conversation_outlives_its_complaint_by_seven_days(
    story: Story, days: int, text: str, rule: str, state: str
) -> None:
    writes_directly(story, "Lampu panti padam")
    story.assign()
    story.respond()
    story.complainant("resolve")
    story.clock.at += days * DAY
    assert writes_directly(story, text).rule == rule
    assert story.state == state


# -- From public to private -------------------------------------------------------------------


@shows("T38", channels=("facebook", "instagram"))
def test_a_comment_is_answered_once_in_private_with_the_reference(story: Story) -> None:
    comments(story, "Lampu panti padam", id="m-1")
    story.tick()
    (taken,) = story.memory.platform.taken
    assert (taken.parcel.public, taken.parcel.private_reply) == (False, True)
    assert taken.parcel.target == "m-1"
    reference = complaints(story)[0].reference
    assert reference in taken.parcel.text
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert len(story.memory.platform.taken) == 1
    assert [(row.state, row.code) for row in leaving(story)][-1] == (
        "given_up", "private-reply-used",
    )  # fmt: skip


def test_once_they_write_directly_answers_go_to_that_conversation(story: Story) -> None:
    comments(story, "Lampu panti padam")
    writes_directly(story, "Nama saya Sumiyati", id="m-9")
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    parcel = story.memory.platform.taken[-1].parcel
    assert (parcel.private_reply, parcel.target) == (False, "")
    assert (parcel.conversation, parcel.reply_to) == ("dm:ig-siti", "m-9")


def test_where_nobody_can_be_written_to_in_private_no_receipt_is_tried(story: Story) -> None:
    story.memory.can = replace(story.memory.can, private_reply=False)
    comments(story, "Lampu panti padam")
    story.tick()
    assert story.facts.silent == "public_only"
    assert leaving(story) == []


@shows("T38", channels=("facebook", "instagram"))
def test_a_private_answer_to_a_comment_is_refused_after_seven_days(story: Story) -> None:
    story.memory.can = replace(story.memory.can, private_reply_within=7 * DAY)
    comments(story, "Lampu panti padam")
    story.clock.at += 7 * DAY
    story.tick()
    assert [(row.state, row.code) for row in leaving(story)] == [
        ("given_up", "private-reply-late"),
    ]  # fmt: skip


def test_the_public_greeting_waits_for_a_person_and_says_nothing(story: Story) -> None:
    comments(story, "Lampu panti padam di kamar Mbah Sumiyati", id="m-1")
    story.tick()
    (draft,) = drafts(story)
    words = story.conversation[draft - 1].text
    assert said_in_public(story) == []
    assert complaints(story)[0].reference not in words
    assert "Sumiyati" not in words
    publishes(story, words, draft=draft)
    story.tick()
    assert words in said_in_public(story)[0]
    assert story.facts.proposed == {}
    with pytest.raises(Refused, match="released"):
        publishes(story, words, draft=draft)


# -- Answers that everybody can read ----------------------------------------------------------


def test_a_public_answer_stands_below_the_comment_without_token_or_reference(
    story: Story,
) -> None:
    comments(story, "Lampu panti padam", id="m-1")
    publishes(story, "Lampu sudah diganti.")
    story.tick()
    parcel = story.memory.platform.taken[-1].parcel
    assert (parcel.public, parcel.target, parcel.reply_to) == (True, "m-1", "m-1")
    assert (parcel.callback, parcel.private_reply) == ("", False)
    assert complaints(story)[0].reference not in parcel.text
    assert "Published" in story.kinds()


def test_a_unit_proposes_and_the_desk_releases(story: Story) -> None:
    comments(story, "Lampu panti padam")
    story.assign()
    for member in (HEAD, STAFF):
        with pytest.raises(Refused, match="released by the desk"):
            publishes(story, "Lampu sudah diganti.", member)
    said = p.Propose(complaint=story.complaint, answers=1, text="Lampu sudah diganti.")
    story.does(said, STAFF)
    assert said_in_public(story) == []
    publishes(story, "Lampu sudah diganti.", draft=drafts(story)[-1])
    story.tick()
    assert len(said_in_public(story)) == 1


def test_another_unit_neither_proposes_nor_hides(story: Story) -> None:
    comments(story, "Lampu panti padam")
    story.assign()
    for command in (
        p.Propose(complaint=story.complaint, answers=1, text="Lampu sudah diganti."),
        p.Hide(complaint=story.complaint, message=1),
    ):
        with pytest.raises(Refused):
            story.does(command, OTHER_HEAD)


@pytest.mark.parametrize(
    "text",
    [
        "NIK 3515 0123 4567 8901 sudah kami cek",
        "Hubungi 0812-3456-7890",
        "Tulis ke siti@warga.example",
        "Kami datang ke Jl. Mawar No. 5",
    ],
)
@shows("T42", channels=("facebook", "instagram", "mastodon"))
def test_personal_data_goes_public_only_by_a_supervisor_who_looked_twice(
    story: Story, text: str
) -> None:
    comments(story, "Lampu panti padam")
    with pytest.raises(Refused, match="supervisor"):
        publishes(story, text, INTAKE, confirmed=True)
    with pytest.raises(Refused, match="confirm"):
        publishes(story, text, SUPERVISOR)
    publishes(story, text, SUPERVISOR, confirmed=True)
    story.tick()
    assert len(said_in_public(story)) == 1


# -- Hiding -----------------------------------------------------------------------------------


@pytest.mark.database("sqlite", "postgresql")
def test_a_comment_is_hidden_and_the_trail_says_by_whom(story: Story) -> None:
    comments(story, "NIK saya 3515012345678901", id="m-1")
    story.does(p.Hide(complaint=story.complaint, message=1))
    assert came(story)[0].hidden == "asked"
    with pytest.raises(Refused, match="hidden"):
        story.does(p.Hide(complaint=story.complaint, message=1))
    story.tick()
    assert story.memory.platform.hidden == [("office", "m-1")]
    assert came(story)[0].hidden == "hidden"
    with story.office.sessions.reading() as db:
        actors = db.scalars(select(AuditRow.actor).where(AuditRow.action == "comment.hidden"))
        assert list(actors) == ["staff:1"]


def test_a_platform_that_is_away_is_asked_again_to_hide(story: Story) -> None:
    comments(story, "NIK saya 3515012345678901")
    story.memory.platform.down = True
    story.does(p.Hide(complaint=story.complaint, message=1))
    story.tick()
    assert (came(story)[0].hidden, story.memory.platform.hidden) == ("asked", [])
    story.memory.platform.down = False
    story.clock.at += timedelta(minutes=2)
    story.tick()
    assert came(story)[0].hidden == "hidden"


def test_while_the_token_is_dead_nobody_gives_up_hiding_what_must_not_be_seen(
    story: Story,
) -> None:
    comments(story, "NIK saya 3515012345678901")
    story.does(p.Hide(complaint=story.complaint, message=1))
    story.memory.platform.fails(*[Fault.SIGNED_OUT] * 24)
    for _ in range(24):
        story.office.runners.tick_one("hiding", story.clock.at)
        assert came(story)[0].hidden == "asked"
        story.clock.at += timedelta(hours=1, seconds=1)
    story.office.runners.tick_one("hiding", story.clock.at)
    assert came(story)[0].hidden == "hidden"


def test_where_nothing_can_be_hidden_somebody_hears_of_it(story: Story) -> None:
    story.memory.can = replace(story.memory.can, hide=False)
    comments(story, "NIK saya 3515012345678901")
    story.does(p.Hide(complaint=story.complaint, message=1))
    story.tick()
    assert came(story)[0].hidden == "refused"
    assert story.facts.altered == {1: "not_hidden"}
    story.memory.can = replace(story.memory.can, hide=True)
    story.does(p.Hide(complaint=story.complaint, message=1))
    story.tick()
    assert came(story)[0].hidden == "hidden"
