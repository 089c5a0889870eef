"""Tables of what happens to messages after they came: changed, deleted, liked, hidden.

And of words of ours that were typed on a platform before what they answer was read here. Made
and changed by `alterations.py`, `hidings.py` and `echoes.py` alone.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.columns import Words
from workflow.store.models import Base, Key


class AlterationRow(Base):
    """What was done to a message of a platform later, kept whether or not it has come yet.

    `kind` is `edit`, `delete` or `reaction`; `original` keeps the words before the first edit.
    """

    __tablename__ = "alteration"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str]
    account: Mapped[str]
    target: Mapped[str] = mapped_column(Words)
    """The platform's id of the message."""
    print: Mapped[str] = mapped_column(unique=True)
    """The same for the same happening, however often it is told."""
    kind: Mapped[str]
    sender: Mapped[str]
    """A keyed print of who did it, never readable."""
    text: Mapped[str] = mapped_column(Words)
    reply_text: Mapped[str] = mapped_column(Words, server_default="")
    """What of it is new, as the channel read it; empty: all of it."""
    at: Mapped[datetime]
    applied: Mapped[bool]
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))

    __table_args__ = (Index("ix_alteration_target", "channel", "account", "target"),)


class HidingRow(Base):
    """A public comment that the office wants hidden: `queued`, `taken`, `hidden` or `given_up`."""

    __tablename__ = "hiding"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    state: Mapped[str]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]


class EchoRow(Base):
    """Words that somebody of the office typed on a platform, until what they answer has come.

    The words themselves stay in the inbox; here are only the prints by which they are found.
    """

    __tablename__ = "echo"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str]
    account: Mapped[str]
    external_id: Mapped[str] = mapped_column(Words)
    exchange: Mapped[bytes] = mapped_column(index=True)
    """The blind index of the conversation, whose own key may name a telephone number; in public
    that of the message below which they stand."""
    at: Mapped[datetime]
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"))

    __table_args__ = (UniqueConstraint("channel", "account", "external_id"),)
