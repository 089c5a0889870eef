"""What is asked of the worklist, read from an address and written into one.

A value that nobody knows asks for nothing. Narrows and sorts only: who may see what is not
decided here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import get_template_attribute
from markupsafe import Markup

from web import choices
from web.choices import Pairs, pairs
from web.here import actor, installation
from web.i18n import language, source, translate
from web.labels import label
from workflow.core.commands import PRIORITIES
from workflow.core.roles import May
from workflow.store.desk_views import FLAGS, SORTS, WEIGHT, view_named
from workflow.store.worklists import Key, Wanted

LONGEST_WORDS = 100
_LARGEST = 2**63

LABELS = {
    "danger": source("Danger"),
    "came_back": source("Came back undelivered"),
    "oversight": source("Oversight"),
    "confidential": source("Confidential"),
    "anonymous": source("Anonymous"),
    "paused": source("Clock stands still"),
    "weight": source("Best match"),
    "urgent": source("Time left"),
    "received": source("Newest first"),
    "oldest": source("Oldest first"),
    "changed": source("Last changed"),
}


def _states() -> Iterable[str]:
    return (state.name for state in installation().office.lifecycle.states)


def _channels() -> Iterable[str]:
    return (channel.name for channel in installation().channels)


KNOWN: Mapping[str, tuple[str, Callable[[], Iterable[str]]]] = {
    "state": ("state", _states),
    "unit": ("unit", lambda: installation().office.policy.units),
    "class": ("klass", lambda: installation().office.policy.classes),
    "category": ("category", lambda: installation().office.policy.categories),
    "channel": ("channel", _channels),
    "priority": ("priority", lambda: PRIORITIES),
    "mark": ("flag", lambda: FLAGS),
    "sort": ("sort", lambda: (sort.name for sort in SORTS)),
}
"""A name in the address: the field of `Wanted` that it fills, and the values that it may have."""

MORE = ("class", "category", "channel", "priority", "mark")
"""The filters that stand behind “More filters”."""


class Asked:
    """What an address asks of the worklist, each value one that is known."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.view = view_named(given.get("view", "")).name
        self.words = given.get("q", "").strip()[:LONGEST_WORDS]
        self.after = read_key(given.get("after", ""))
        self.values = {
            name: given[name]
            for name, (_, known) in KNOWN.items()
            if name in given and given[name] in known()
        }

    @classmethod
    def written(cls, address: str) -> "Asked":
        """The same from the part of an address behind its question mark."""
        return cls(dict(parse_qsl(address)))

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @cached_property
    def wanted(self) -> Wanted:
        """As the store takes it."""
        fields: dict[str, Any] = {KNOWN[name][0]: value for name, value in self.values.items()}
        return Wanted(view=self.view, words=self.words, after=self.after, **fields)

    @property
    def parts(self) -> dict[str, Any]:
        """What the address says, without the place of a page."""
        words = {"q": self.words} if self.words else {}
        return {"view": self.view, **words, **self.values}

    @property
    def address(self) -> str:
        """The same as the part behind the question mark."""
        return urlencode(self.parts)

    @property
    def narrowed(self) -> bool:
        """Whether less than the whole view is asked for."""
        return bool(self.words or self.values.keys() - {"sort"})

    @property
    def more(self) -> int:
        """How many of the filters behind “More filters” are set."""
        return sum(1 for name in MORE if self[name])


def write_key(after: Key | None) -> str:
    """Where a page ends, for an address."""
    if after is None:
        return ""
    at = after[0].isoformat() if isinstance(after[0], datetime) else str(after[0])
    return f"{at}~{after[1]}"


def read_key(words: str) -> Key | None:
    """The key of the last row seen, as an address carries it; none for anything else."""
    at, _, number = words.partition("~")
    try:
        id = int(number) if len(number) < len(str(_LARGEST)) else 0
        place: datetime | int = int(at) if at.isdecimal() else datetime.fromisoformat(at)
    except ValueError:
        return None
    if isinstance(place, datetime) and place.tzinfo is None:
        return None
    too_large = isinstance(place, int) and place >= _LARGEST
    return (place, id) if 0 < id < _LARGEST and not too_large else None


@dataclass(frozen=True, slots=True)
class Filter:
    """The entries of a filter, and the same drawn with none of them chosen."""

    entries: Pairs
    drawn: Markup


def filters() -> Mapping[str, Filter]:
    """The entries of each filter; a unit's own people are not asked which unit."""
    version, whole = installation().office.policy.version, actor().may(May.SEE_ALL)
    return _filters(version, language(), whole=whole)


@lru_cache(16)
def _filters(_version: str, _language: str, *, whole: bool) -> Mapping[str, Filter]:
    """Kept for each edition of the rules, language, and whether it is the whole office's list."""
    draw = get_template_attribute("desk/pieces.html", "options")
    return {
        name: Filter(entries, draw(entries, "")) for name, entries in _entries(whole=whole).items()
    }


def _entries(*, whole: bool) -> dict[str, Pairs]:
    policy = installation().office.policy
    found: dict[str, Pairs] = {
        "state": [(name, label("state", name)) for name in _states()],
        "class": [(name, label("class", name)) for name in policy.classes],
        "category": pairs(choices.categories()),
        "channel": [(name, label("channel", name)) for name in _channels()],
        "priority": [(name, label("priority", name)) for name in PRIORITIES],
        "mark": [(name, translate(LABELS[name])) for name in FLAGS],
    }
    if whole:
        found["unit"] = pairs(choices.all_units())
    return found


def orders(*, words: bool) -> list[tuple[str, str]]:
    """The orders to choose from; the weight of words only where there are some."""
    return [(s.name, translate(LABELS[s.name])) for s in SORTS if words or s.name != WEIGHT]
