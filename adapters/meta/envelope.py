"""Takes a delivery of Meta apart: every entry, every change, every event in it, not the first.

One broken part is told as such and takes nothing else along. Pure; knows no platform's words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields

LISTS = ("changes", "messaging", "standby")
"""Where the events of an entry stand; test buttons use other ones than real life."""

Piece = dict[str, object] | BadDocument
"""An object of a list, or why it is none."""


class Entry(TypedDict, total=False):
    """What belongs to one page, account or business."""

    id: str
    time: int
    changes: list[dict[str, object]]
    messaging: list[dict[str, object]]
    standby: list[dict[str, object]]


class Delivery(TypedDict):
    """One push. Some come as a list of these."""

    object: str
    entry: list[Entry]


@dataclass(frozen=True, slots=True)
class Part:
    """One event: whose entry it stood in, when Meta wrote that, in which list, and itself."""

    owner: str
    at: datetime | None
    place: str
    event: dict[str, object]


def parts_in(body: bytes, platform: str) -> Iterator[Part | BadDocument]:
    """Everything in a delivery, in order. `platform` is what its `object` must say."""
    try:
        deliveries = _deliveries(body)
    except BadDocument as why:
        yield why
        return
    for delivery in deliveries:
        if isinstance(delivery, BadDocument):
            yield delivery
        elif delivery.get("object") != platform:
            yield BadDocument(f"object: not {platform}")
        else:
            yield from _entries(delivery)


def pieces_of(holder: Mapping[str, object], key: str) -> list[Piece]:
    """Each object of a list, one by one; none if the list is not there."""
    found = holder.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        return [BadDocument(f"{key}: not a list")]
    return [one if isinstance(one, dict) else BadDocument(f"{key}: not an object") for one in found]


def inner_of(holder: Mapping[str, object], key: str) -> dict[str, object]:
    """The object under a key, as it is; raises `BadDocument` if there is none."""
    found = holder.get(key)
    if not isinstance(found, dict):
        raise BadDocument(f"{key}: not an object")
    return found


def _deliveries(body: bytes) -> list[Piece]:
    if not body.lstrip().startswith(b"["):
        return [read_object(body)]
    whole = read_object(b'{"all":' + body + b"}")
    if len(whole) != 1:
        raise BadDocument("not JSON in UTF-8")
    return pieces_of(whole, "all")


def _entries(delivery: Mapping[str, object]) -> Iterator[Part | BadDocument]:
    for entry in pieces_of(delivery, "entry"):
        if isinstance(entry, BadDocument):
            yield entry
            continue
        try:
            fields = Fields(entry, "entry")
            owner, at = fields.id("id"), fields.count_time("time")
        except BadDocument:
            owner, at = "", None  # the events in it are no worse for that
        yield from _events(entry, owner, at)


def _events(
    entry: Mapping[str, object], owner: str, at: datetime | None
) -> Iterator[Part | BadDocument]:
    for place in LISTS:
        for event in pieces_of(entry, place):
            yield event if isinstance(event, BadDocument) else Part(owner, at, place, event)
