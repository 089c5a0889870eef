"""What must be true of `calendar.toml` beyond its form, and of it with `holidays.toml`.

Each check writes mistakes that name the key and, where there is a list, the allowed words.
Nothing is built here.
"""

from collections.abc import Collection, Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config import holiday_list
from config.calendar_file import FILE, CalendarFile, CalendarRow
from config.holiday_list import Holiday
from config.mistakes import Mistake, Place, not_among, shown
from workflow.core.calendar import DayKind

EVERYBODYS = "office"
"""The calendar of a unit that names no other."""

AFTER_HOURS = {"same day": False, "next working day": True}
KINDS = tuple(kind.value for kind in DayKind)
MOST_YEARS = 100
"""Longer tables would only cost memory and time at the start."""


def check(file: CalendarFile, holidays: Sequence[Holiday], notes: list[Mistake]) -> None:
    """Note everything that contradicts itself or names what is not there."""
    root = Place(FILE, "", notes)
    _years(file, holidays, root)
    if EVERYBODYS not in file.calendars:
        root.at("calendar").at(EVERYBODYS).wrong("is missing; units without another one use it.")
    for name, row in file.calendars.items():
        _calendar(file, row, root.at("calendar").at(name))
    for season in file.seasons:
        place = root.at("season").row(season.name)
        _among(season.week, file.weeks, place.at("week"))
        _calendars(season.calendars, file, place)
        if season.last < season.first:
            place.at("last").wrong(f"{season.last} is before first, {season.first}.")
    _decrees(file, root.at("decree"))
    _own_days(file, holidays, root)


def _years(file: CalendarFile, holidays: Sequence[Holiday], root: Place) -> None:
    if file.last < file.first or file.last.year - file.first.year > MOST_YEARS:
        root.at("last").wrong(f"should be at most {MOST_YEARS} years after first, {file.first}.")
        return
    # A year without its holidays would be counted as if it had none.
    known = {holiday.on.year for holiday in holidays if holiday.kind is DayKind.NATIONAL}
    lacking = sorted(set(range(file.first.year, file.last.year + 1)) - known)
    if lacking and any(row.holidays and not row.round_the_clock for row in file.calendars.values()):
        key = "first" if lacking[0] == file.first.year else "last"
        root.at(key).wrong(
            f"{holiday_list.FILE} has no holidays of {lacking[0]}; "
            "write them with `tuntas calendar seed --write` or take other years."
        )


def _calendar(file: CalendarFile, row: CalendarRow, place: Place) -> None:
    _among(row.after_hours, AFTER_HOURS, place.at("after_hours"))
    if row.round_the_clock and row.week:
        place.at("week").wrong("has no meaning where round_the_clock is true.")
    elif not row.round_the_clock and not row.week:
        place.at("week").wrong(f"is missing. Allowed: {', '.join(sorted(file.weeks))}.")
    elif row.week:
        _among(row.week, file.weeks, place.at("week"))
    try:
        ZoneInfo(row.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place.at("zone").wrong(
            f"{shown(row.zone)} is no zone of the tz database. "
            "Indonesia's are Asia/Jakarta, Asia/Makassar, Asia/Jayapura, Asia/Pontianak."
        )


def _decrees(file: CalendarFile, section: Place) -> None:
    for number, row in enumerate(file.decrees, start=1):
        place = section.row(str(number))
        if (row.year != 0) == (row.on != date.min):
            place.wrong("needs either year or on, not both.")
        for kind in row.kinds:
            _among(kind, tuple(each.value for each in holiday_list.CATEGORIES), place.at("kinds"))


def _own_days(file: CalendarFile, holidays: Sequence[Holiday], root: Place) -> None:
    known = {day.on for day in holidays} | {row.on for row in file.days_off}
    for row in file.days_off:
        place = root.at("day_off").row(row.name)
        _among(row.kind, KINDS, place.at("kind"))
        _calendars(row.calendars, file, place)
        if not file.first <= row.on <= file.last:
            place.at("on").wrong(f"{row.on} is not between {file.first} and {file.last}.")
    for number, back in enumerate(file.working_days, start=1):
        place = root.at("working_day").row(str(number))
        _calendars(back.calendars, file, place)
        if back.on not in known:
            place.at("on").wrong(f"{back.on} is no day off, so it cannot be taken back.")


def _calendars(names: Collection[str], file: CalendarFile, place: Place) -> None:
    for name in names:
        _among(name, file.calendars, place.at("calendars"))


def _among(word: str, allowed: Collection[str], place: Place) -> None:
    if word not in allowed:
        place.wrong(not_among(word, allowed))
