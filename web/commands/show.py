"""`tuntas show`: one complaint with its clocks, messages and history."""

from collections.abc import Iterator

import click

from web.commands.opened import opened
from web.commands.rows import moments_of, of_complaint
from web.commands.words import Row, as_json, columns, examples, say_json
from workflow.core.roles import CHANNEL
from workflow.showing import show as look
from workflow.store import complaints

EXAMPLES = examples(
    "tuntas show C-7KQ4-2MX9",
    "tuntas show C-7KQ4-2MX9 --json",
)


@click.command(epilog=EXAMPLES)
@click.argument("reference")
@as_json
def show(reference: str, *, as_json: bool) -> None:
    """Show one complaint: state, class, unit, clocks, messages, events.

    No name and no address is shown here; the pages open them, with a reason.
    """
    with opened() as office, office.sessions.reading() as db:
        now = office.now()
        view = look(db, office.office, office.engine.find(db, reference), CHANNEL, now)
        row = of_complaint(
            view, lambda id: complaints.row_of(db, id).reference, moments_of(office), now
        )
    if as_json:
        say_json(row)
        return
    for line in _plain(row):
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (show,)


def _plain(row: Row) -> Iterator[str]:
    yield f"{row['reference']}  {row['state']}  {row['first_line']}"
    told = ("class", "category", "priority", "unit", "reported_unit", "agency", "merged_into")
    yield "  ".join(f"{name}: {row[name]}" for name in told if row[name])
    yield ""
    heads = ("clock", "shows", "due", "used", "of", "outcome")
    keys = ("name", "shows", "due_at", "used", "within", "outcome")
    yield from columns([heads, *([clock[key] for key in keys] for clock in row["clocks"])])
    for message in row["messages"]:
        yield ""
        names = ("number", "at", "direction", "purpose", "state")
        yield "  ".join(str(message[name]) for name in names if message[name])
        yield message["text"]
    yield ""
    yield from columns([(e["seq"], e["at"], e["actor"], e["kind"]) for e in row["events"]])
