"""Reads the office's rule files into one `Policy`, or reports every mistake in them at once.

The files are `config/rules/*.toml`; the core sees only the values made here. Calendars
and channels have loaders of their own.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from config.mistakes import BadRules, Mistake, Place
from config.records import record, records
from config.rule_files import Sheet, open_sheets
from config.rule_links import (
    FIXED,
    Known,
    check_rows,
    check_superiors,
    check_unique,
    check_zone,
    in_order,
    name_of,
    raw_words,
)
from config.sla_rules import RuleLine, check_reach, make_rule, read_spans
from workflow.core.caps import Caps
from workflow.core.lifecycle import CLOCKS
from workflow.core.policy import (
    REASON_LISTS,
    Agency,
    Category,
    Klass,
    Policy,
    Reason,
    SlaRule,
    Unit,
)
from workflow.core.publishing import GREETINGS
from workflow.core.spans import Span

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Row = TypeVar("Row", bound=DataclassInstance)

__all__ = ["PACKAGED_RULES", "BadRules", "load_policy", "policy_of", "stamp"]

PACKAGED_RULES = Path(__file__).parent / "rules"
"""The rule files of the first office, used unless the settings name another folder."""

SECTIONS = {
    "office.toml": ("office", "contact", "danger", "caps", "public"),
    "units.toml": ("unit",),
    "categories.toml": ("class", "category"),
    "agencies.toml": ("agency",),
    "reasons.toml": ("reason",),
    "sla.toml": ("spans", "rule"),
}
"""The files that make up a policy, and what each may hold."""

# list of words, file, section and key from which it is read
LISTS = (
    ("unit", "units.toml", "unit", "id"),
    ("kind", "units.toml", "unit", "kind"),
    ("class", "categories.toml", "class", "id"),
    ("category", "categories.toml", "category", "id"),
    ("agency", "agencies.toml", "agency", "id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The `[office]` table."""

    name: str
    name_en: str
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The officer in charge and where complaints are taken in, to be shown (UU 25/2009 art. 36)."""

    name: str = ""
    position: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """The `[danger]` table: words at which intake suspects that somebody is in danger."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """The `[public]` table: whether comments that all can read are greeted there."""

    receipt: str = "release"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What lies open while the files are read."""

    sheets: Mapping[str, Sheet]
    known: Known
    notes: list[Mistake]

    def place(self, file: str, key: str) -> Place:
        return Place(file, key, self.notes)

    def rows(self, kind: "type[Row]", file: str, section: str) -> "list[Row]":
        """The sound rows of one section; their links and shapes are checked on the way."""
        if file not in self.sheets:
            return []
        place = self.place(file, section)
        if not self.sheets[file].get(section):
            place.wrong(f"is missing: there should be at least one [[{section}]].")
            return []
        found = records(kind, self.sheets[file][section], place)
        check_rows(section, found, place, self.known)
        return found

    def by_id(self, kind: "type[Row]", file: str, section: str) -> "dict[str, Row]":
        """The same, by id; no two rows may share one."""
        check_unique(self.ids(file, section), self.place(file, section))
        return {name_of(row): row for row in self.rows(kind, file, section)}

    def ids(self, file: str, section: str) -> list[str]:
        """The ids of all rows, sound or not."""
        return raw_words(self.sheets.get(file, {}), section, "id")


def stamp(folder: Path) -> tuple[int, ...]:
    """Something that is another when a rule file was changed."""
    return tuple(path.stat().st_mtime_ns for path in sorted(folder.glob("*.toml")))


def policy_of(folder: Path = PACKAGED_RULES) -> Policy:
    """As `load_policy`, but read again only when a file was changed."""
    return _read_once(folder, stamp(folder))


@lru_cache(8)
def _read_once(folder: Path, _stamp: tuple[int, ...]) -> Policy:
    return load_policy(folder)


