"""What a report is made of: parts, each a table of codes and numbers without words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.store.recap import Period


@dataclass(frozen=True, slots=True)
class Code:
    """A code to be told in words: `kind` is `unit`, `clock`, `class`, ... as labels have it."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Due:
    """Until when there was time: midnight is the end of the day before."""

    at: datetime


Value = str | int | float | datetime | Due | Code | None


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a report; title and columns are source text."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """A report by its name. `make` reads the period and gives its parts."""

    name: str
    title: str
    make: Callable[[Session, Period], list[Part]]


def source(sentence: str) -> str:
    """Marks source text; it is translated where it is shown."""
    return sentence
