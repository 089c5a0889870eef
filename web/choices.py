"""What can be picked on the staff's forms: units, agencies, reasons, classes, categories.

Grouped as people look for them. What the law keeps from owning a complaint is not offered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from web.here import installation
from web.i18n import source, translate
from web.labels import label
from web.who import short_name
from workflow.core.policy import Category, Unit


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list; `note` is a second line where there is room for one."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading; one without a heading stands alone."""

    label: str
    options: tuple[Option, ...]


Choices = tuple[Group, ...]


Pairs = list[tuple[str, str | list[tuple[str, str]]]]
"""As the macro `pick` takes them: value and words, or a heading and a list of those."""


def pairs(groups: Choices) -> Pairs:
    """Entries for the macro `pick`."""
    found: Pairs = []
    for group in groups:
        entries = [(option.value, option.label) for option in group.options]
        if group.label:
            found.append((group.label, entries))
        else:
            found += entries
    return found


def plain(options: Iterable[Option]) -> Choices:
    """A list without headings."""
    return (Group("", tuple(options)),)


def units(*, without: str = "", usual: Sequence[str] = ()) -> Choices:
    """The units that can own a complaint, by kind; those of the usual kinds stand first.

    `without` is the unit that the complaint is about (UU 25/2009 art. 45).
    """
    able = [u for u in installation().office.policy.units.values() if u.handles and u.id != without]
    first = [unit for kind in usual for unit in able if unit.kind == kind]
    others = [unit for unit in able if unit not in first]
    groups = [Group(translate("Usual for this category"), _options(first))] if first else []
    return (*groups, *_by_kind(others))


def all_units() -> Choices:
    """Every unit, by kind: those that a complaint may be about, or that a list is of."""
    return _by_kind(list(installation().office.policy.units.values()))


def _by_kind(units: list[Unit]) -> Choices:
    """Kinds of which there are several get a heading; the single ones share one."""
    kinds = [list(of_kind) for _, of_kind in groupby(units, key=lambda unit: unit.kind)]
    single = [kind[0] for kind in kinds if len(kind) == 1]
    groups = [Group(_heading(kind), _options(kind)) for kind in kinds if len(kind) > 1]
    desks = [unit for unit in single if short_name(unit) == unit.name]
    services = [unit for unit in single if unit not in desks]
    return (
        *([Group(translate("Head office"), _options(desks))] if desks else []),
        *groups,
        *([Group(translate("Other service units"), _options(services))] if services else []),
    )


def _heading(kind: list[Unit]) -> str:
    """What the names of a kind have in common: “UPT Pelayanan Sosial Tresna Werdha”."""
    places = zip(*(unit.name.split() for unit in kind), strict=False)
    common = [words[0] for words in takewhile(lambda words: len(set(words)) == 1, places)]
    return " ".join(common) or kind[0].kind


def _options(units: Iterable[Unit]) -> tuple[Option, ...]:
    return tuple(Option(unit.id, unit.name, short_name(unit)) for unit in units)


def agencies() -> Choices:
    """Who else may be asked or may decide."""
    return plain(
        Option(agency, label("agency", agency)) for agency in installation().office.policy.agencies
    )


def reasons(list_name: str) -> Choices:
    """The entries of one closed list."""
    of_list = installation().office.policy.reasons_in(list_name)
    return plain(Option(r.id, label("reason", r.id), r.legal_basis) for r in of_list)


def classes() -> Choices:
    """What may be asked of the office."""
    return plain(
        Option(klass, label("class", klass)) for klass in installation().office.policy.classes
    )


def categories(suggested: Sequence[str] = ()) -> Choices:
    """What it may be about: suggested ones first, then by what they mean for the office."""
    rest = [c for c in installation().office.policy.categories.values() if c.id not in suggested]
    first = tuple(Option(id, label("category", id)) for id in suggested)
    groups = [Group(translate("Suggested by its words"), first)] if first else []
    headings = dict.fromkeys(_HEADINGS.values())
    for heading in headings:
        found = [c for c in rest if _heading_of(c) == heading]
        options = tuple(Option(c.id, label("category", c.id)) for c in found)
        groups += [Group(translate(heading), options)] if options else []
    return tuple(groups)


def _heading_of(category: Category) -> str:
    kinds = {
        "safety": category.safety,
        "oversight": category.oversight,
        "klass": category.klass != "complaint",
        "elsewhere": bool(category.agency),
    }
    return _HEADINGS[next((kind for kind, holds in kinds.items() if holds), "ours")]


_HEADINGS = {
    "safety": source("Somebody may be in danger"),
    "oversight": source("About the office's own people"),
    "ours": source("Our services"),
    "elsewhere": source("Often decided by another agency"),
    "klass": source("Questions, wishes, thanks, others"),
}
