"""Long conversations in stretches: the beginning and what came last are open, the rest waits.

Nothing is left out: what lies between is on the page, folded, and a browser finds words in it.
What somebody still has to decide about stays open wherever it stands.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

BEGINNING = 2
"""What was complained about, and the receipt for it."""

LATEST = 10
FEWEST = 5
"""Fewer in a row than this are not worth a press."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages that follow one another; `folded` where they wait to be opened."""

    messages: tuple[Any, ...]
    folded: bool


def stretches(
    messages: Sequence[Any], calls: Callable[[Any], bool] = lambda message: False
) -> Iterator[Stretch]:
    """All messages in their order; `calls` tells those that stay open."""
    latest = len(messages) - LATEST
    open_ones = [
        place < BEGINNING or place >= latest or calls(message)
        for place, message in enumerate(messages)
    ]
    for shown, run in groupby(zip(open_ones, messages, strict=True), key=lambda pair: pair[0]):
        found = tuple(message for _, message in run)
        yield Stretch(found, folded=not shown and len(found) >= FEWEST)
