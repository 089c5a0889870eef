"""`tuntas demo`: an office with a past, played through intake and engine, never inserted.

On SQLite it is played beside the database and put in its place when it is whole: stopped
half-way, it leaves nothing.
"""

from pathlib import Path
from typing import TypedDict, Unpack

import click
from pydantic import SecretStr
from rich.console import Console
from rich.progress import Progress

from config.settings import Settings, load_settings
from config.wiring import with_home
from web import logs
from web.commands.opened import opened_as
from web.commands.tryout import is_empty, sign_ins
from web.commands.words import examples
from web.demo.platforms import told_elsewhere
from web.demo.player import Played, play
from web.demo.plot import plot
from workflow.core.refusal import Refused
from workflow.now import now

EXAMPLES = examples("tuntas demo --complaints 500 --seed 7 --months 6")


class Options(TypedDict):
    """What the command line gave."""

    complaints: int
    seed: int
    months: int
    if_empty: bool


@click.command(epilog=EXAMPLES)
@click.option("--complaints", type=click.IntRange(1), default=400, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same, the same play.")
@click.option("--months", type=click.IntRange(1, 36), default=3, show_default=True)
@click.option("--if-empty", is_flag=True, help="Where there is an office, play nothing.")
def demo(**options: Unpack[Options]) -> None:
    """Play a demo office into an empty database, then say who may sign in.

    People write, officers sort, units answer, clocks run out: months go by in a minute.
    """
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format, quiet=True)
    with opened_as(settings) as office:
        empty = is_empty(office)
    if empty:
        played = _fill(settings, options)
        click.echo(f"{played.arrivals} messages, {played.steps} steps were played.")
    elif not options["if_empty"]:
        raise Refused("not-empty", "There is an office in this database already.")
    with opened_as(settings) as office:
        for line in sign_ins(office):
            click.echo(line)


COMMANDS: tuple[click.Command, ...] = (demo,)


def _fill(settings: Settings, options: Options) -> Played:
    """Play into a database that is empty, with a progress bar on standard error."""
    file = settings.database.removeprefix("sqlite:///")
    if file == settings.database:
        return _play(settings, options)
    target = Path(file)
    beside = target.with_name(f".{target.name}.demo")
    _forget(beside)
    played = _play(with_home(settings, database_url=SecretStr(f"sqlite:///{beside}")), options)
    _forget(target)
    beside.rename(target)
    return played


def _play(settings: Settings, options: Options) -> Played:
    until = now()
    seed = options["seed"]
    plotted = plot(seed, options["complaints"], options["months"], until)
    stories = told_elsewhere(plotted, seed, until)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Playing the demo office", total=None)
        return play(
            settings, stories, until, lambda done, of: bar.update(task, completed=done, total=of)
        )


def _forget(file: Path) -> None:
    """An SQLite database is up to three files."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