def load_policy(folder: Path = PACKAGED_RULES) -> Policy:
    """The policy of the office in `folder`.

    Raises `BadRules` with every mistake found: file, key, and what is allowed there.
    """
    notes: list[Mistake] = []
    sheets, version = open_sheets(folder, SECTIONS, notes)
    desk = _Desk(sheets, _known(sheets), notes)
    office, contact, danger = _office(desk)
    policy = Policy(
        version=version,
        office=office.name,
        office_en=office.name_en,
        timezone=office.timezone,
        contact=asdict(contact),
        danger_words=danger.words,
        caps=_caps(desk),
        public_receipt=_public(desk).receipt,
        units=_units(desk),
        classes=desk.by_id(Klass, "categories.toml", "class"),
        categories=desk.by_id(Category, "categories.toml", "category"),
        agencies=desk.by_id(Agency, "agencies.toml", "agency"),
        reasons=_reasons(desk),
        spans=(spans := _spans(desk)),
        rules=_rules(desk, spans),
    )
    if not notes:  # rules are tried on every kind of complaint only once the words are sound
        check_reach(policy, desk.place("sla.toml", "rule"))
    if notes:
        raise BadRules(in_order(notes, SECTIONS))
    return policy


def _known(sheets: Mapping[str, Sheet]) -> Known:
    """Every word that a row may point to; a file that cannot be read gives no list."""
    read = {
        name: frozenset(raw_words(sheets[file], section, key))
        for name, file, section, key in LISTS
        if file in sheets
    }
    return {**FIXED, "clock": tuple(clock.name for clock in CLOCKS), **read}


def _office(desk: _Desk) -> tuple[Office, Contact, Danger]:
    nobody = Office(name="", name_en="", timezone="")
    sheet = desk.sheets.get("office.toml")
    if sheet is None:
        return nobody, Contact(), Danger()
    place = desk.place("office.toml", "office")
    office = record(Office, sheet.get("office", {}), place)
    contact = record(Contact, sheet.get("contact", {}), desk.place("office.toml", "contact"))
    danger = record(Danger, sheet.get("danger", {}), desk.place("office.toml", "danger"))
    if office:
        check_zone(office.timezone, place.at("timezone"))
    return office or nobody, contact or Contact(), danger or Danger()


def _caps(desk: _Desk) -> Caps:
    """The `[caps]` table; what it leaves out is as we would have it."""
    place = desk.place("office.toml", "caps")
    caps = record(Caps, desk.sheets.get("office.toml", {}).get("caps", {}), place)
    for name, value in asdict(caps).items() if caps else ():
        if isinstance(value, int) and value < 1:
            place.at(name).wrong("should be at least 1.")
    return caps or Caps()


def _public(desk: _Desk) -> Public:
    """The `[public]` table; without it a person looks at each greeting."""
    place = desk.place("office.toml", "public")
    public = record(Public, desk.sheets.get("office.toml", {}).get("public", {}), place)
    if public and public.receipt not in GREETINGS:
        place.at("receipt").wrong(f"should be one of: {', '.join(GREETINGS)}.")
    return public or Public()


def _units(desk: _Desk) -> dict[str, Unit]:
    units = desk.by_id(Unit, "units.toml", "unit")
    place = desk.place("units.toml", "unit")
    check_superiors(units, place)
    for unit in units.values():
        check_zone(unit.timezone, place.row(unit.id).at("timezone"))
    return units


def _reasons(desk: _Desk) -> dict[str, Reason]:
    """All reasons; a list without entries would make the move that asks for it impossible."""
    reasons = desk.by_id(Reason, "reasons.toml", "reason")
    filled = raw_words(desk.sheets.get("reasons.toml", {}), "reason", "list")
    for name in REASON_LISTS if "reasons.toml" in desk.sheets else ():
        if name not in filled:
            desk.place("reasons.toml", "reason").wrong(f'has no entry with list = "{name}".')
    return reasons


def _spans(desk: _Desk) -> dict[str, Span]:
    sheet = desk.sheets.get("sla.toml")
    return (
        {} if sheet is None else read_spans(sheet.get("spans", {}), desk.place("sla.toml", "spans"))
    )


def _rules(desk: _Desk, spans: Mapping[str, Span]) -> tuple[SlaRule, ...]:
    """The rules in their order. A name may stand again with another date, as its older version."""
    place = desk.place("sla.toml", "rule")
    lines = desk.rows(RuleLine, "sla.toml", "rule")
    check_unique((f"{line.name} of {line.valid_from}" for line in lines), place)
    return tuple(make_rule(line, spans, place.row(line.name)) for line in lines)
