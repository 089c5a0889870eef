"""Says what we send as a comment, as a private answer to one, or in the Messenger.

Pure. Public words never go out in private nor private ones in public, whatever the message
names besides.
"""

from dataclasses import replace
from datetime import datetime

from adapters.messenger.orders import (
    NUMBER,
    PRIVATE_REPLY_WITHIN,
    WINDOW,
    WINDOW_BY_HAND,
    Order,
    in_private,
    marked,
    named,
    private_reply,
    quoting,
)
from adapters.sending import check_window, parts_of
from workflow.core.messages import Capabilities, OutboundMessage, Undeliverable, Visibility

CAN = Capabilities(
    attach=True,
    public=True,
    poll=True,
    push=True,
    receipts=True,
    split=True,
    longest=2_000,
    longest_public=8_000,
    window=WINDOW,
    window_by_hand=WINDOW_BY_HAND,
    hide=True,
    private_reply=True,
    private_reply_within=PRIVATE_REPLY_WITHIN,
)
"""Nothing that we send brings our token back: an answer is known by the message that it quotes,
or by its conversation. The limits of texts are from use, not from Meta's pages."""

LARGEST_FILE = 25 * 1024 * 1024


def orders_of(message: OutboundMessage, page: str, now: datetime) -> tuple[Order, ...]:
    """The calls, one after the other; raises `Undeliverable` for what Facebook cannot do."""
    if message.visibility is Visibility.PUBLIC:
        return (_comment(message),)
    texts = parts_of(message, CAN)
    if any(len(file.content) > LARGEST_FILE for file in message.attachments):
        raise Undeliverable("too-large")
    check_window(message, now)
    path = f"{page}/messages"
    if message.private_reply:
        return (marked(private_reply(message, texts, path), message.key),)
    first, *others = in_private(message, texts, path)
    orders = (quoting(first, message.in_reply_to), *others)
    return tuple(marked(order, message.key) for order in orders)


def _comment(message: OutboundMessage) -> Order:
    """An answer below a comment, a post or a place where the page was named; text only."""
    [text] = parts_of(message, replace(CAN, attach=False))
    return Order(path=f"{_target(message)}/comments", document={"message": text}, makes="c")


def _target(message: OutboundMessage) -> str:
    letter, _, rest = message.target.partition(":")
    if letter != "mn":
        return named(message.target, "c", "p")[1]
    post, _, comment = rest.partition(":")
    number = post if comment == "-" else comment
    if not NUMBER.fullmatch(number):
        raise Undeliverable("no-target")
    return number
