"""Reads a decree file: what it is called, on what it rests, and the days that it declares.

    [decree]
    name = "Cuti bersama tambahan"
    legal_basis = "SKB 3 Menteri 12/2026"
    [[day]]
    on = 2026-11-20
    kind = "joint_leave"
    name = "Cuti bersama"

Every slip becomes a mistake with file, key and allowed words. Applies nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.calendars import EVERYBODYS, load_calendars
from config.mistakes import Mistake, Mistaken, Place, not_among
from config.records import record, records
from config.rule_files import Sheet, open_sheet
from config.settings import Settings
from workflow.core.calendar import Calendar
from workflow.core.decree import KINDS, WORKING, Day, Decree
from workflow.core.trace_words import WEEKDAYS
from workflow.decrees import applied_days
from workflow.store import migrate
from workflow.store.database import Sessions

SECTIONS = ("decree", "day")


class BadDecree(Mistaken):
    """The file of a decree cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow:
    """The table `[decree]`."""

    name: str
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A table `[[day]]`. `estimate`: no decree has fixed the date yet."""

    on: date
    kind: str
    name: str
    estimate: bool = False


def load_decree(path: Path, calendars: Mapping[str, Calendar]) -> Decree:
    """The decree in a file, for an office with these calendars; raises `BadDecree`."""
    notes: list[Mistake] = []
    sheet = open_sheet(path, SECTIONS, notes)
    decree = None if sheet is None else _decree(sheet, calendars, Place(path.name, "", notes))
    if notes or decree is None:
        raise BadDecree(notes)
    return decree


def _decree(sheet: Sheet, calendars: Mapping[str, Calendar], root: Place) -> Decree | None:
    for section in SECTIONS:
        if section not in sheet:
            root.at(section).wrong("is missing.")
    head = record(HeadRow, sheet["decree"], root.at("decree")) if "decree" in sheet else None
    rows = records(DayRow, sheet.get("day", []), root.at("day"))
    if sheet.get("day") == []:
        root.at("day").wrong("is empty; a decree declares at least one day.")
    _check(rows, calendars, root.at("day"))
    if head is None:
        return None
    days = (
        Day(on=r.on, kind=r.kind, name=r.name, legal_basis=head.legal_basis, estimate=r.estimate)
        for r in rows
    )
    return Decree(head.name, head.legal_basis, tuple(sorted(days, key=lambda day: day.on)))


def _check(rows: list[DayRow], calendars: Mapping[str, Calendar], section: Place) -> None:
    """Note what no calendar can do."""
    known = calendars[EVERYBODYS].rules
    seen: set[date] = set()
    for row in rows:
        place = section.row(row.name)
        if row.kind not in KINDS:
            place.at("kind").wrong(not_among(row.kind, KINDS))
        if not known.first <= row.on <= known.last:
            place.at("on").wrong(f"{row.on} is not between {known.first} and {known.last}.")
        elif row.kind == WORKING and not _has_hours(row.on, calendars):
            weekday = WEEKDAYS[row.on.weekday()]
            place.at("on").wrong(f"{row.on} is a {weekday}, for which no calendar has hours.")
        if row.kind == WORKING and row.estimate:
            place.at("estimate").wrong("has no meaning for a working day.")
        if row.on in seen:
            place.at("on").wrong(f"{row.on} is declared twice.")
        seen.add(row.on)


def _has_hours(on: date, calendars: Mapping[str, Calendar]) -> bool:
    return any(each.hours(on) for each in calendars.values() if not each.rules.round_the_clock)


def calendars_here(settings: Settings) -> Mapping[str, Calendar]:
    """The calendars of the rule folder with the days that were declared in this office.

    Makes no database: where there is none yet, or one without tables, nothing was declared.
    """
    days = _declared(settings)
    off = [day.off for day in days if not day.working]
    return load_calendars(settings.rules, off, [day.on for day in days if day.working])


def _declared(settings: Settings) -> list[Day]:
    file = settings.database.removeprefix("sqlite:///")
    if file != settings.database and not Path(file).exists():
        return []
    sessions = Sessions(settings.database)
    try:
        if not migrate.revision(sessions):
            return []
        with sessions.reading() as db:
            return applied_days(db)
    finally:
        sessions.close()
