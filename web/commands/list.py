"""`tuntas list`: the worklist, the most urgent first."""

from typing import TypedDict, Unpack

import click

from config.mistakes import not_among
from config.wiring import Installation
from web.commands.opened import opened
from web.commands.rows import moments_of, of_list
from web.commands.words import Row, as_json, columns, examples, say_rows
from workflow.core.lifecycle import COMPLAINT
from workflow.core.refusal import Refused
from workflow.store import worklists
from workflow.store.worklists import Wanted

STATES = tuple(state.name for state in COMPLAINT.states)


class Options(TypedDict):
    """What the command line gave."""

    state: str | None
    unit: str
    late: bool
    limit: int
    as_json: bool


EXAMPLES = examples(
    "tuntas list --late",
    "tuntas list --unit pstw-jember --state assigned --json",
)


@click.command("list", epilog=EXAMPLES)
@click.option("--state", type=click.Choice(STATES), help="Only in this state.")
@click.option("--unit", default="", help="Only what this unit owns.")
@click.option("--late", is_flag=True, help="Only open ones past a due time.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N")
@as_json
def complaints(**options: Unpack[Options]) -> None:
    """List complaints, the most urgent first; closed ones come last."""
    with opened() as office:
        _refuse_unknown(office, options["unit"])
        wanted = Wanted(
            state=options["state"] or "",
            unit=options["unit"],
            late=options["late"],
            limit=options["limit"],
        )
        now, moment = office.now(), moments_of(office)
        with office.sessions.reading() as db:
            rows = [of_list(row, moment, now) for row in worklists.find_all(db, wanted, now)]
    if options["as_json"]:
        say_rows(rows, str, json_lines=True)
        return
    for line in columns([_plain(row) for row in rows]):
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (complaints,)


def _refuse_unknown(office: Installation, unit: str) -> None:
    units = office.office.policy.units
    if unit and unit not in units:
        raise Refused("no-such-unit", f"unit: {not_among(unit, units)}")


def _plain(row: Row) -> tuple[object, ...]:
    keys = ("reference", "state", "due_at", "due_clock", "unit", "first_line")
    return "late" if row["late"] else "", *(row[key] for key in keys)
