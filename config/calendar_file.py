"""Reads `calendar.toml` into plain rows; what stands in them is checked in `calendars.py`.

Every slip becomes a mistake with file, key and allowed words, never a traceback.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from config.mistakes import Mistake, Place, not_among, shown
from config.records import record, records
from config.rule_files import Sheet, open_sheet
from workflow.core.calendar import MIDNIGHT, BadRules, Period, Week

FILE = "calendar.toml"
SECTIONS = ("first", "last", "week", "calendar", "season", "decree", "day_off", "working_day")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_PERIOD = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow:
    """A table `[calendar.<id>]`."""

    zone: str
    week: str = ""
    holidays: bool = True
    after_hours: str = "same day"
    round_the_clock: bool = False
    name_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """A table `[[season]]`."""

    name: str
    first: date
    last: date
    week: str
    calendars: tuple[str, ...] = ()
    approximate: bool = False
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeRow:
    """`[[decree]]`: of a `year` or of one date (`on`); the other is left out."""

    legal_basis: str
    year: int = 0
    on: date = date.min
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOffRow:
    """A table `[[day_off]]`."""

    on: date
    name: str
    legal_basis: str
    kind: str = "local"
    estimate: bool = False
    calendars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDayRow:
    """A table `[[working_day]]`."""

    on: date
    legal_basis: str
    calendars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """All of `calendar.toml`, as far as it could be read."""

    first: date
    last: date
    weeks: Mapping[str, Week] = field(default_factory=dict)
    calendars: Mapping[str, CalendarRow] = field(default_factory=dict)
    seasons: tuple[SeasonRow, ...] = ()
    decrees: tuple[DecreeRow, ...] = ()
    days_off: tuple[DayOffRow, ...] = ()
    working_days: tuple[WorkingDayRow, ...] = ()


def read(folder: Path, notes: list[Mistake]) -> CalendarFile:
    """The file of a rule folder; where `notes` gains entries, parts of it are missing."""
    sheet = open_sheet(folder / FILE, SECTIONS, notes)
    if sheet is None:
        return CalendarFile(first=date.min, last=date.min)
    return CalendarFile(
        first=_date(sheet, "first", notes),
        last=_date(sheet, "last", notes),
        weeks={name: _week(week, at) for name, week, at in _tables(sheet, "week", notes)},
        calendars={
            name: row
            for name, table, at in _tables(sheet, "calendar", notes)
            if (row := record(CalendarRow, table, at))
        },
        seasons=tuple(records(SeasonRow, sheet.get("season", []), Place(FILE, "season", notes))),
        decrees=tuple(records(DecreeRow, sheet.get("decree", []), Place(FILE, "decree", notes))),
        days_off=tuple(records(DayOffRow, sheet.get("day_off", []), Place(FILE, "day_off", notes))),
        working_days=tuple(
            records(WorkingDayRow, sheet.get("working_day", []), Place(FILE, "working_day", notes))
        ),
    )


def _date(sheet: Sheet, key: str, notes: list[Mistake]) -> date:
    found = sheet.get(key)
    if isinstance(found, date) and not isinstance(found, datetime):
        return found
    words = "is missing" if found is None else f"{shown(found)} is no date"
    Place(FILE, key, notes).wrong(f"{words}; it should be one without quotes, such as 2015-01-01.")
    return date.min


def _tables(
    sheet: Sheet, section: str, notes: list[Mistake]
) -> list[tuple[str, Mapping[str, object], Place]]:
    """The named tables of a section, `[week.office]`, each with its place."""
    place = Place(FILE, section, notes)
    found = sheet.get(section, {})
    if not isinstance(found, Mapping):
        place.wrong(f"{shown(found)} should be tables, such as [{section}.office].")
        return []
    tables = []
    for name, table in found.items():
        if isinstance(table, Mapping):
            tables.append((name, table, place.at(name)))
        else:
            place.at(name).wrong(f"{shown(table)} should be a table.")
    return tables


def _week(table: Mapping[str, object], place: Place) -> Week:
    week: dict[int, tuple[Period, ...]] = {}
    for day, words in table.items():
        here = place.at(day)
        if day not in WEEKDAYS:
            here.wrong(not_among(day, WEEKDAYS))
        elif not isinstance(words, list):
            here.wrong(f'{shown(words)} should be a list, such as ["07:30-12:00", "13:00-16:00"].')
        else:
            periods = [_period(each, here) for each in words]
            week[WEEKDAYS.index(day)] = tuple(period for period in periods if period)
    return week


def _period(words: object, place: Place) -> Period | None:
    found = _PERIOD.fullmatch(words) if isinstance(words, str) else None
    if not found:
        place.wrong(f'{shown(words)} should be a period, such as "07:30-12:00".')
        return None
    try:
        start = time(int(found[1]), int(found[2]))
        end = MIDNIGHT if found[3] + found[4] == "2400" else time(int(found[3]), int(found[4]))
        return Period(start, end)
    except BadRules as error:
        place.wrong(str(error))
    except ValueError:
        place.wrong(f"{shown(words)} has a time of day that does not exist.")
    return None
