"""Tables of what other systems are told, what they tell of an account, and what people took back.

Made and changed by `news.py`, `account_notices.py` and `withheld.py` alone.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.columns import Words
from workflow.store.models import Base, Key


class NewsRow(Base):
    """That a complaint stands elsewhere now, for the system that handed it to the office.

    On its way like a message (`OutboxRow`), and ends as one. `word` is a state of the lifecycle.
    """

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    channel: Mapped[str]
    account: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    word: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    external_id: Mapped[str] = mapped_column(Words)
    code: Mapped[str]

    __table_args__ = (
        Index("ix_news_next", "state", "next_try_at"),
        Index("ix_news_account", "channel", "account", "state"),
    )


class AccountNoticeRow(Base):
    """What a platform last told of one thing of an account, until it takes that back."""

    __tablename__ = "account_notice"

    channel: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(Words, primary_key=True)
    """What it is about, in the platform's own name: a template and its language."""
    code: Mapped[str]
    """Empty: all is well with it again."""
    at: Mapped[datetime]


class WithheldRow(Base):
    """Words that their author took back on a platform, sealed, where the office must keep them."""

    __tablename__ = "withheld"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    number: Mapped[int]
    sealed: Mapped[bytes]
    deleted_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("complaint_id", "number"),)
