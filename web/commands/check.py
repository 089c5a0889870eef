"""`tuntas check`: every mistake in settings, keys, rules, calendars, channels and reply texts."""

import sys

import click

from config.check import advice
from config.check import check as find_mistakes
from config.keys import check_keys
from config.mistakes import Mistake, Mistaken
from config.settings import Settings, load_settings
from web.commands.words import as_json, columns, say_json


@click.command()
@as_json
def check(*, as_json: bool) -> None:
    """Look at everything that can be configured; say every mistake, and where keys come from.

    Changes nothing and asks no network. Exit 1 if there are mistakes.
    """
    mistakes, keys = _look()
    advised = [] if mistakes else advice(load_settings())
    if as_json:
        told = [{"file": m.file, "key": m.key, "sentence": m.sentence} for m in mistakes]
        said = [{"file": m.file, "key": m.key, "sentence": m.sentence} for m in advised]
        say_json({"mistakes": told, "advice": said, "keys": keys})
    elif not mistakes:
        click.echo("Nothing is wrong. The keys:")
        for line in columns([*keys.items()]):
            click.echo(line)
    for missed in advised:
        click.echo(f"Consider: {missed}", err=True)
    for mistake in mistakes:
        click.echo(str(mistake), err=True)
    sys.exit(bool(mistakes))


def _look() -> tuple[list[Mistake], dict[str, str]]:
    try:
        settings = load_settings()
    except Mistaken as bad:
        return list(bad.mistakes), {}
    return find_mistakes(settings), _keys(settings)


def _keys(settings: Settings) -> dict[str, str]:
    try:
        return check_keys(settings)
    except Mistaken:  # told among the mistakes
        return {}


COMMANDS: tuple[click.Command, ...] = (check,)
