"""Platforms take answers for a while only; after that nothing is tried that they would refuse."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.adapters.shown import shows
from tests.stories.commenting import SITI, comments, leaving, told, writes_directly
from tests.story import Story
from workflow.core import commands as c

DAY = timedelta(days=1)
WINDOWED = ("facebook", "instagram", "whatsapp")


@pytest.mark.parametrize(
    ("after", "end"),
    [
        (timedelta(hours=23, minutes=59), ("sent", "")),
        (timedelta(hours=24), ("given_up", "window-closed")),
        (timedelta(hours=24, seconds=1), ("given_up", "window-closed")),
    ],
)
@shows("T37", channels=WINDOWED)
def test_after_the_window_nothing_is_tried(
    story: Story, after: timedelta, end: tuple[str, str]
) -> None:
    story.memory.can = replace(story.memory.can, window=DAY)
    writes_directly(story, "Lampu panti padam")
    story.tick()
    story.clock.at += after
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert [(row.state, row.code) for row in leaving(story)][-1] == end


@shows("T37", channels=WINDOWED)
def test_what_a_person_wrote_has_longer_and_a_template_goes_after_the_window(
    story: Story,
) -> None:
    story.memory.can = replace(story.memory.can, window=DAY, window_by_hand=7 * DAY)
    writes_directly(story, "Lampu panti padam")
    story.clock.at += 6 * DAY
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert story.memory.platform.taken[-1].parcel.template == ""
    story.memory.can = replace(story.memory.can, template=True)
    story.clock.at += 2 * DAY
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert story.memory.platform.taken[-1].parcel.template == "reply"


def test_the_window_counts_from_when_they_wrote_not_from_when_we_read_it(story: Story) -> None:
    story.memory.can = replace(story.memory.can, window=DAY)
    wrote = (story.clock.at - timedelta(hours=20)).isoformat()
    writes_directly(story, "Lampu panti padam", sent_at=wrote)
    story.clock.at += timedelta(hours=5)
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert ("given_up", "window-closed") in [(row.state, row.code) for row in leaving(story)]


@shows("T37", channels=("whatsapp",))
def test_whoever_writes_to_one_account_of_ours_opens_no_window_of_another(story: Story) -> None:
    story.memory.can = replace(story.memory.can, window=DAY)
    writes_directly(story, "Lampu panti padam")
    lamps = story.complaint
    story.tick()
    story.clock.at += timedelta(hours=30)
    event = {"type": "message", "author": SITI, "conversation": f"dm:{SITI}", "text": "Air mati"}
    story.memory.platform.happens(event, "jember")
    *_, other = told(story)
    water = story.office.intake.take(other, story.clock.at).complaint
    for complaint in (lamps, water):
        assert complaint
        story.does(c.Reply(complaint=complaint, text="Yang mana?"))
    story.tick()
    ends = [(row.account, row.state, row.code) for row in leaving(story)][-2:]
    # The second was let through as far as the platform, which has no such account.
    assert ends == [("office", "given_up", "window-closed"), ("jember", "given_up", "no-account")]


@shows("T37", channels=("facebook", "instagram"))
def test_a_fresh_comment_of_somebody_who_wrote_long_ago_is_answered_through_the_comment(
    story: Story,
) -> None:
    story.memory.can = replace(
        story.memory.can, window=DAY, public=True, private_reply=True, private_reply_within=7 * DAY
    )
    writes_directly(story, "Halo, Lampu panti padam")
    story.clock.at += 60 * DAY
    comments(story, "Air panti mati", id="c-9")
    story.tick()
    story.does(c.Reply(complaint=story.complaint, text="Sejak kapan?"))
    story.tick()
    receipt, reply = [row for row in leaving(story) if row.complaint_id == story.complaint]
    sent = story.memory.platform.taken[-1].parcel
    assert (receipt.state, receipt.target, sent.private_reply, sent.target) == (
        "sent", "c-9", True, "c-9",
    )  # fmt: skip
    # One answer is all there is, until they write in private again.
    assert (reply.state, reply.code) == ("given_up", "window-closed")
    writes_directly(story, "Sejak kemarin")
    story.does(c.Reply(complaint=story.complaint, text="Kami cek."))
    story.tick()
    assert leaving(story)[-1].state == "sent"
    assert story.memory.platform.taken[-1].parcel.private_reply is False
