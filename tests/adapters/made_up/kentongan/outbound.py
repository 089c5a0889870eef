"""Says what we send in the words of Kentongan, and what its answers mean.

Pure. What is meant for one door never goes to the square, nor the other way round.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from adapters.sending import check_window, parts_of
from workflow.core.messages import (
    Capabilities,
    OutboundMessage,
    TryLater,
    Undeliverable,
    Unsure,
    Visibility,
)

CAN = Capabilities(
    thread=True,
    public=True,
    poll=True,
    push=True,
    receipts=True,
    repeat=True,
    split=True,
    longest=1_000,
    longest_public=280,
    window=timedelta(hours=48),
    hide=True,
    private_reply=True,
    private_reply_within=timedelta(days=7),
)
"""Repeating is safe: the same key is the same beat over there."""

MISCONFIGURED = timedelta(hours=1)
GOOD = frozenset({200, 201})
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
End = Callable[[timedelta | None], Exception]

ENDS: Mapping[int, End] = {
    400: lambda _: Undeliverable("rejected"),
    401: lambda _: TryLater("login-refused", MISCONFIGURED),
    403: lambda _: Undeliverable("unreachable-person"),
    404: lambda _: Undeliverable("gone"),
    409: lambda _: Undeliverable("private-reply-used"),
    429: lambda after: TryLater("throttled", after),
    503: lambda after: TryLater("away", after),
}
"""What a status comes to; one that is neither here nor good leaves it open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One call: where to, under which key, and what it says."""

    path: str
    key: str
    document: Mapping[str, object]


def orders_of(message: OutboundMessage, now: datetime) -> tuple[Order, ...]:
    """The calls, one after the other; raises `Undeliverable` for what cannot be said there."""
    parts = parts_of(message, CAN)
    if message.visibility is Visibility.PUBLIC:
        where: Mapping[str, object] = {"square": True, "under": _target(message)}
    elif message.private_reply:
        if len(parts) > 1:
            raise Undeliverable("too-long")
        where = {"square": False, "about": _target(message)}
    else:
        check_window(message, now)
        where = {
            "square": False,
            "to": message.to,
            "talk": message.conversation,
            "under": message.in_reply_to,
        }
    return tuple(
        Order(
            path="beats",
            key=f"{message.key}-{number}",
            document={**where, "words": part, "tag": message.token, "key": message.key},
        )
        for number, part in enumerate(parts, start=1)
    )


def hiding(external_id: str) -> Order:
    """The call that turns a beat to the wall; twice does no harm."""
    if not ID.fullmatch(external_id):
        raise Undeliverable("no-target")
    return Order(path=f"beats/{external_id}/hide", key=f"hide-{external_id}", document={})


def id_in(status: int, body: bytes, after: timedelta | None) -> str:
    """The id of what was made; raises one of the three ends."""
    if status in ENDS:
        raise ENDS[status](after)
    if status not in GOOD:
        raise Unsure("strange-answer")
    try:
        return Fields(read_object(body), "").needed_id("id")
    except BadDocument as error:
        raise Unsure("unreadable-answer") from error


def _target(message: OutboundMessage) -> str:
    """The beat that is answered: an id that could be part of an address, or none."""
    if not ID.fullmatch(message.target):
        raise Undeliverable("no-target")
    return message.target
