"""How an event is written down and chained: canonical JSON, and the hash of the one before.

The text that is stored is the text that is hashed; nobody formats it twice.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, get_args

from workflow.core import events
from workflow.core.events import Event, Recorded

KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(events.Event)}
"""Every kind of event by its stored name."""

FIRST_HASH = "0" * 64


class BadRecord(ValueError):
    """A stored event cannot be read."""


def _default(value: object) -> object:
    if isinstance(value, datetime):
        return write_instant(value)
    raise TypeError(value)


def write_instant(at: datetime) -> str:
    """An aware instant as UTC text with microseconds, so that texts sort as times do."""
    return _text_of(at if at.tzinfo is UTC else at.astimezone(UTC))


@lru_cache(1000)
def _text_of(at: datetime) -> str:
    """Events of one decision tell the same few instants; in UTC two that are equal are one."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_instant(text: str) -> datetime:
    """The instant that `write_instant` wrote."""
    return datetime.fromisoformat(text)


def _instant_or_none(text: str | None) -> datetime | None:
    return read_instant(text) if text else None


def _readers(kind: type[Event]) -> dict[str, Callable[..., object]]:
    """Only times and tuples need reading back; the rest is JSON's own."""
    readers: dict[str, Callable[..., object]] = {}
    for field in fields(kind):
        if "datetime" in str(field.type):
            readers[field.name] = _instant_or_none
        elif "tuple" in str(field.type):
            readers[field.name] = tuple
    return readers


_NONE = object()
"""Stands for the default of a field that has none; it is no value of any."""

_READERS = {name: _readers(kind) for name, kind in KINDS.items()}
_DEFAULTS = {
    name: {field.name: field.default for field in fields(kind) if field.default is not MISSING}
    for name, kind in KINDS.items()
}
_NAMES = {name: sorted(field.name for field in fields(kind)) for name, kind in KINDS.items()}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_default).encode
_decode = json.JSONDecoder().raw_decode


def write_event(event: Event) -> tuple[str, str]:
    """(kind, canonical JSON: sorted). Fields at their default are left out: old rows stay valid."""
    kind = type(event).__name__
    default = _DEFAULTS[kind].get
    told = [(name, getattr(event, name)) for name in _NAMES[kind]]
    return kind, _encode({name: value for name, value in told if default(name, _NONE) != value})


def read_event(kind: str, data: str) -> Event:
    """The event that `write_event` wrote; raises `BadRecord` for anything else."""
    try:
        values = _values(data)
        for name, reader in _READERS[kind].items():
            if name in values:
                values[name] = reader(values[name])
        return KINDS[kind](**values)
    except (KeyError, TypeError, ValueError) as cause:
        raise BadRecord(f"{kind}: {data[:80]}") from cause


def _values(data: str) -> dict[str, Any]:
    """As `json.loads`, which looks for blanks that are never there."""
    found: tuple[dict[str, Any], int] = _decode(data)
    if found[1] != len(data):
        raise ValueError("There is more behind it.")
    return found[0]


def chain(previous: str, reference: str, recorded: Recorded) -> str:
    """The hash of one event: SHA-256 over the hash before it and all that it says."""
    kind, data = write_event(recorded.event)
    return chain_texts(previous, reference, recorded, kind, data)


def chain_texts(previous: str, reference: str, recorded: Recorded, kind: str, data: str) -> str:
    """As `chain`, for texts that are at hand."""
    at = write_instant(recorded.at)
    line = "\n".join((previous, reference, str(recorded.seq), at, recorded.actor, kind, data))
    return hashlib.sha256(line.encode()).hexdigest()
