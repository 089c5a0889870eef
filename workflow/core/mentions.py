"""Finds in the words of a note which colleagues it calls: `@ani`, `@Ani Lestari`, `@Ani`.

A name is a login, a whole name, or a first name that only one of them has. Whoever is not
among the colleagues that are handed in is never found, however the name is written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_AT = re.compile(r"(?<![\w@./-])@(?=\w)")
"""An at-sign that begins a word: one inside an address calls nobody."""

_WORD = re.compile(r"\w+(?:[.-]\w+)*")
_GOES_ON = re.compile(r"\w|[.-]\w")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be called."""

    id: int
    login: str
    name: str
    role: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """Who is called, each once and in order, and names that nobody here has."""

    ids: tuple[int, ...]
    unknown: tuple[str, ...]


def called(text: str, colleagues: Sequence[Colleague]) -> Called:
    """Whom a text calls among these colleagues."""
    handles = _handles(colleagues)
    longest_first = sorted(handles, key=len, reverse=True)
    ids: list[int] = []
    unknown: list[str] = []
    for at in _AT.finditer(text):
        rest = text[at.end() :]
        handle = next((one for one in longest_first if _begins(rest, one)), "")
        if handle:
            ids.append(handles[handle])
        elif word := _WORD.match(rest):
            unknown.append(word[0])
    return Called(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(unknown)))


def _begins(text: str, handle: str) -> bool:
    """Whether a text begins with a name and does not go on with it."""
    return text[: len(handle)].lower() == handle and not _GOES_ON.match(text, len(handle))


def _handles(colleagues: Sequence[Colleague]) -> dict[str, int]:
    """Everything that stands for exactly one of them; a login before anybody's name."""
    found: dict[str, set[int]] = {}
    for one in colleagues:
        for name in {one.name.lower().strip(), one.name.lower().partition(" ")[0]} - {""}:
            found.setdefault(name, set()).add(one.id)
    named = {name: ids.pop() for name, ids in found.items() if len(ids) == 1}
    return {**named, **{one.login.lower(): one.id for one in colleagues}}
