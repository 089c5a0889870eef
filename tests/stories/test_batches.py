"""A batch writes what its commands write one by one, though it writes them together."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import DateTime

from tests.stories.commenting import comments, complaints, leaving
from tests.story import HEAD, INTAKE, Story
from workflow.core import commands as c
from workflow.engine import Done, Failed
from workflow.store.columns import Instant


def test_words_of_one_batch_go_by_the_way_that_is_open_when_they_are_said(story: Story) -> None:
    comments(story, "Kamar mandi wisma tiga licin")
    [row] = complaints(story)
    story.complaint, before = row.id, len(leaving(story))
    [comment] = story.conversation[:1]
    reply = c.Reply(complaint=row.id, text="Kami periksa hari ini.")
    private = c.Words(
        text="Ini nomor saya.", channel="memory", account="office",
        contact=comment.contact_id or 0, external_id="privat-1",
    )  # fmt: skip
    batch = (
        reply,
        c.Receive(complaint=row.id, words=private),
        c.Note(complaint=row.id, text="Oke"),
    )
    story.office.engine.execute_many((*batch, reply), INTAKE, story.clock.at)
    # In private to whoever commented as long as there is no other way; then where they wrote.
    assert [one.target for one in leaving(story)[before:]] == [comment.external_id, ""]
    kept = [(one.direction, one.reply_text or one.text) for one in story.conversation]
    assert kept[-4:] == [
        ("out", "Kami periksa hari ini."),
        ("in", "Ini nomor saya."),
        ("internal", "Oke"),
        ("out", "Kami periksa hari ini."),
    ]
    story.check_books()


def test_a_refused_one_of_a_batch_leaves_the_others_their_clocks_words_and_ways(
    story: Story,
) -> None:
    ids: list[int] = []
    for number in range(3):
        story.files(f"Lampu {number} padam", email=f"warga{number}@warga.example")
        story.assign()
        ids.append(story.complaint)
    values = {"answer": "Sudah diganti.", "evidence": "foto"}
    acts = [c.Act(complaint=id, move="respond", values=values) for id in (*ids, ids[0])]
    done = story.office.engine.execute_many(acts, HEAD, story.clock.at)
    assert [type(one) for one in done] == [Done, Done, Done, Failed]
    answers = leaving(story)[3:]
    assert [one.complaint_id for one in answers] == ids
    assert len({one.contact_id for one in answers}) == len(ids)
    for story.complaint, answer in zip(ids, answers, strict=True):
        assert story.state == "responded"
        said, shown = story.conversation[-2:]
        assert (said.id, said.reply_text, shown.text) == (
            answer.message_id,
            "Sudah diganti.",
            "foto",
        )
    story.check_books()


@pytest.mark.parametrize("fold", [0, 1])
def test_an_instant_is_kept_as_the_library_itself_would_keep_it(fold: int) -> None:
    """Also in the hour that comes twice, where two instants show one time and are equal."""
    night = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    dialect = sqlite.dialect()
    ours = Instant().dialect_impl(dialect)
    keep, read = ours.bind_processor(dialect), ours.result_processor(dialect, None)
    usual = DateTime().dialect_impl(dialect).bind_processor(dialect)
    assert keep is not None
    assert usual is not None
    assert read is not None
    for at in (night.replace(fold=fold), datetime(9999, 1, 1, tzinfo=UTC)):
        assert keep(at) == usual(at.astimezone(UTC))
        assert read(keep(at)) == at.astimezone(UTC)
    assert read(keep(None)) is None
    with pytest.raises(ValueError, match="without a zone"):
        keep(night.replace(tzinfo=None))
