"""The words of the pages in each language: English source text, translated by catalogues.

All `*.<language>.po` files of `translations/` are read into memory at the start; nothing is
compiled to disk. A sentence without translation is shown as it stands in the source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import current_app, g, has_request_context, request

from workflow.core.refusal import Refused

LANGUAGES = ("id", "en")
SOURCE = "en"
COOKIE = "language"
FOLDER = Path(__file__).parent / "translations"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language: sentences, and what replaces a pair of singular and plural."""

    sentences: Mapping[str, str]
    plurals: Mapping[str, tuple[str, ...]]


Catalogues = Mapping[str, Catalogue]


@cache
def load_catalogues(folder: Path = FOLDER) -> Catalogues:
    """Every catalogue of the folder, joined by language, read once in a process.

    Entries marked fuzzy do not count.
    """
    return {language: _load(folder, language) for language in LANGUAGES if language != SOURCE}


def _load(folder: Path, language: str) -> Catalogue:
    sentences: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob(f"*.{language}.po")):
        for message in _messages(path, language):
            if isinstance(message.id, str):
                sentences[message.id] = str(message.string)
            else:
                plurals[message.id[0]] = forms = tuple(message.string or ())
                # Whoever counts by themselves asks for one of the two as a plain sentence.
                sentences |= dict.fromkeys(message.id, forms[0])
    return Catalogue(sentences, plurals)


def _messages(path: Path, language: str) -> list[Message]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    return [message for message in catalogue if message.id and message.string and not message.fuzzy]


def language() -> str:
    """The language of this request: chosen, else the signed-in person's, else the office's."""
    if not has_request_context():
        return SOURCE
    spoken: str | None = g.get("language")
    if spoken is None:
        spoken = g.language = _choose()
    return spoken


def speak(wanted: str) -> None:
    """Answer this request in another language."""
    g.language = wanted if wanted in LANGUAGES else SOURCE


def _choose() -> str:
    me = g.get("me")
    wishes = (request.cookies.get(COOKIE, ""), me.language if me else "")
    default = str(current_app.config["LANGUAGE"])
    return next((wish for wish in wishes if wish in LANGUAGES), default)


def translate(sentence: str, **values: object) -> str:
    """A source sentence in the language of this request, its gaps filled afterwards."""
    catalogue = _catalogue()
    words = catalogue.sentences.get(sentence, sentence) if catalogue else sentence
    return words.format(**values) if values else words


_ = translate


def source(sentence: str) -> str:
    """Marks source text in a table; it is translated where it is shown."""
    return sentence


def pair(one: str, many: str) -> tuple[str, str]:
    """Marks the two forms of a counted source text in a table, for `plural`."""
    return one, many


def plural(one: str, many: str, count: int, **values: object) -> str:
    """The form for a count, which fills the gap `{count}`."""
    catalogue = _catalogue()
    forms = catalogue.plurals.get(one) if catalogue else None
    words = forms[0] if forms else (one if count == 1 else many)
    return words.format(count=count, **values)


def say(refused: Refused) -> str:
    """A refusal in the language of this request; labels among its values are translated too."""
    return translate(refused.sentence, **{k: translate(v) for k, v in refused.values.items()})


def _catalogue() -> Catalogue | None:
    spoken = language()
    if spoken == SOURCE:
        return None
    return load_catalogues()[spoken]
