"""Log lines: where they go, how they look, and what never gets into them.

Facts about the machine, never about people (UU 27/2022 art. 16 (2)): a stable action name,
ids and codes. Of an exception only its kind and its place are told; its own words may quote
a name, an address or the parameters of a statement. Standard error only.
"""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from traceback import extract_tb
from types import TracebackType

PLAIN = frozenset(
    {"action", "channel", "account", "runner", "code", "rule", "events", "count", "revision",
     "seconds", "job", "port", "endpoint", "failure", "place"}
)  # fmt: skip
"""Extra fields that hold words of ours; beside them, whatever is called `*_id`."""

LONGEST_TRACE = 12
"""Lines of a failure's place, the innermost."""

NOISY = {
    "alembic": logging.WARNING,
    "apscheduler": logging.CRITICAL,
    "waitress": logging.WARNING,
    "waitress.queue": logging.ERROR,
}
"""Other people's loggers that say often what we say ourselves, or need not hear: a line for
each request that waits a moment makes all the others wait longer.
"""


class Scribe(logging.Handler):
    """Writes to standard error, whatever stands there now."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a reader that has gone away is no reason to stop."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return


class JsonLines(logging.Formatter):
    """One JSON object a line, for a collector."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; times in UTC."""
        row = {
            "at": _at(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        return json.dumps(row | dict(_facts(record)))


class TextLines(logging.Formatter):
    """A line for a person's eye."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; times in UTC."""
        at = _at(record).strftime("%Y-%m-%d %H:%M:%S")
        facts = "".join(f" {name}={value}" for name, value in _facts(record))
        return f"{at} {record.levelname:<7} {_message(record)}{facts}"


FORMATS: dict[str, Callable[[], logging.Formatter]] = {"text": TextLines, "json": JsonLines}


def configure(level: str, form: str, *, quiet: bool = False) -> None:
    """Send every log line to standard error. `quiet` keeps to warnings: commands, not servers."""
    threshold = logging.getLevelNamesMapping()[level]
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, Scribe)]:
        root.removeHandler(old)
    scribe = Scribe()
    scribe.setFormatter(FORMATS[form]())
    root.addHandler(scribe)
    root.setLevel(max(threshold, logging.WARNING) if quiet else threshold)
    for name, least in NOISY.items():
        logging.getLogger(name).setLevel(least)


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _message(record: logging.LogRecord) -> str:
    """Our own messages have no gaps; what fills those of others is not for us to vouch for."""
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def _facts(record: logging.LogRecord) -> Iterator[tuple[str, str | int | float]]:
    for name, value in vars(record).items():
        ours = name in PLAIN or name.endswith("_id")
        if ours and isinstance(value, str | int | float):
            yield name, value
    if record.exc_info and record.exc_info[0]:
        yield "failure", record.exc_info[0].__name__
        yield "place", place_of(record.exc_info[2])


def place_of(trace: TracebackType | None) -> str:
    """File, line and function of a failure, the innermost first."""
    frames = extract_tb(trace)[-LONGEST_TRACE:]
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
