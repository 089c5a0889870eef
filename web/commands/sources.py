"""Where messages are read from: files, folders and standard input, through one channel.

What a file holds is for the channel to say; here it only gets a path. Messages come one at a
time, so that an archive of any size fits into little memory.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from config.channels import read_channels
from config.mistakes import not_among
from config.rulebook import load_policy
from config.settings import Settings
from workflow.core.messages import Channel, RawMessage
from workflow.core.refusal import Refused

STDIN = "-"
LOOKED_AT = 65_536
"""Bytes of the first line that tell JSON lines from one JSON document."""

POSTMARK = b"From "
"""How the line begins that says in an mbox who handed the mail over, and when."""

Labelled = tuple[str, RawMessage]
Unread = Callable[[str, OSError], None]

paths_argument = click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, allow_dash=True, path_type=Path),
)


def messages(
    channel: Channel, account: str, paths: Sequence[Path], unread: Unread
) -> Iterator[Labelled]:
    """Each message with a label that says where it stood, in the order of the paths.

    `unread` is told of a path that cannot be read, or not to its end; the others follow.
    """
    for path in paths:
        try:
            if str(path) == STDIN:
                yield from _from_stdin(channel, account)
            else:
                yield from channel.files(account, path)
        except OSError as error:
            unread(str(path), error)


def _from_stdin(channel: Channel, account: str) -> Iterator[Labelled]:
    """Standard input as a file, for a channel reads files back and forth.

    What begins like an mbox is one mail all the same: mail servers put that line above what
    they pipe and escape none in the text, where anybody could begin a second mail.
    """
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "stdin"
        with bare.open("wb") as file:
            while (first := sys.stdin.buffer.readline(LOOKED_AT)).startswith(POSTMARK):
                pass
            file.write(first)
            shutil.copyfileobj(sys.stdin.buffer, file)
        path = bare.rename(bare.with_suffix(_suffix(bare)))
        for label, raw in channel.files(account, path):
            yield label.replace(str(path), STDIN, 1), raw


def _suffix(path: Path) -> str:
    """As what a file name would have told: JSON lines, or one document of any kind."""
    with path.open("rb") as file:
        first, more = file.readline(LOOKED_AT).strip(), file.read(1)
    is_line = first.startswith(b"{") and first.endswith(b"}")
    return ".jsonl" if is_line and more else ".json"


def account_of(settings: Settings, channel: str, given: str) -> str:
    """The account that was given, or the channel's first; raises `Refused` for an unknown one."""
    units = load_policy(settings.rules).units
    lines = {line.name: line for line in read_channels(settings.rules, units)}
    known = [account.id for account in lines[channel].account] if channel in lines else []
    if given and given not in known:
        raise Refused("no-such-account", f"{channel} account: {not_among(given, known)}")
    return given or next(iter(known), "")
