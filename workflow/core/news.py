"""What another system is told of a complaint that it handed to the office: where it stands.

Part of `messages.py`, from which everybody takes it. Words of the lifecycle and ids that the
other system gave or was given; never anything that a person wrote, nor who they are.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A complaint stands elsewhere since `at`. `key` is the idempotency key, as of a message.

    `of` are the other system's ids of what it handed over, `conversation` its own key of the
    exchange; `word` is a state of the lifecycle.
    """

    key: str
    channel: str
    account: str
    reference: str
    word: str
    at: datetime
    of: tuple[str, ...] = ()
    conversation: str = ""
