"""`tuntas run`: everything in one process: tables brought up to date, pages, scheduler."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click

from config.settings import Settings, load_settings
from config.wiring import Installation, open_office, with_home
from web import logs, thrift
from web.commands.serving import serve, take_port, ticking
from web.commands.words import examples

EXAMPLES = examples(
    "tuntas run",
    "tuntas run --demo --port 8080",
)


@click.command(epilog=EXAMPLES)
@click.option("--demo", is_flag=True, help="Play a demo office first, if there is nothing yet.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Instead of TUNTAS_PORT.")
def run(*, demo: bool, port: int | None) -> None:
    """Serve an office on this machine: pages and scheduler in one process, until stopped.

    The database is made, or brought up to date, first. SQLite in TUNTAS_HOME, unless
    TUNTAS_DATABASE_URL names another one.
    """
    thrift.return_memory()
    settings = load_settings()
    settings = with_home(settings, port=port or settings.port)
    logs.configure(settings.log_level, settings.log_format)
    with take_port(settings) as listener:
        office = _demo(settings) if demo else open_office(settings)
        try:
            click.echo(f"Tuntas is at {office.settings.address} (Ctrl-C ends it)")
            serve(office, listener, ticking(office))
        finally:
            office.close()


COMMANDS: tuple[click.Command, ...] = (run,)


def _demo(settings: Settings) -> Installation:
    """The demo office: played if there is nothing yet, else as it is."""
    # Asked for by name: the demo brings all of e-mail along, which no other start needs.
    tryout = import_module("web.commands.tryout")
    office = open_office(settings)
    if tryout.is_empty(office):
        office.close()
        _play()
        return open_office(settings)
    for line in tryout.sign_ins(office):
        click.echo(line)
    return office


def _play() -> None:
    """The demo office, in a process of its own: what it needs would stay in memory for good."""
    here = str(Path(__file__).parents[2])
    played = subprocess.run(
        [sys.executable, "-P", "-m", "web.cli", "demo", "--if-empty"],
        env={**os.environ, "PYTHONPATH": here},
        check=False,
    )
    if played.returncode:
        sys.exit(played.returncode)
