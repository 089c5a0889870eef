"""Tables of what happens to messages after they came: changed, deleted, liked, hidden.

Made and changed by `alterations.py` and `hidings.py` alone.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
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
