"""`tuntas restore`: a backup put in the place of what is in the database."""

from pathlib import Path

import click

from config.keys import load_keys
from config.settings import Settings, load_settings
from web import logs
from web.commands.copies import save, take_back
from web.commands.words import examples
from workflow.core.refusal import Refused
from workflow.now import now
from workflow.store import migrate, worklists
from workflow.store.database import Sessions
from workflow.store.worklists import Wanted

EXAMPLES = examples(
    "tuntas restore /backups/tuntas-2026-11-16.db",
)


@click.command(epilog=EXAMPLES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where there are complaints already.")
def restore(file: Path, *, replace: bool) -> None:
    """Put the backup in FILE in the place of all that is in the database.

    Stop Tuntas first. The keys (TUNTAS_HOME/keys) have to be those of the time of the backup.
    What was there is kept in a backup of its own in TUNTAS_HOME.
    """
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format, quiet=True)
    settings.home.mkdir(parents=True, exist_ok=True)
    load_keys(settings)
    sessions = Sessions(settings.database)
    try:
        kept = _set_aside(settings, sessions, replace=replace)
        take_back(sessions, file)
        migrate.upgrade(sessions)
    finally:
        sessions.close()
    click.echo(f"{file} is restored.{f' What was there is in {kept}.' if kept else ''}")


COMMANDS: tuple[click.Command, ...] = (restore,)


def _set_aside(settings: Settings, sessions: Sessions, *, replace: bool) -> Path | None:
    """Keep what is there, if there is anything; raises `Refused` unless that was meant."""
    if not migrate.revision(sessions):
        return None
    with sessions.reading() as db:
        in_use = bool(worklists.find_all(db, Wanted(limit=1), now()))
    if in_use and not replace:
        raise Refused(
            "in-use", "There are complaints in this database; --replace puts the backup there."
        )
    kept = settings.home / f"before-restore-{now():%Y%m%dT%H%M%S%f}"
    save(sessions, kept)
    return kept
