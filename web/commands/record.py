"""`tuntas record`: what a platform really sends, as files that may be shown and read again.

For the first weeks with a real account: each file is held against the channel's samples, and
may become one. Persons, words and numbers are replaced (`workflow/scrubbing.py`); secrets of
accounts never stand in the inbox. Changes nothing in the office.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

import click

from config.wiring import Installation
from web.commands.opened import opened
from web.commands.sources import account_of
from web.commands.words import Row, as_json, examples, say_rows
from workflow.core.messages import Channel, RawMessage, Read
from workflow.core.refusal import Refused
from workflow.scrubbing import Scrubber
from workflow.store import inbox

MOST = 1000
KEY_BYTES = 32
READ_ONLY = 0o600


class Options(TypedDict):
    """What the command line gave."""

    folder: Path
    channel: str
    account: str
    last: int
    as_json: bool


EXAMPLES = examples(
    "tuntas record recorded/ --channel whatsapp --last 20",
    "tuntas parse recorded/ --channel whatsapp --json    reads them again",
)


@click.command(epilog=EXAMPLES)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--channel", required=True, help="The channel by which they came, such as whatsapp.")
@click.option("--account", default="", help="The channel's account; its first one unless given.")
@click.option(
    "--last", default=20, type=click.IntRange(1, MOST), help="How many of the newest. Default: 20."
)
@as_json
def record(**options: Unpack[Options]) -> None:
    """Write the newest messages of a platform as files, with everybody in them replaced.

    A line each: file, what is read in it, and whether what was replaced is read as the same
    kinds. Bytes are kept for thirty days; older ones cannot be recorded. Look through each
    file before you pass it on.
    """
    with opened() as office:
        account = account_of(office.settings, options["channel"], options["account"])
        which = (options["channel"], account)
        rows = _rows(office, which, options["folder"], options["last"])
        say_rows(rows, _plain, json_lines=options["as_json"])
    click.echo("Look through each file before you pass it on.", err=True)


COMMANDS: tuple[click.Command, ...] = (record,)


def _rows(office: Installation, which: tuple[str, str], folder: Path, last: int) -> Iterator[Row]:
    channel = office.channels.get(which[0])
    scrubber = Scrubber(secrets.token_bytes(KEY_BYTES), _own_words(office, which))
    with office.sessions.reading() as db:
        raws = [inbox.raw_of(row) for row in inbox.brought(db, which, last)]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, raw in enumerate(reversed(raws), start=1):
        yield _recorded(channel, raw, scrubber, folder / f"{number:03}.json")


def _recorded(channel: Channel, raw: RawMessage, scrubber: Scrubber, file: Path) -> Row:
    try:
        body = scrubber.document(raw.body)
    except ValueError as why:
        sentence = "What came by this channel is no JSON; there is nothing to record."
        raise Refused("no-json", sentence) from why
    file.touch(mode=READ_ONLY)
    file.write_bytes(body)
    again = RawMessage(raw.channel, raw.account, raw.external_id, body)
    before, after = _kinds(channel.parse(raw)), _kinds(channel.parse(again))
    return {"file": str(file), "read": before, "same": before == after}


def _kinds(read: list[Read]) -> list[str]:
    """What was read, without a word of it."""
    return [f"{one.kind}:{getattr(one, 'happening', '')}".rstrip(":") for one in read]


def _own_words(office: Installation, which: tuple[str, str]) -> frozenset[str]:
    """Names and ids of our own accounts: without them nothing would be read as ours."""
    lines = (line for (name, _), line in office.account_lines.items() if name == which[0])
    words: set[str] = set()
    for line in lines:
        number = "".join(filter(str.isdigit, line.address))
        words |= {line.id, line.address, number, *line.address.lstrip("@").split("@")}
        words |= {value for value in line.options.values() if not value.startswith("secret:")}
    return frozenset(filter(None, words))


def _plain(row: Row) -> str:
    same = "" if row["same"] else "  read differently: look at both"
    return f"{row['file']}  {', '.join(row['read'])}{same}"
