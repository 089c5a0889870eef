"""`tuntas backup`: the whole database in one file, while the office goes on working."""

from pathlib import Path

import click

from web.commands.copies import save
from web.commands.opened import opened
from web.commands.words import examples

EXAMPLES = examples(
    "tuntas backup /backups/tuntas-2026-11-16.db",
)


@click.command(epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the whole database (complaints, messages, attachments, accounts) into FILE.

    Tuntas may be running. The keys are no part of it: keep TUNTAS_HOME/keys, once, in
    another safe place. Without them nobody can read the identities in a backup, you included.
    """
    with opened() as office:
        save(office.sessions, file)
        keys = office.settings.home / "keys"
    click.echo(f"{file}: {file.stat().st_size:,} bytes. The keys in {keys} are not in it.")


COMMANDS: tuple[click.Command, ...] = (backup,)
