"""`tuntas calendar`: what the working calendar knows, and changing it: nothing moves in silence.

A decree is looked at before it is applied. Here stands what is asked and what is said;
which dates move is decided by `workflow/decrees.py`.
"""

import json
import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from difflib import ndiff
from pathlib import Path
from typing import TypedDict, Unpack

import click

from config import calendar_file, holiday_list
from config.decrees import calendars_here, load_decree
from config.mistakes import Mistake, Mistaken
from config.settings import load_settings
from config.wiring import Installation
from web.commands.deadline_cases import EVERYBODYS, UnknownCalendar, calendar_named
from web.commands.moved import counted, day_line, of_day, of_moved, progress, say_left, table
from web.commands.opened import actor_named, opened
from web.commands.rows import moments_of
from web.commands.words import Row, examples, say_json
from web.commands.words import as_json as json_option
from workflow.core.calendar import BeyondCalendar, Calendar, DayOff, Season
from workflow.core.decree import Decree
from workflow.core.roles import Actor
from workflow.core.trace_words import KINDS, WEEKDAYS
from workflow.decrees import Change, Decrees

DECREES = examples(
    "tuntas calendar preview decree.toml",
    "tuntas calendar apply decree.toml --as sri",
    "",
    "decree.toml:",
    "  [decree]",
    '  name = "Cuti bersama tambahan"',
    '  legal_basis = "SKB 3 Menteri 12/2026"',
    "  [[day]]",
    "  on = 2026-11-20",
    '  kind = "joint_leave"       # national, joint_leave, local, working',
    '  name = "Cuti bersama"',
)

file_argument = click.argument(
    "file", required=False, type=click.Path(dir_okay=False, path_type=Path)
)


class Options(TypedDict):
    """What the command line gave for a change."""

    file: Path | None
    who: str
    as_json: bool


@click.group()
def calendar() -> None:
    """Show the working calendar; look at changes of it, apply them; renew its holidays."""


COMMANDS: tuple[click.Command, ...] = (calendar,)


@calendar.command()
@click.argument("year", type=click.IntRange(1, 9999))
@click.option("--calendar", "name", default=EVERYBODYS, show_default=True, help="Whose calendar.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(year: int, name: str, *, as_json: bool) -> None:
    """Show the working days, seasons and days off of a YEAR, declared days with them."""
    try:
        shown = calendar_named(calendars_here(load_settings()), name)
        words = [json.dumps(_as_json(shown, year))] if as_json else list(_lines(shown, year))
    except (Mistaken, UnknownCalendar, BeyondCalendar) as error:
        raise click.ClickException(str(error)) from error
    for line in words:
        click.echo(line)


@calendar.command(epilog=DECREES)
@file_argument
@json_option
def preview(file: Path | None, *, as_json: bool) -> None:
    """List the dates that a decree in FILE would move; writes nothing.

    Without a FILE: the dates that calendar.toml and holidays.toml move as they stand now.
    """
    with opened() as office:
        decree = _decree(office, file)
        change = Decrees(office.engine, office.offices).preview(decree, office.now())
        if as_json:
            _say_json(office, decree, change, {"applied": False, "signed_by": None})
            return
        _say_days(change)
        for line in table(office.office, change.moved):
            click.echo(line)
    told = counted([moved.reference for moved in change.moved])
    click.echo(f"{told} would move{_directions(change)}. Nothing was written.")


@calendar.command(epilog=DECREES)
@file_argument
@click.option("--as", "who", required=True, help="The login of the supervisor who signs.")
@json_option
def apply(**options: Unpack[Options]) -> None:
    """Change the calendar by the decree in FILE, and every date that hangs on it.

    The signature and both dates stand in the history of each complaint. All or nothing;
    applied twice, the second time moves nothing. Without a FILE: put calendar.toml and
    holidays.toml, as they stand now, to all dates; start running programs anew before.
    """
    with opened() as office:
        signer = actor_named(office, options["who"])
        decree = _decree(office, options["file"])
        with progress("Moving dates") as tell:
            decrees = Decrees(office.engine, office.offices)
            change = decrees.apply(decree, signer, office.now(), tell)
        if options["as_json"]:
            _say_json(office, decree, change, {"applied": True, "signed_by": signer.name})
        else:
            _say_days(change)
            _say_applied(change, signer, options["who"])
    say_left(change.refused)
    if not change.settled:
        click.echo("Somebody was still at work by the old calendar: apply it again.", err=True)
    sys.exit(bool(change.refused) or not change.settled)


def _decree(office: Installation, file: Path | None) -> Decree | None:
    return load_decree(file, office.office.calendars) if file else None


def _say_json(office: Installation, decree: Decree | None, change: Change, end: Row) -> None:
    moment = moments_of(office)
    for moved in change.moved:
        say_json(of_moved(moved, moment))
    directions = [moved.later for moved in change.moved]
    summary = {
        "decree": decree.name if decree else None,
        "legal_basis": decree.legal_basis if decree else None,
        "days": [of_day(day, effect) for day, effect in change.effects],
        "complaints": len({moved.reference for moved in change.moved}),
        "clocks": len(change.moved),
        "later": directions.count(True),
        "earlier": directions.count(False),
        "refused": change.refused,
    }
    say_json({**summary, **end})


def _say_days(change: Change) -> None:
    for day, effect in change.effects:
        click.echo(day_line(day, effect))


def _say_applied(change: Change, signer: Actor, who: str) -> None:
    if not change.put and not change.moved:
        click.echo("Nothing was to do: the calendar says so already, and no date moves.")
        return
    told = counted([moved.reference for moved in change.moved])
    click.echo(f"{told} moved{_directions(change)}, signed by {who} ({signer.name}).")


def _directions(change: Change) -> str:
    ways = [moved.later for moved in change.moved]
    return f" ({ways.count(True)} later, {ways.count(False)} earlier)" if ways else ""


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
