"""`tuntas tick`: one turn of every runner by hand, for a scheduler of your own or a test."""

import click

from web.commands.opened import opened
from web.commands.words import as_json, examples, say_json

EXAMPLES = examples(
    "tuntas tick",
    'tuntas tick --json      {"poll": {...}, "intake": {...}, ...}',
)


@click.command(epilog=EXAMPLES)
@as_json
def tick(*, as_json: bool) -> None:
    """Take one turn of every runner (poll, intake, alarms, outbox, housekeeping) and stop."""
    with opened() as office:
        counts = office.runners.tick(office.now())
    if as_json:
        say_json(counts)
        return
    for runner, found in counts.items():
        told = ", ".join(f"{name} {count}" for name, count in found.items())
        click.echo(f"{runner}: {told or 'nothing'}")


COMMANDS: tuple[click.Command, ...] = (tick,)
