"""Platforms take answers for a while only; after that nothing is tried that they would refuse."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.adapters.shown import shows
from tests.stories.commenting import leaving, writes_directly
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
