"""How commands print: JSON a line, or plain columns; nothing else goes to standard output.

What can go wrong without being a bug has one sentence, for standard error.
"""

import errno
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from workflow.core.refusal import Refused

UNUSABLE = "OperationalError"
"""What SQL drivers call a database that is away, full or locked; here known by name only."""

as_json = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")
"""The option that every command with an answer has."""

Row = Mapping[str, Any]


def examples(*lines: str) -> str:
    """The end of a help text: lines that stand as they are (click's mark for that is U+0008)."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def say_json(row: Row) -> None:
    """One JSON object on a line of its own, at once: a program may be waiting for it."""
    click.echo(json.dumps(row))


def say_rows(rows: Iterable[Row], plain: Callable[[Row], str], *, json_lines: bool) -> None:
    """Each row as JSON, or in words."""
    for row in rows:
        click.echo(json.dumps(row) if json_lines else plain(row))


def columns(table: Sequence[Sequence[object]]) -> Iterable[str]:
    """A table as lines, each column as wide as its longest word."""
    rows = [["" if word is None else str(word) for word in row] for row in table]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]  # none: no line
    for row in rows:
        padded = (word.ljust(width) for word, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def sentence_of(error: Exception) -> str:
    """The sentence for what can go wrong without being a bug; empty for all else."""
    if isinstance(error, Refused):
        return str(error)
    if mistakes := getattr(error, "mistakes", ()):  # `Mistaken`, and the channels' own kind of it
        return f"{len(mistakes)} mistakes:\n{error}" if len(mistakes) > 1 else str(error)
    if isinstance(error, OSError) and error.errno != errno.EPIPE:
        named = f"{error.filename}: " if error.filename else ""
        return f"{named}{error.strerror or error}"
    if type(error).__name__ == UNUSABLE:
        first, *_ = str(getattr(error, "orig", error)).splitlines()
        return f"The database cannot be used: {first}."
    return ""
