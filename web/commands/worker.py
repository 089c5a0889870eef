"""`tuntas worker`: the scheduler alone, for offices with several processes on PostgreSQL."""

import click

from config.settings import load_settings
from web import logs, thrift
from web.commands.opened import opened_as
from web.commands.serving import ticking, wait


@click.command()
def worker() -> None:
    """Poll, take in, ring alarms, send, and tidy up, until stopped.

    Any number of workers may run against one PostgreSQL database.
    """
    thrift.return_memory()
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format)
    with opened_as(settings) as office, ticking(office):
        thrift.settle()
        wait()


COMMANDS: tuple[click.Command, ...] = (worker,)
