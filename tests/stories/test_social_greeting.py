"""How a comment is greeted where everybody can read it, as the office's own rules have it."""

import shutil
from pathlib import Path

import pytest

from config.rulebook import PACKAGED_RULES, BadRules, load_policy
from config.wiring import open_office
from tests.stories.commenting import comments, complaints, writes_directly
from tests.story import HandClock, Story, fakes, settings_for


def rules_with(home: Path, receipt: str) -> Path:
    """The packaged rules, but for the greeting."""
    rules = home / "rules"
    shutil.copytree(PACKAGED_RULES, rules)
    file = rules / "office.toml"
    changed = file.read_text().replace('receipt = "release"', f'receipt = "{receipt}"')
    assert changed != file.read_text() or receipt == "release"
    file.write_text(changed)
    return rules


def told(home: Path, receipt: str) -> Story:
    clock = HandClock()
    settings = settings_for(home).model_copy(update={"rules": rules_with(home, receipt)})
    return Story(open_office(settings, now=clock, channels=fakes(clock)), clock)


def in_public(story: Story) -> list[str]:
    story.tick()
    taken = story.memory.platform.taken
    return [one.parcel.text for one in taken if one.parcel.public]


@pytest.mark.parametrize(
    ("receipt", "greeted", "proposed"), [("send", 1, 0), ("release", 0, 1), ("none", 0, 0)]
)
def test_a_comment_is_greeted_as_the_rules_say(
    tmp_path: Path, receipt: str, greeted: int, proposed: int
) -> None:
    story = told(tmp_path, receipt)
    comments(story, "Mbah Sumiyati di kamar tiga sakit")
    said = in_public(story)
    assert len(said) == greeted
    assert len(story.facts.proposed) == proposed
    reference = complaints(story)[0].reference
    assert not any(word in text for text in said for word in ("Sumiyati", reference, "lacak"))
    story.check_books()
    story.office.close()


def test_nobody_who_writes_in_private_is_greeted_in_public(tmp_path: Path) -> None:
    story = told(tmp_path, "send")
    writes_directly(story, "Lampu padam")
    assert in_public(story) == []
    story.office.close()


def test_another_word_than_the_three_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadRules, match=r"office\.toml.*public\.receipt.*send, release, none"):
        load_policy(rules_with(tmp_path, "always"))
