"""`tuntas calendar`: what the working calendar knows, and renewing its list of holidays.

Reads and writes files of the rule folder only. Previewing and applying a change to open
complaints needs the engine and joins this group from elsewhere.
"""

import json
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from difflib import ndiff
from pathlib import Path

import click

from config import calendar_file, holiday_list
from config.calendars import load_calendars
from config.mistakes import Mistake, Mistaken
from config.settings import load_settings
from web.commands.deadline_cases import EVERYBODYS, UnknownCalendar, calendar_named
from workflow.core.calendar import BeyondCalendar, Calendar, DayOff, Season
from workflow.core.trace_words import KINDS, WEEKDAYS


@click.group()
def calendar() -> None:
    """Show the working calendar; renew its list of holidays."""


COMMANDS: tuple[click.Command, ...] = (calendar,)


@calendar.command()
@click.argument("year", type=click.IntRange(1, 9999))
@click.option("--calendar", "name", default=EVERYBODYS, show_default=True, help="Whose calendar.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(year: int, name: str, *, as_json: bool) -> None:
    """Show the working days, seasons and days off of a YEAR."""
    try:
        shown = calendar_named(load_calendars(load_settings().rules), name)
        words = [json.dumps(_as_json(shown, year))] if as_json else list(_lines(shown, year))
    except (Mistaken, UnknownCalendar, BeyondCalendar) as error:
        raise click.ClickException(str(error)) from error
    for line in words:
        click.echo(line)


@calendar.command()
@click.option("--write", is_flag=True, help="Write it to the rule folder.")
def seed(*, write: bool) -> None:
    """Compare holidays.toml with what the installed holiday package knows.

    Only shows the difference (- here, + in the package), unless told to write.
    """
    notes: list[Mistake] = []
    try:
        folder = load_settings().rules
    except Mistaken as error:
        raise click.ClickException(str(error)) from error
    years = calendar_file.read(folder, notes)
    if notes:
        raise click.ClickException("\n".join(str(note) for note in notes))
    fresh = holiday_list.from_package(years.first.year, years.last.year)
    changes = _changes(folder, fresh)
    for line in changes:
        click.echo(line)
    if write:
        holiday_list.write(folder, fresh)
    click.echo(f"{len(changes)} changes{' written' if write else ''}.")


def _changes(folder: Path, fresh: list[holiday_list.Holiday]) -> list[str]:
    """What differs. A file that is missing or damaged counts as an empty one."""
    here = [str(day) for day in holiday_list.read(folder, [])]
    return [line for line in ndiff(here, [str(day) for day in fresh]) if line[0] in "+-"]


def _dates(year: int) -> list[date]:
    return [
        date(year, month, day)
        for month in range(1, 13)
        for day in range(1, monthrange(year, month)[1] + 1)
    ]


def _months(shown: Calendar, year: int) -> list[int]:
    """Working days of each month."""
    months = [0] * 12
    for on in _dates(year):
        months[on.month - 1] += shown.is_working(on)
    return months


def _days_off(shown: Calendar, year: int) -> list[DayOff]:
    return [off for on in _dates(year) if (off := shown.day_off(on))]


def _seasons(shown: Calendar, year: int) -> list[Season]:
    return [s for s in shown.rules.seasons if s.first.year <= year <= s.last.year]


def _as_json(shown: Calendar, year: int) -> dict[str, object]:
    months = _months(shown, year)
    return {
        "calendar": shown.id,
        "zone": shown.rules.zone,
        "year": year,
        "working_days": sum(months),
        "months": months,
        "seasons": [
            {
                "name": season.name,
                "first": season.first.isoformat(),
                "last": season.last.isoformat(),
                "approximate": season.approximate,
            }
            for season in _seasons(shown, year)
        ],
        "days_off": [
            {
                "on": off.on.isoformat(),
                "kind": off.kind.value,
                "name": off.name,
                "legal_basis": off.legal_basis,
                "estimate": off.estimate,
            }
            for off in _days_off(shown, year)
        ],
    }


def _lines(shown: Calendar, year: int) -> Iterator[str]:
    months = _months(shown, year)
    yield f"{shown.id} ({shown.rules.zone}), {year}: {sum(months)} working days"
    yield "By month: " + " ".join(str(count) for count in months)
    for season in _seasons(shown, year):
        mark = " (dates approximate)" if season.approximate else ""
        yield f"{season.name}: {season.first} to {season.last}{mark}"
    for off in _days_off(shown, year):
        basis = f" ({off.legal_basis})" if off.legal_basis else ""
        mark = " [estimate]" if off.estimate else ""
        yield f"{WEEKDAYS[off.on.weekday()]} {off.on}  {KINDS[off.kind]}: {off.name}{basis}{mark}"
