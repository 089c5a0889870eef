"""What others write below a complaint stands beside it: no answer of hers, and never lost."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.adapters.shown import shows
from tests.stories.commenting import BUDI, SITI, arrived, came, comments, complaints, happens
from tests.story import INTAKE, Story
from workflow import branches
from workflow.core.refusal import NotFound, Refused
from workflow.store import lying

pytestmark = pytest.mark.database("sqlite")  # both where the database decides

DEWI = "ig-dewi"
PUBLIC = ("facebook", "instagram", "mastodon")


def beside(story: Story, complaint: int) -> list[tuple[str, str]]:
    """State and first words of what stands beside a complaint."""
    with story.office.sessions.reading() as db:
        return [(row.state, row.summary) for row in branches.remarks(db, complaint)]


def replies(*said: tuple[str, str, str]) -> bytes:
    """One delivery with several comments, as (author, text, the comment above)."""
    events = [
        {"type": "message", "id": f"b-{number}", "author": author, "text": text, "public": True,
         "conversation": f"c:post-1:{author}", "reply_to": above}
        for number, (author, text, above) in enumerate(said)
    ]  # fmt: skip
    return json.dumps({"events": events}).encode()


@pytest.mark.database("sqlite", "postgresql")
@shows("T21", channels=PUBLIC)
def test_words_of_others_stand_beside_a_complaint_until_somebody_makes_one_of_them(
    story: Story,
) -> None:
    hers = comments(story, "Lampu panti padam", id="m-1").complaint or 0
    story.assign()
    story.respond()
    before = story.facts
    thanks = comments(story, "Terima kasih, sudah beres", id="m-2", author=BUDI, reply_to="m-1")
    doubts = comments(story, "Belum beres di sini", id="m-3", author=DEWI, reply_to="m-1")
    assert [(one.fate, one.rule) for one in (thanks, doubts)] == [("set_aside", "remark")] * 2
    # Neither confirms nor disputes, and none is among her words.
    story.complaint = hers
    assert story.facts == before
    assert [row.text for row in came(story)] == ["Lampu panti padam"]
    assert beside(story, hers) == [
        ("set_aside", "Terima kasih, sudah beres"),
        ("set_aside", "Belum beres di sini"),
    ]
    first, second = [row.id for row in arrived(story) if row.rule == "remark"]
    with pytest.raises(Refused, match="Somebody else wrote it"):
        story.office.intake.judge(first, hers, INTAKE, story.clock.at)
    story.office.intake.leave(first, INTAKE, story.clock.at)
    with pytest.raises(NotFound):
        story.office.intake.leave(first, INTAKE, story.clock.at)
    own = story.office.intake.judge(second, None, INTAKE, story.clock.at)
    assert (own.fate, own.rule) == ("opened", "officer_opened")
    assert beside(story, hers) == [("ignored", "Terima kasih, sudah beres")]
    assert [row.first_line for row in complaints(story)][1:] == ["Belum beres di sini"]
    # What she adds is hers; and below what is over, anybody begins anew.
    assert comments(story, "Masih gelap", reply_to="m-1", id="m-4").complaint == hers
    story.complaint = hers
    story.respond()
    story.complainant("resolve")
    late = comments(story, "Di desa kami juga", id="m-5", author="ig-tini", reply_to="m-1")
    assert late.rule == "new"


@pytest.mark.database("sqlite", "postgresql")
@shows("T21", channels=("mastodon",))
def test_who_answers_below_a_remark_is_known_by_who_they_are(story: Story) -> None:
    """Where a platform names only the words above, a branch grows below remarks, too."""
    hers = comments(story, "Lampu panti padam", id="m-1").complaint or 0
    comments(story, "Sudah beres kok", id="m-2", author=BUDI, reply_to="m-1", post="m-1")
    # Another post, another conversation: only what stands above it ties it to hers.
    mine = comments(story, "Belum, Pak, masih gelap", id="m-3", reply_to="m-2", post="m-2")
    chain = comments(story, "Sejak Senin", id="m-4", reply_to="m-3", post="m-3")
    assert [(one.complaint, one.rule) for one in (mine, chain)] == [(hers, "conversation")] * 2
    [waits] = [row.id for row in arrived(story) if row.rule == "remark"]
    story.office.intake.leave(waits, INTAKE, story.clock.at)
    theirs = comments(story, "Setuju", id="m-5", author=DEWI, reply_to="m-2", post="m-2")
    again = comments(story, "Sama", id="m-6", author=BUDI, reply_to="m-4", post="m-4")
    assert [(one.fate, one.rule) for one in (theirs, again)] == [("set_aside", "remark")] * 2
    assert [said for _, said in beside(story, hers)] == ["Sudah beres kok", "Setuju", "Sama"]
    story.complaint = hers
    story.assign()
    story.respond()
    story.complainant("resolve")
    story.clock.at += timedelta(days=6)
    assert comments(story, "Padam lagi", id="m-7", reply_to="m-2", post="m-2").complaint == hers
    assert len(complaints(story)) == 1


@pytest.mark.database("sqlite", "postgresql")
@shows("T13", channels=("facebook", "instagram", "mastodon", "whatsapp"))
def test_what_its_author_deletes_lies_in_no_inbox_and_beside_no_complaint(story: Story) -> None:
    hers = comments(story, "Lampu panti padam", id="m-1").complaint or 0
    comments(story, "NIK saya 3509012345670001", id="m-2", author=BUDI, reply_to="m-1")
    comments(story, "Rumah saya juga", id="m-3", author=DEWI, reply_to="m-1")
    comments(story, "Tetap di sini", id="m-4", author=DEWI, reply_to="m-1")
    kept, *_ = (row.id for row in arrived(story) if row.rule == "remark")
    story.office.intake.leave(kept, INTAKE, story.clock.at)
    for target in ("m-2", "m-3"):
        happens(story, type="delete", target=target, author=BUDI, public=True)
    assert beside(story, hers) == [("set_aside", "Tetap di sini")]
    gone = [row for row in arrived(story) if row.rule == "taken_back"]
    assert [(row.state, row.summary, row.body) for row in gone] == [("ignored", "", b"")] * 2
    with pytest.raises(NotFound):
        story.office.intake.judge(gone[1].id, None, INTAKE, story.clock.at)


@shows("T05", channels=("facebook", "instagram"))
def test_of_a_delivery_with_many_messages_each_one_that_is_in_doubt_is_judged(
    story: Story,
) -> None:
    hers = comments(story, "Lampu panti padam", id="m-1").complaint or 0
    body = replies(
        (BUDI, "Di RT 3 juga padam", "m-1"),
        (SITI, "Sudah tiga hari", "m-1"),
        (DEWI, "Semangat, Bu", "m-1"),
        ("ig-tini", "Jembatan rusak", ""),
    )
    taken = story.office.intake.take(story.memory.raw("office", body), story.clock.at)
    assert taken.rule == "remark"
    assert [row.first_line for row in complaints(story)] == ["Lampu panti padam", "Jembatan rusak"]
    [row] = [row for row in arrived(story) if row.state == "set_aside"]
    assert row.summary == "Di RT 3 juga padam"
    story.office.intake.judge(row.id, None, INTAKE, story.clock.at)
    assert beside(story, hers) == [("set_aside", "Semangat, Bu")]
    story.office.intake.leave(row.id, INTAKE, story.clock.at)
    assert beside(story, hers) == [("ignored", "Semangat, Bu")]
    assert len(complaints(story)) == 3
    assert [row.text for row in came(story)] == [
        "Lampu panti padam", "Sudah tiga hari", "Jembatan rusak", "Di RT 3 juga padam",
    ]  # fmt: skip


def test_what_lies_beside_the_complaints_is_found_without_a_look_at_all_that_ever_came(
    story: Story,
) -> None:
    asked: list[tuple[str, Any]] = []
    with story.office.sessions.reading() as db:

        def listen(*told: object) -> None:
            asked.append((str(told[2]), told[3]))

        event.listen(db.get_bind(), "before_cursor_execute", listen)
        lying.holding(db, ("memory", "office", "m-1"), story.clock.at)
        event.remove(db.get_bind(), "before_cursor_execute", listen)
        statement, values = next(one for one in asked if "FROM inbox" in one[0])
        plan = db.connection().exec_driver_sql(f"explain query plan {statement}", values)
        assert "USING INDEX ix_inbox_lying" in str(plan.all())
