"""`tuntas db`: the tables of the database, looked at and brought up to date."""

import sys

import click

from config.keys import load_keys
from config.settings import load_settings
from web import logs
from web.commands.words import as_json, say_json
from workflow.store import migrate, search
from workflow.store.database import Sessions


@click.group()
def db() -> None:
    """Look at the database's tables, or bring them up to date."""


COMMANDS: tuple[click.Command, ...] = (db,)


@db.command()
@as_json
def upgrade(*, as_json: bool) -> None:
    """Bring the tables to this program's version. Make a backup first: there is no way back."""
    sessions = _sessions()
    try:
        before = migrate.revision(sessions)
        done = migrate.upgrade(sessions)
    finally:
        sessions.close()
    if as_json:
        say_json({"from": before, "to": migrate.newest(), "upgraded": done})
    elif done:
        click.echo(f"The tables are now of version {migrate.newest()} ({before or 'new'} before).")
    else:
        click.echo(f"The tables are of version {before}; there was nothing to do.")


@db.command()
@as_json
def status(*, as_json: bool) -> None:
    """Say which version the tables have; exit 1 if it is not this program's."""
    sessions = _sessions()
    try:
        found = migrate.revision(sessions)
    finally:
        sessions.close()
    newest = migrate.newest()
    if as_json:
        say_json({"revision": found, "newest": newest, "current": found == newest})
    else:
        click.echo(f"database: {found or 'no tables yet'}, program: {newest}")
    sys.exit(found != newest)


@db.command()
@as_json
def reindex(*, as_json: bool) -> None:
    """Gather anew the words by which complaints are found. Tuntas may be running."""
    sessions = _sessions()
    try:
        count = sessions.settled(lambda db: search.rebuild(db.connection()))
    finally:
        sessions.close()
    if as_json:
        say_json({"complaints": count})
    else:
        click.echo(f"The words of {count} complaints can be found.")


def _sessions() -> Sessions:
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format, quiet=True)
    load_keys(settings)  # first: a database without keys is taken for one that lost them
    return Sessions(settings.database)
