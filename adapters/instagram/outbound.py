"""Says what we send as a comment, as the one private answer to it, or as a message.

Pure. Messages are measured in bytes, comments in characters; files cannot go, for Instagram
fetches them only from a public address.
"""

from datetime import datetime

from adapters.messenger.orders import (
    NUMBER,
    PRIVATE_REPLY_WITHIN,
    WINDOW,
    WINDOW_BY_HAND,
    Order,
    in_private,
    named,
    private_reply,
)
from adapters.sending import check_window, parts_of
from workflow.core.messages import Capabilities, OutboundMessage, Undeliverable, Visibility

CAN = Capabilities(
    public=True,
    poll=True,
    push=True,
    split=True,
    longest=1_000,
    longest_in="bytes",
    longest_public=2_200,
    window=WINDOW,
    window_by_hand=WINDOW_BY_HAND,
    hide=True,
    private_reply=True,
    private_reply_within=PRIVATE_REPLY_WITHIN,
)
"""No receipts: Instagram tells what was read, never what was delivered."""

NONE = "-"


def orders_of(message: OutboundMessage, owner: tuple[str, str], now: datetime) -> tuple[Order, ...]:
    """The calls, one after the other; raises `Undeliverable` for what Instagram cannot do.

    `owner` is the account's number, and the number under which it sends messages.
    """
    own, sends_as = owner
    if message.visibility is Visibility.PUBLIC:
        return (_comment(message, own),)
    texts = parts_of(message, CAN)
    check_window(message, now)
    path = f"{sends_as}/messages"
    if message.private_reply:
        named(message.target, "c")
        return (private_reply(message, texts, path),)
    return in_private(message, texts, path)


def _comment(message: OutboundMessage, own: str) -> Order:
    """An answer below a comment, or where the account was named."""
    [text] = parts_of(message, CAN)
    letter, _, rest = message.target.partition(":")
    if letter != "mn":
        number = named(message.target, "c")[1]
        return Order(path=f"{number}/replies", document={"message": text}, makes="c")
    media, _, comment = rest.partition(":")
    if not NUMBER.fullmatch(media):
        raise Undeliverable("no-target")
    where = {"media_id": media} | ({} if comment == NONE else {"comment_id": comment})
    return Order(path=f"{own}/mentions", document={**where, "message": text}, makes="c")
