"""Reads what the demo office's people say: the files `texts/*.toml`, as typed values.

A file is named by its use (`complaints_*.toml` hold what arrives, `answers_*.toml` what is
answered, `exchange.toml` the rest); the keys inside are category ids. A damaged file stops
the plot with the file's name and key. Fills no slot and draws nothing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ConfigDict, TypeAdapter, with_config

from web.demo.people import Population

FOLDER = Path(__file__).parent / "texts"
STRICT = ConfigDict(extra="forbid", strict=False)

Kind = TypeVar("Kind")


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One way to complain. Empty fields are as its topic says.

    `units` are kinds of units that own it, `about` kinds of units that it is about (such a
    complaint goes to their superior), `agencies` those to whom it is referred where it is not
    ours, `reject` the reason for which it is archived. `matter` picks fitting answers.
    """

    subject: str
    text: str
    language: str = "id"
    klass: str = ""
    units: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    reject: str = ""
    safety: str = ""
    matter: str = ""
    wants: str = ""
    weight: int = 4


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A category: how common it is, and all the ways to complain about it."""

    weight: int
    klass: str = "complaint"
    units: tuple[str, ...] = ()
    oversight: bool = False
    safety: str = ""
    said: tuple[Said, ...]


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the office answers, with its evidence or the reason why there is none."""

    text: str
    evidence: str = ""
    no_evidence: str = ""
    matter: str = ""
    language: str = "id"


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an officer asks, and what the complainant then adds."""

    ask: str
    supply: str
    language: str = "id"


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Anything else that somebody says. `code` is a reason or an agency, `on` narrows it.

    `on` names the categories (or classes) for which it is said; empty: any.
    """

    text: str
    code: str = ""
    on: tuple[str, ...] = ()
    language: str = "id"


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that is no complaint; `kind` as in `story.MAIL_KINDS`."""

    kind: str
    subject: str
    text: str


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A kind of unit: where there are any, and what people and officers call it."""

    spoken: str
    named: str
    places: tuple[str, ...] = ()


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A number to be drawn, both ends included."""

    least: int
    most: int


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the slots of a text are filled with, by the slot's name."""

    lists: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Range]
    months: Mapping[str, tuple[str, ...]]
    """The names of the twelve months by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All of it together, read once."""

    people: Population
    houses: Mapping[str, House]
    words: Words
    topics: Mapping[str, Topic]
    answers: Mapping[str, tuple[Answer, ...]]
    questions: Mapping[str, tuple[Question, ...]]
    lines: Mapping[str, tuple[Line, ...]]
    """By the deed at which they are said (`courses.DEEDS`)."""
    mails: tuple[Mail, ...]
    payment: tuple[Said, ...]
    """What many people write in the same days, when a payment failed."""


@cache
def load() -> Texts:
    """The texts of the demo office; raises `ValueError` that names the damaged file."""
    return Texts(
        people=_one(Population, "people"),
        houses=_one(dict[str, House], "office", "kinds"),
        words=_one(Words, "slots"),
        topics=_many(dict[str, Topic], "complaints_*"),
        answers=_many(dict[str, tuple[Answer, ...]], "answers_*"),
        questions=_one(dict[str, tuple[Question, ...]], "questions"),
        lines=_one(dict[str, tuple[Line, ...]], "exchange"),
        mails=_one(tuple[Mail, ...], "mails", "mail"),
        payment=_one(tuple[Said, ...], "payment", "said"),
    )


def _many(kind: type[dict[str, Kind]], pattern: str) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for path in sorted(FOLDER.glob(f"{pattern}.toml")):
        found |= _one(kind, path.stem)
    return found


def _one(kind: type[Kind], name: str, key: str = "") -> Kind:
    path = FOLDER / f"{name}.toml"
    try:
        sheet: object = tomllib.loads(path.read_text("utf-8"))
        if key and isinstance(sheet, dict):
            sheet = sheet.get(key)
        return TypeAdapter(kind).validate_python(sheet)
    except ValueError as error:  # tomllib's and pydantic's are both of this kind
        raise ValueError(f"{path.name}: {error}") from error
