"""Cuts an answer of `getUpdates` into its updates, each as the very bytes that came.

So that what is polled is kept byte for byte like what is pushed. Pure.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.documents import BadDocument

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Update:
    """One update: the number that counts up, and its bytes."""

    number: int
    body: bytes


def updates_in(body: bytes) -> list[Update]:
    """The updates of a good answer, in their order; raises `BadDocument` for anything else."""
    try:
        text = body.decode("utf-8")
        return [_update(value, part) for value, part in _elements(text, _start(text))]
    except (ValueError, RecursionError, IndexError) as error:
        raise BadDocument("not an answer of getUpdates") from error


def _start(text: str) -> int:
    """Where the list in `result` begins."""
    at = _after(text, 0, "{")
    while True:
        key, at = _DECODER.raw_decode(text, at)
        at = _after(text, _skip(text, at), ":")
        if key == "result":
            return _after(text, at, "[")
        _, at = _DECODER.raw_decode(text, at)
        at = _after(text, _skip(text, at), ",")


def _elements(text: str, at: int) -> Iterator[tuple[object, str]]:
    while text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        yield value, text[at:end]
        at = _skip(text, end)
        if text[at] == ",":
            at = _after(text, at, ",")


def _update(value: object, part: str) -> Update:
    number = value.get("update_id") if isinstance(value, dict) else None
    if not isinstance(number, int):
        raise BadDocument("update_id: missing")
    return Update(number, part.encode())


def _after(text: str, at: int, sign: str) -> int:
    """The next thing behind a sign that has to stand here."""
    if text[_skip(text, at)] != sign:
        raise BadDocument("not an answer of getUpdates")
    return _skip(text, _skip(text, at) + 1)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
