"""What a platform brought is not kept for ever: a month after it was read only its end is left."""

from datetime import timedelta

import pytest

from tests.stories.commenting import SITI, arrived, came, comments, happens, writes_directly
from tests.story import Story
from workflow.intake import Outcome

MONTH = timedelta(days=30)


@pytest.mark.database("sqlite", "postgresql")
def test_bytes_of_a_platform_are_cleared_after_a_month_and_what_waits_or_is_ours_stays(
    story: Story,
) -> None:
    story.files("Pegangan tangga lepas")
    writes_directly(story, "Lampu panti padam", id="m-1")
    happens(story, type="reaction", target="m-9", text="👍")
    comments(story, "👍", id="m-2")
    platform = story.memory.raw("office", arrived(story)[1].body)
    story.clock.at += MONTH
    story.tick()
    assert all(row.body for row in arrived(story))
    story.clock.at += timedelta(seconds=1)
    assert story.tick()["housekeeping"]["cleared"] == 2
    left = {(row.channel, row.rule): row.body != b"" for row in arrived(story)}
    assert left == {
        ("form", "new"): True,
        ("memory", "new"): False,
        ("memory", "reaction"): False,
        ("memory", "few_words"): True,
        ("memory", "receipt"): True,  # of what was sent today
    }
    assert "Lampu panti padam" in [row.text for row in came(story)]
    # It is known all the same: what is brought again opens nothing.
    again: Outcome = story.office.intake.take(platform, story.clock.at)
    assert (again.fate, SITI in repr(arrived(story)[1].headers)) == ("duplicate", False)
