"""`tuntas report`: the office's figures of a period, to read, to save, or for another program.

Counts and codes only, the ledger's references aside: no name, no address, no words of a
complainant.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

import click

from config.mistakes import not_among
from config.wiring import Installation
from web.commands.opened import opened
from web.commands.words import Row, as_json, columns, examples, say_json
from web.report_words import ReportWords
from web.sections import Cell, Section, as_csv, as_xlsx
from workflow.core.refusal import Refused
from workflow.report_parts import Code, Due, Part, Report, Value
from workflow.reports import REPORTS
from workflow.store.recap import Period

NAMES = {report.name: report for report in REPORTS}
DAY = click.DateTime(("%Y-%m-%d",))


class Options(TypedDict):
    """What the command line gave."""

    name: str
    first: datetime | None
    last: datetime | None
    form: str
    output: Path | None
    language: str | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Days:
    """A period as people say it: both days belong to it."""

    first: date
    last: date


EXAMPLES = examples(
    "tuntas report monthly",
    "tuntas report units --from 2026-01-01 --to 2026-12-31 --format xlsx --output 2026.xlsx",
    "tuntas report breaches --from 2026-11-01 --json",
)


@click.command(epilog=EXAMPLES)
@click.argument("name", metavar="NAME")
@click.option("--from", "first", type=DAY, help="First day; else the first of last month.")
@click.option("--to", "last", type=DAY, help="Last day; else the end of the first day's month.")
@click.option(
    "--format", "form", type=click.Choice(("table", "csv", "xlsx", "json")), default="table",
    show_default=True,
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Into this file.")
@click.option("--language", type=click.Choice(("id", "en")), help="Else that of the office.")
@as_json
def report(**options: Unpack[Options]) -> None:
    """Make a report: monthly, units, clocks, breaches, channels or ikm.

    Complaints are counted by the day on which they were received, resolved ones by the day
    on which they were resolved, breaches by the day on which the clock ran out.
    """
    chosen = NAMES.get(options["name"])
    if chosen is None:
        raise click.UsageError(not_among(options["name"], NAMES))
    with opened() as office:
        days = _days(office, options)
        with office.sessions.reading() as db:
            parts = chosen.make(db, _period(office, days))
        words = ReportWords.of(
            office.office.policy, options["language"] or office.settings.language
        )
    if options["as_json"] or options["form"] == "json":
        _say_json(chosen, days, parts)
        return
    _hand_out(options, [words.section(part) for part in parts], _title(words, chosen, days))


COMMANDS: tuple[click.Command, ...] = (report,)


def _days(office: Installation, options: Options) -> Days:
    """The days that were asked for; last month where none were."""
    zone = ZoneInfo(office.office.policy.timezone)
    today = office.now().astimezone(zone).date()
    usual = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    first = options["first"].date() if options["first"] else usual
    last = options["last"].date() if options["last"] else _end_of_month(first)
    if last < first:
        raise Refused("wrong-period", "The last day is before the first.")
    return Days(first, last)


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _period(office: Installation, days: Days) -> Period:
    zone = ZoneInfo(office.office.policy.timezone)

    def begins(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return Period(begins(days.first), begins(days.last + timedelta(days=1)), office.now())


def _title(words: ReportWords, chosen: Report, days: Days) -> str:
    return f"{words.say(chosen.title)}, {days.first} – {days.last}"


# -- Handing out ----------------------------------------------------------------------------


def _say_json(chosen: Report, days: Days, parts: Sequence[Part]) -> None:
    """Codes as they are, a line for each row of each part."""
    about = {"report": chosen.name, "from": str(days.first), "to": str(days.last)}
    for part in parts:
        for row in part.rows:
            say_json({**about, "part": part.name, **_named(part, row)})


def _named(part: Part, row: Sequence[Value]) -> Row:
    names = (name.lower().replace(" ", "_") for name in part.columns)
    return {name: _bare(value) for name, value in zip(names, row, strict=True)}


def _bare(value: Value) -> str | int | float | None:
    if isinstance(value, Code):
        return value.code
    value = value.at if isinstance(value, Due) else value
    return value.isoformat() if isinstance(value, datetime) else value


def _hand_out(options: Options, sections: Sequence[Section], title: str) -> None:
    content = _content(options["form"], sections, title)
    if options["output"]:
        options["output"].write_bytes(content)
        return
    if options["form"] == "xlsx" and sys.stdout.isatty():
        raise Refused("no-output", "Say where the workbook goes: --output FILE.")
    click.echo(content, nl=False)


def _content(form: str, sections: Sequence[Section], title: str) -> bytes:
    if form == "xlsx":
        return as_xlsx(sections)
    if form == "csv":
        return as_csv(sections).encode()
    lines = [title]
    for section in sections:
        lines += ["", section.title, *columns([section.header, *map(_words, section.rows)])]
    return ("\n".join(lines) + "\n").encode()


def _words(row: Sequence[Cell]) -> list[str]:
    return ["–" if cell is None else str(cell) for cell in row]
