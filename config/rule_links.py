"""Which field of which row points where, and what a field has to look like: tables and their check.

The rows are already of the right types; here they are compared with each other, across
files. No row is changed.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from zoneinfo import ZoneInfo

from config.mistakes import Mistake, Place, not_among, shown
from workflow.core.policy import PRIORITIES, REASON_LISTS, SENSITIVE, Unit

Known = Mapping[str, Collection[str]]
"""Name of a list -> its words. A list that could not be read is absent, and not checked."""

FIXED: Known = {
    "list": REASON_LISTS,
    "sensitive": SENSITIVE,
    "priority": PRIORITIES,
    "pauses": ("never",),
}

# section, field of its rows, list in which the words must stand
LINKS = (
    ("unit", "superior", "unit"),
    ("unit", "superior_agency", "agency"),
    ("category", "klass", "class"),
    ("category", "units", "kind"),
    ("category", "agency", "agency"),
    ("category", "sensitive", "sensitive"),
    ("reason", "list", "list"),
    ("rule", "clock", "clock"),
    ("rule", "pauses", "pauses"),
    ("rule", "when.class_", "class"),
    ("rule", "when.category", "category"),
    ("rule", "when.priority", "priority"),
)

_TYPES = (
    "UU|PP|Perpres|Keppres|PermenPANRB|Permendagri|Permensos|PerKI|SKB|Perda Jatim|Pergub Jatim"
    "|Peraturan Ombudsman"
)
_LAW = rf"(?:{_TYPES}) \d{{1,4}}[A-Z]?/(?:19|20)\d\d(?: Ps \d{{1,3}}[A-Z]?(?:\(\d{{1,2}}\))?)?"
OWN_STANDARD = "Standar kantor"
"""The legal basis of what the office set for itself."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field must look like where it is not empty, and how to say so."""

    pattern: re.Pattern[str]
    sentence: str


ID = Shape(
    re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"),
    "should be lower-case words joined by - or _, such as pstw-jember.",
)
KIND = Shape(re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*"), "should be capitals, such as PSTW.")
MAIL = Shape(re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}"), "should be an e-mail address.")
LAW = Shape(
    re.compile(rf"{OWN_STANDARD}|{_LAW}(?:; {_LAW})*"),
    f'should be "{OWN_STANDARD}", or a law as type, number/year and article, such as '
    f'"UU 25/2009 Ps 44(4)". Types: {_TYPES.replace("|", ", ")}.',
)
HINT = Shape(re.compile(r"[^A-Z]{2,40}"), "should be a short word in lower case.")

SHAPES = (
    ("unit", "id", ID),
    ("unit", "kind", KIND),
    ("unit", "email", MAIL),
    ("class", "id", ID),
    ("category", "id", ID),
    ("category", "keywords", HINT),
    ("agency", "id", ID),
    ("reason", "id", ID),
    ("reason", "legal_basis", LAW),
    ("rule", "legal_basis", LAW),
)


def check_rows(section: str, rows: Iterable[object], place: Place, known: Known) -> None:
    """Note every word of the rows that is in no list, and every field of the wrong shape."""
    links = [
        (field, known[name]) for part, field, name in LINKS if part == section and name in known
    ]
    shapes = [(field, shape) for part, field, shape in SHAPES if part == section]
    for row in rows:
        here = place.row(name_of(row))
        for field, allowed in links:
            strange = [word for word in _words(row, field) if word not in allowed]
            for word in strange:
                here.at(field.rstrip("_")).wrong(not_among(word, allowed))
        for field, shape in shapes:
            bent = [word for word in _words(row, field) if not shape.pattern.fullmatch(word)]
            for word in bent:
                here.at(field).wrong(f"{shown(word)} {shape.sentence}")


def name_of(row: object) -> str:
    """The id of a row, or its name where it has none."""
    return str(getattr(row, "id", "") or getattr(row, "name", ""))


def _words(row: object, field: str) -> tuple[str, ...]:
    found = attrgetter(field)(row)
    return tuple(word for word in ((found,) if isinstance(found, str) else found) if word)


def check_unique(names: Iterable[str], place: Place) -> None:
    """Note each name that stands twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            place.row(name).wrong("stands here twice; each needs a name of its own.")
        seen.add(name)


def check_superiors(units: Mapping[str, Unit], place: Place) -> None:
    """Every unit has somebody above it who hears complaints about it (UU 25/2009 art. 45)."""
    for unit in units.values():
        here = place.row(unit.id).at("superior")
        if not (unit.superior or unit.superior_agency):
            here.wrong("is missing: a complaint about this unit would have nowhere to go.")
        elif (above := units.get(unit.superior)) and not above.handles:
            here.wrong(f"{shown(above.id)} only passes on and cannot hear a complaint.")
        elif _goes_round(unit, units):
            here.wrong("leads back to the unit itself.")


def _goes_round(unit: Unit, units: Mapping[str, Unit]) -> bool:
    seen = {unit.id}
    step = units.get(unit.superior)
    while step is not None:
        if step.id in seen:
            return True
        seen.add(step.id)
        step = units.get(step.superior)
    return False


def check_zone(name: str, place: Place) -> None:
    """Note a time zone that this machine does not know."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        place.wrong(f"{shown(name)} is not a time zone, such as Asia/Jakarta.")


def raw_words(sheet: Mapping[str, object], section: str, key: str) -> list[str]:
    """The words under one key in all rows, sound or not, so that one slip is told once."""
    rows = sheet.get(section)
    found = (
        [row.get(key) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    )
    return [word for word in found if isinstance(word, str)]


def in_order(notes: Iterable[Mistake], files: Iterable[str]) -> list[Mistake]:
    """The mistakes file by file, in the order in which a person would read the files."""
    rank = {name: number for number, name in enumerate(files)}
    return sorted(notes, key=lambda mistake: rank.get(mistake.file, len(rank)))
