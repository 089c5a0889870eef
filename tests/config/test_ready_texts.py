"""Texts that are ready for officers: both languages, closed gaps, and mistakes told by place."""

import shutil
from pathlib import Path

import pytest

from config.mistakes import BadTexts
from config.ready_texts import FILE, GAPS, USES, load_ready_texts
from config.rulebook import PACKAGED_RULES
from config.texts import LANGUAGES


def test_the_office_has_texts_for_every_use_that_fill_in_both_languages() -> None:
    ready = load_ready_texts(PACKAGED_RULES)
    assert all(len(ready.names(use)) >= 3 for use in USES)
    for name in ready.uses:
        titles = {ready.title(name, language) for language in LANGUAGES}
        assert len(titles) == len(LANGUAGES)
        for language in LANGUAGES:
            said = ready.texts.render(name, language, {gap: f"<{gap}>" for gap in GAPS}).body
            assert len(said) > 60
            assert "{" not in said
            assert said.count("[") == said.count("…]")  # each place to fill in is one


def test_an_office_that_writes_every_word_anew_needs_no_file(tmp_path: Path) -> None:
    assert load_ready_texts(tmp_path).names("reply") == ()


def test_each_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    shutil.copy(PACKAGED_RULES / FILE, tmp_path)
    file = tmp_path / FILE
    written = file.read_text("utf-8")
    spoilt = written.replace('for      = ["question"]', 'for      = ["questoin"]', 1)
    spoilt = spoilt.replace("tentang {category}", "tentang {name}", 1).replace(
        '"repaired"', '"aid_status"', 1
    )
    file.write_text(spoilt.replace('title_en = "Where and when?"', 'titel_en = "W"'), "utf-8")
    with pytest.raises(BadTexts) as bad:
        load_ready_texts(tmp_path)
    told = [str(mistake) for mistake in bad.value.mistakes]
    assert len(told) == 5
    for place in (
        "ready_texts.toml: text[being_checked].text_id: ",
        "ready_texts.toml: text[where_and_when].titel_en: ",
        "ready_texts.toml: text[where_and_when].title_en: is missing.",
        "ready_texts.toml: text[who_is_it_for].for: ",
        "ready_texts.toml: text[aid_status]: stands here twice",
    ):
        assert any(line.startswith(place) for line in told), (place, told)
