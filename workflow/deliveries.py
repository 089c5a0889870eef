"""What one delivery of a platform holds, which may be many messages: which of them is meant.

A delivery has one row in the inbox. It ends as the message in it does that a person has to
look at, if there is one; else as the weightiest. Values only: no database, no channel.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from workflow.core.messages import InboundMessage, Read, Receipt
from workflow.core.verdicts import Fate
from workflow.post import PAGE
from workflow.store.inbox import Ended
from workflow.vault import normal_form

OLD = timedelta(days=3)
"""What was sent longer before it arrived is read, and never answered by itself: a channel
that was off for weeks catches up without a storm of receipts."""

STATES = {
    Fate.OPENED: "handled",
    Fate.CONTINUED: "handled",
    Fate.IGNORED: "ignored",
    Fate.DUPLICATE: "ignored",
    Fate.SET_ASIDE: "set_aside",
}
"""Fate of a message -> state of its row."""

LONGEST_SUMMARY = 200
_WEIGHT = {"set_aside": 5, "opened": 4, "continued": 3, "ignored": 1}


def summary_of(message: Read) -> str:
    """The line by which a set-aside message is listed, and found again in its delivery."""
    words = message.subject or message.text
    return " ".join(words.split())[:LONGEST_SUMMARY]


def in_doubt(read: Sequence[Read], summary: str) -> InboundMessage | None:
    """The message of a set-aside delivery that somebody has to judge: the one listed."""
    found = [message for message in read if isinstance(message, InboundMessage)]
    listed = (message for message in found if summary_of(message) == summary)
    return next(listed, found[0] if found else None)


def weight_of(ended: Ended) -> int:
    """A delivery ended as that one of its messages did for which this is greatest."""
    return _WEIGHT.get(ended.fate, 0)


def names_of(message: InboundMessage) -> frozenset[str]:
    """Every name that the platform gives to the sender, in its one form."""
    sender = message.sender
    return frozenset(normal_form(name) for name in (sender.address, *sender.aliases) if name)


def exchanges_of(message: Read) -> frozenset[str]:
    """What two messages at once must not both be read by, lest neither knows of the other.

    The conversation, and each name that the platform gives to the sender: messages that share
    only one of them (a number alone, and that number beside an id) are of one person, too. The
    ids of the message, and of what it changes or answers: what overtakes it has to find it, or
    to be found by it. News of messages of ours: those of the account (`receipts_of`).
    """
    if isinstance(message, Receipt):
        return frozenset({receipts_of(message.channel, message.account)})
    if message.channel == PAGE:
        return frozenset()
    ids = {message.external_id, message.target, message.in_reply_to}
    places = {(message.account, key) for key in (message.conversation, *ids)}
    places |= {("", name) for name in names_of(message)}
    return frozenset(f"{message.channel}/{account}/{key}" for account, key in places if key)


def receipts_of(channel: str, account: str) -> str:
    """The name under which news of an account's messages and the ends of its calls take turns."""
    return f"{channel}/{account}//receipts"


def is_old(message: Read, arrived_at: datetime) -> bool:
    """Whether it was sent long before it arrived."""
    return message.sent_at is not None and arrived_at - message.sent_at > OLD
