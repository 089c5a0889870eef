"""The national holidays and joint leave of Indonesia, as `holidays.toml` keeps them.

The file is seeded from the `holidays` package and kept under version control: an upgrade of
the package must never move a deadline by itself, so it is compared, read by a person, and
written again (`tuntas calendar seed`). Nothing here knows an office.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from config.mistakes import Mistake, Place, shown
from config.rule_files import open_sheet
from workflow.core.calendar import DayKind

FILE = "holidays.toml"
ESTIMATE = "(perkiraan)"
"""How the package marks, in Indonesian, a date that is computed and not decreed."""

CATEGORIES = {DayKind.NATIONAL: "public", DayKind.JOINT_LEAVE: "government"}
"""Our kinds and the package's categories. Its default, public alone, lacks all joint leave."""

HEAD = """\
# National holidays and joint leave (cuti bersama) of Indonesia, seeded from the package
# `holidays` {version}, categories public and government. Do not edit: `tuntas calendar seed`
# shows what a newer package knows, `tuntas calendar seed --write` writes it here. Corrections
# belong in calendar.toml ([[day_off]], [[working_day]]), legal bases in its [[decree]].
# A date marked (perkiraan) is computed; no decree has fixed it yet.
"""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One entry; `name` as the package has it, in Indonesian."""

    on: date
    kind: DayKind
    name: str

    @property
    def estimate(self) -> bool:
        """Whether the date is computed and not decreed."""
        return ESTIMATE in self.name

    def __str__(self) -> str:
        return f"{self.on} {self.kind.value}: {self.name}"


def read(folder: Path, notes: list[Mistake]) -> list[Holiday]:
    """What `holidays.toml` holds, in order; whatever is wrong with it goes to `notes`."""
    sheet = open_sheet(folder / FILE, tuple(kind.value for kind in CATEGORIES), notes) or {}
    found: list[Holiday] = []
    for kind in CATEGORIES:
        place = Place(FILE, kind.value, notes)
        entries = sheet.get(kind.value, {})
        if not isinstance(entries, Mapping):
            place.wrong("should be a table of dates and names.")
            continue
        found += _entries(entries, kind, place)
    return _in_order(found)


def _entries(entries: Mapping[str, object], kind: DayKind, place: Place) -> Iterable[Holiday]:
    for key, name in entries.items():
        try:
            on = date.fromisoformat(key)
        except ValueError:
            place.at(key).wrong(f"{shown(key)} is not a date such as 2026-01-31.")
            continue
        if isinstance(name, str) and name.strip():
            yield Holiday(on, kind, name.strip())
        else:
            place.at(key).wrong(f"{shown(name)} should be the name of the day, in quotes.")


def from_package(first: int, last: int) -> list[Holiday]:
    """What the installed `holidays` package knows of the years from `first` to `last`."""
    # Imported when asked: it takes half a second, and no daily start has a use for it.
    known = import_module("holidays").country_holidays
    years = range(first, last + 1)
    return _in_order(
        Holiday(on, kind, name)
        for kind, category in CATEGORIES.items()
        for on, name in known("ID", years=years, categories=(category,), language="id").items()
    )


def write(folder: Path, found: Iterable[Holiday]) -> None:
    """Replace `holidays.toml`, in one step, so that no reader sees half of it."""
    listed = _in_order(found)
    text = [HEAD.format(version=version("holidays"))]
    for kind in CATEGORIES:
        text.append(f"\n[{kind.value}]\n")
        text += [f"{day.on} = {json.dumps(day.name)}\n" for day in listed if day.kind is kind]
    draft = folder / f"{FILE}.new"
    draft.write_text("".join(text), encoding="utf-8")
    draft.replace(folder / FILE)


def _in_order(found: Iterable[Holiday]) -> list[Holiday]:
    return sorted(found, key=lambda holiday: (holiday.on, holiday.kind))
