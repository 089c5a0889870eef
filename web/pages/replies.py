"""The reply texts: what the office says by itself, and what it has ready for its officers.

In each language, with their gaps shown. Read only: texts are files of the office. No
complainant's words ever stand here; gaps keep their names.
"""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, render_template

from config.ready_texts import FILE, ReadyTexts
from config.texts import Text, Texts
from web.access import allow
from web.discovery import MenuEntry
from web.here import installation
from web.history_words import purpose_of
from web.i18n import language, source, translate
from workflow.core.refusal import NotFound
from workflow.core.roles import Role

blueprint = Blueprint("replies", __name__, url_prefix="/balasan")

READERS = (Role.INTAKE_OFFICER, Role.UNIT_HEAD, Role.SUPERVISOR, Role.ADMINISTRATOR)

MENU = (
    MenuEntry(
        label=source("Reply texts"),
        endpoint="replies.show",
        icon="file-text",
        needs=READERS,
        order=906,
        group=source("Office"),
    ),
)
LANGUAGES = {"id": source("Indonesian"), "en": source("English")}
USES = {"reply": source("replies"), "question": source("questions"), "answer": source("answers")}
VERSION_LETTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text with the names of its gaps in their places; `version` changes with its words."""

    language: str
    version: str
    subject: str
    body: str
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A text that officers may put into what they write: its title, where, and its words."""

    title: str
    uses: tuple[str, ...]
    shown: tuple[Shown, ...]


@blueprint.get("")
@allow(*READERS)
def show() -> str:
    """Every text there is."""
    texts = installation().texts
    names = [(name, purpose_of(name), _languages(texts, name)) for name in texts.names]
    ready = installation().ready_texts
    return render_template(
        "office/replies.html",
        names=names,
        languages=LANGUAGES,
        ready=[_ready(ready, name) for name in ready.uses],
        file=FILE,
    )


@blueprint.get("/<name>")
@allow(*READERS)
def one(name: str) -> str:
    """One text in each language that it has."""
    texts = installation().texts
    if name not in texts.names:
        raise NotFound("page")
    shown = [_shown(texts, texts.texts[name, each]) for each in _languages(texts, name)]
    return render_template(
        "office/reply.html", name=name, title=purpose_of(name), shown=shown, languages=LANGUAGES
    )


def _ready(ready: ReadyTexts, name: str) -> Ready:
    texts = ready.texts
    return Ready(
        title=ready.title(name, language()),
        uses=tuple(translate(USES[use]) for use in ready.uses[name]),
        shown=tuple(_shown(texts, texts.texts[name, each]) for each in _languages(texts, name)),
    )


def _languages(texts: Texts, name: str) -> list[str]:
    return sorted((spoken for known, spoken in texts.texts if known == name), reverse=True)


def _shown(texts: Texts, text: Text) -> Shown:
    filled = texts.render(text.name, text.language, {gap: f"«{gap}»" for gap in text.gaps})
    written = f"{text.subject}\n{text.body}".encode()
    return Shown(
        language=text.language,
        version=hashlib.sha256(written).hexdigest()[:VERSION_LETTERS],
        subject=filled.subject,
        body=filled.body,
        gaps=tuple(sorted(text.gaps)),
    )
