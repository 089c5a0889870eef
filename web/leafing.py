"""Lists that fit no page, a hundred rows at a time, with the addresses of the next ones.

For lists that are in memory anyhow; what the database holds in thousands is paged by its keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from web.numbers import whole

T = TypeVar("T")
LEAF = 100
FROM = "dari"


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """The rows of one page; `newer` and `older` lead to the ones before and after, or nowhere."""

    rows: Sequence[T]
    newer: str
    older: str


def leaf(found: Sequence[T]) -> Leaf[T]:
    """The rows that this request asks for."""
    first = min(max(whole(request.args.get(FROM, "")) or 0, 0), max(len(found) - 1, 0))
    first -= first % LEAF
    after = first + LEAF
    return Leaf(
        rows=found[first:after],
        newer=_address(first - LEAF) if first else "",
        older=_address(after) if after < len(found) else "",
    )


def _address(first: int) -> str:
    asked = {**request.args.to_dict(), FROM: str(first)}
    return f"{request.path}?{urlencode(asked)}"
