"""`tuntas web`: the pages alone, for offices with several processes on PostgreSQL."""

import click

from config.settings import load_settings
from config.wiring import with_home
from web import logs, thrift
from web.commands.opened import opened_as
from web.commands.serving import serve, take_port


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="Instead of TUNTAS_PORT.")
def web(port: int | None) -> None:
    """Serve the pages, until stopped; messages and clocks need a `tuntas worker` beside it."""
    thrift.return_memory()
    settings = load_settings()
    settings = with_home(settings, port=port or settings.port)
    logs.configure(settings.log_level, settings.log_format)
    listener = take_port(settings)
    with opened_as(settings) as office:
        serve(office, listener)


COMMANDS: tuple[click.Command, ...] = (web,)
