"""`tuntas act`: any move, by anybody who may make it, through the same engine as the pages."""

from typing import TypedDict, Unpack

import click

from config.wiring import Installation
from web.commands.opened import actor_named, opened
from web.commands.orders import NAMES, BadOrder, commands_for, values_of
from web.commands.rows import event, moments_of
from web.commands.words import Row, as_json, examples, say_json
from workflow.core.roles import Actor
from workflow.store import complaints


class Options(TypedDict):
    """What the command line gave."""

    reference: str
    move: str
    who: str
    pairs: tuple[str, ...]
    as_json: bool


EXAMPLES = examples(
    "tuntas act C-7KQ4-2MX9 assign --as ana --set unit=pstw-jember \\",
    "    --set class=complaint --set category=fasilitas_panti --set safety=none",
    'tuntas act C-7KQ4-2MX9 note --as ana --set text="Called, nobody answered."',
    'tuntas act C-7KQ4-2MX9 dispute --as complainant --set reason="Still broken."',
    "tuntas act C-7KQ4-2MX9 extend --as sri --set clock=resolution \\",
    '    --set by="7 working days" --set ground=field_visit --set letter="400/12/2026"',
)


@click.command(epilog=EXAMPLES)
@click.argument("reference")
@click.argument("move", type=click.Choice(NAMES), metavar="MOVE")
@click.option("--as", "who", default="", help="A login; or complainant, or time.")
@click.option("--set", "pairs", multiple=True, metavar="KEY=VALUE", help="A field of the move.")
@as_json
def act(**options: Unpack[Options]) -> None:
    """Make a MOVE on a complaint; `tuntas lifecycle` lists moves and their fields.

    Beside the moves: note, reply, classify, complete, extend, fulfil. Class, category,
    safety, priority, oversight, confidential and reported_unit may be set along with any of
    them; both are done, or neither.
    """
    try:
        values = values_of(options["pairs"])
        commands_for(0, options["move"], values)  # wrong usage is told before any office is opened
    except BadOrder as bad:
        raise click.UsageError(str(bad)) from bad
    with opened() as office:
        actor = actor_named(office, options["who"])
        row = _do(office, (options["reference"], options["move"], values), actor)
    if options["as_json"]:
        say_json(row)
    else:
        kinds = ", ".join(told["kind"] for told in row["events"])
        click.echo(f"{row['reference']} is {row['state']} ({kinds or 'nothing changed'})")


COMMANDS: tuple[click.Command, ...] = (act,)


def _do(office: Installation, order: tuple[str, str, dict[str, str]], actor: Actor) -> Row:
    """Carry out all commands of an order in one transaction; raises `Refused`."""
    reference, move, values = order
    engine, now, moment = office.engine, office.now(), moments_of(office)
    with office.sessions.reading() as db:
        complaint = engine.find(db, reference)
    commands = commands_for(complaint, move, values)
    done = office.sessions.settled(
        lambda db: [engine.execute_in(db, command, actor, now) for command in commands]
    )
    with office.sessions.reading() as db:
        row = complaints.row_of(db, complaint)
    return {
        "reference": row.reference,
        "state": row.state,
        "unit": row.unit,
        "due_at": moment(row.due_at),
        "due_clock": row.due_clock,
        "events": [event(recorded, moment) for each in done for recorded in each.events],
    }
