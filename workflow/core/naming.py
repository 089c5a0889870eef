"""Which units and whose people a text names, and whether it accuses them: pure reading.

What is found is shown to an officer, who says whether the complaint is about that unit; once
they do, the unit never sees it and never owns it (UU 25/2009 art. 45). Nothing is decided
here, and no name of a person is given back: only the unit that they belong to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from workflow.core.policy import Policy, Unit

LONGEST_READ = 8_000
"""Characters of a text that are looked at."""

FEWEST_NAMES = 2
"""A given name alone is shared by thousands; it counts with a form of address before it."""

SERVICE = ("UPT ", "Balai ")
"""How the names of service units begin; the house itself is not named by its divisions."""

COMMON = frozenset(
    ("upt", "balai", "pelayanan", "sosial", "dan", "perlindungan", "rehabilitasi", "peningkatan",
     "tenaga", "kesejahteraan", "korban")
)  # fmt: skip
"""What all the units' names have in common, and nobody says."""

CALLED = r"(?:pak|bu|bapak|ibu|sdr|sdri|saudara|saudari|kepala|mas|mbak|petugas|oknum)\W+"
TITLE = re.compile(r"^(?:(?:dr|drs|dra|ir|h|hj|prof|rr?|raden)\.?\s+)+|,.*$", re.IGNORECASE)
"""What stands before and behind a name on paper, and in nobody's complaint."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works for a unit, by their name as the office has it."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Named:
    """A unit that a text names, in the text's own words.

    `person`: one of its people is named, not the unit itself. `accused`: the text also says
    something that is held against people, so that the unit ought not to look into it.
    """

    unit: str
    words: str
    person: bool = False
    accused: bool = False


def named_in(
    policy: Policy, text: str, people: Iterable[Person] = (), *, blamed: bool = False
) -> tuple[Named, ...]:
    """The units that a text names, accused ones first; each once.

    `blamed`: what it is about is held against people. Words of the rules say so too; and who
    names somebody of ours speaks of them.
    """
    read = text[:LONGEST_READ]
    accused = blamed or bool(_blame(policy.version, _accusing(policy)).search(read))
    found: dict[str, Named] = {}
    for person in people:
        said = _pattern_of(person.name).search(read)
        if said:
            found[person.unit] = Named(person.unit, said[0], person=True, accused=True)
    words = frozenset(re.findall(r"\w+", read.casefold()))
    for unit, last, pattern in _unit_patterns(policy.version, _names(policy)):
        # A look at the words saves nearly all of the searches, each of which takes longer.
        said = None if last.isdisjoint(words) else pattern.search(read)
        if said:
            found.setdefault(unit, Named(unit, said[0], accused=accused))
    return tuple(sorted(found.values(), key=lambda one: (not one.accused, not one.person)))


def places_in(policy: Policy, text: str) -> frozenset[str]:
    """The towns of our units that a text names, in small letters."""
    return places(policy).intersection(re.findall(r"[^\W\d_]+", text[:LONGEST_READ].casefold()))


def places(policy: Policy) -> frozenset[str]:
    """The towns of all our units, in small letters."""
    return frozenset(unit.place.casefold() for unit in policy.units.values())


def _names(policy: Policy) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each service unit all the ways in which people call it."""
    return tuple((u.id, ways_to_call(u)) for u in policy.units.values() if _is_service(u))


@lru_cache(256)
def ways_to_call(unit: Unit) -> tuple[str, ...]:
    """“PSTW Jember”, “Tresna Werdha Jember”, “panti Jember”: what people write for a unit."""
    spoken = [word for word in unit.name.split() if word.casefold() not in COMMON]
    own = [word for word in spoken if word != unit.place]
    kind = unit.kind.replace("_", " ")
    called = (" ".join(own), f"panti {' '.join(own)}", f"panti {own[-1]}") if own else ()
    before = (kind, f"UPT {kind}", *called)
    ways = {f"{way} {town}" for way in before for town in (unit.place, f"di {unit.place}")}
    return (unit.name, *sorted(ways, key=len, reverse=True))


def _is_service(unit: Unit) -> bool:
    return unit.name.startswith(SERVICE) and bool(unit.place)


def _accusing(policy: Policy) -> tuple[str, ...]:
    """Words of the rules for what the office's own people are blamed for."""
    held = [c for c in policy.categories.values() if c.oversight]
    return tuple(dict.fromkeys(word for category in held for word in category.keywords))


@lru_cache(8)
def _blame(_version: str, words: tuple[str, ...]) -> re.Pattern[str]:
    return _any_of(words) if words else re.compile(r"(?!)")


@lru_cache(8)
def _unit_patterns(
    _version: str, names: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Each unit's pattern, and the words with which its names end; made once for each rules."""
    return tuple((unit, _last_words(ways), _any_of(ways)) for unit, ways in names)


def _last_words(ways: Iterable[str]) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", way.casefold())[-1] for way in ways)


@lru_cache(512)
def _pattern_of(name: str) -> re.Pattern[str]:
    """A name as people write it: the first two parts of it, or one after a form of address."""
    bare = TITLE.sub("", name.strip())
    parts = [re.escape(part) for part in re.findall(r"[^\W\d_]{2,}", bare)]
    if not parts:
        return re.compile(r"(?!)")
    whole = r"\W+".join(parts[:FEWEST_NAMES])
    ways = [rf"{CALLED}{parts[0]}"] + ([whole] if len(parts) >= FEWEST_NAMES else [])
    return re.compile(rf"\b(?:{'|'.join(ways)})\b", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    spaced = [r"\s+".join(re.escape(part) for part in word.split()) for word in words]
    return re.compile(rf"\b(?:{'|'.join(spaced)})\b", re.IGNORECASE)
