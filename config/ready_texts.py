"""Texts that are ready to be put into an answer, as `ready_texts.toml` keeps them.

An officer makes them their own before they go; nothing is sent by itself from here. They have
gaps as the reply texts have, from one closed list, and may be missing altogether: an office
that writes every word anew needs no file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.mistakes import BadTexts, Mistake, Place, not_among
from config.records import records
from config.rule_files import open_sheet
from config.rule_links import check_unique
from config.texts import LANGUAGES, Text, Texts, wrong_marks

FILE, SECTION = "ready_texts.toml", "text"
GAPS = frozenset({"reference", "received_on", "category", "unit", "due_on"})
USES = ("reply", "question", "answer")

OPEN_PLACE = re.compile(r"\[[^\[\]\n]*…\]")
"""A place that an officer has to fill in: words in brackets that end in three dots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One `[[text]]`; a line of `text_id` is a paragraph."""

    id: str
    for_: tuple[str, ...]
    title_id: str
    title_en: str
    text_id: tuple[str, ...]
    text_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadyTexts:
    """All of them, in the order of the file. A text's subject is its title."""

    texts: Texts
    uses: Mapping[str, tuple[str, ...]]

    def names(self, use: str) -> tuple[str, ...]:
        """Those that are offered for a use."""
        return tuple(name for name, uses in self.uses.items() if use in uses)

    def title(self, name: str, language: str) -> str:
        """What it is called."""
        return self.texts.text(name, language).subject


def load_ready_texts(folder: Path, default: str = "id") -> ReadyTexts:
    """The texts of a rule folder; none where it has no such file.

    Raises `BadTexts` with every mistake found.
    """
    if not (folder / FILE).exists():
        return ReadyTexts(Texts({}, default), {})
    notes: list[Mistake] = []
    sheet = open_sheet(folder / FILE, (SECTION,), notes) or {}
    place = Place(FILE, SECTION, notes)
    lines = records(_Line, sheet.get(SECTION, []), place)
    for line in lines:
        _check(line, place.row(line.id))
    check_unique([line.id for line in lines], place)
    if notes:
        raise BadTexts(notes)
    texts = {(text.name, text.language): text for line in lines for text in _texts(line)}
    return ReadyTexts(Texts(texts, default), {line.id: line.for_ for line in lines})


def _texts(line: _Line) -> Iterator[Text]:
    for language in LANGUAGES:
        title: str = getattr(line, f"title_{language}")
        paragraphs: tuple[str, ...] = getattr(line, f"text_{language}")
        yield Text(line.id, language, title, "\n\n".join(paragraphs))


def _check(line: _Line, place: Place) -> None:
    for use in line.for_:
        if use not in USES:
            place.at("for").wrong(not_among(use, USES))
    for text in _texts(line):
        for sentence in wrong_marks(text.body, GAPS):
            place.at(f"text_{text.language}").wrong(sentence)
