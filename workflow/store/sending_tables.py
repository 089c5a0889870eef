"""Tables of what sending needs and costs: renewed tokens, prices as platforms tell them.

Made and changed by `tokens.py` and `prices.py` alone. No price is invented: what a platform
does not tell stays empty.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.columns import Words
from workflow.store.models import Base, Key


class TokenRow(Base):
    """A token that was renewed, sealed, until the office gives the account another one.

    `origin` is a keyed print of the token in the office's own settings from which it comes.
    """

    __tablename__ = "token"

    channel: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str]
    sealed: Mapped[bytes]
    since: Mapped[datetime]
    """When it was renewed, or the given one first seen."""
    ends_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    code: Mapped[str]
    """Why the last renewal failed; empty after one that did not."""


class PriceRow(Base):
    """What a platform told of the price of one message, by its id over there."""

    __tablename__ = "price"

    channel: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(Words, primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    month: Mapped[str]
    """The local month in which we were told, as `2026-11`."""
    category: Mapped[str]
    kind: Mapped[str]
    billable: Mapped[bool]
    currency: Mapped[str]
    amount: Mapped[str]
    """A decimal number in the currency, as the platform wrote it; empty: it named none."""

    __table_args__ = (Index("ix_price_month", "channel", "account", "month"),)


class ErasureRow(Base):
    """A wish to be forgotten that a platform passed on, under the code by which it is asked for.

    Whom it was about is not kept.
    """

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    account: Mapped[str]
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    known: Mapped[bool]
    """Whether anything of that person was here."""
