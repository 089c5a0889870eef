"""What the worklist keeps beside complaints: their words to be found by, saved views, and notes
of who sleeps on what and who is looking.

None of it belongs to a history; all of it may be dropped, and the words be gathered again.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.columns import Words
from workflow.store.models import Base, Key


class SearchRow(Base):
    """The stems of a complaint's first line and of all that people wrote in it.

    The database's own index over them (`search_terms`) follows by itself.
    """

    __tablename__ = "search_text"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    head: Mapped[str] = mapped_column(Words)
    body: Mapped[str] = mapped_column(Words)


class SavedViewRow(Base):
    """A view of the worklist under a name; for one person, a role, or the people of a unit."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    name: Mapped[str]
    asked: Mapped[str] = mapped_column(Words)
    """What is asked for, as the address of the worklist carries it."""
    role: Mapped[str]
    unit: Mapped[str]
    """Whom it is shared with; both empty: with nobody."""
    created_at: Mapped[datetime]


class SnoozeRow(Base):
    """Until when a complaint stays off somebody's own list."""

    __tablename__ = "snooze"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    until: Mapped[datetime]

    __table_args__ = (Index("ix_snooze_until", "until"),)


class LookingRow(Base):
    """When somebody last had a complaint open."""

    __tablename__ = "looking"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    at: Mapped[datetime]

    __table_args__ = (Index("ix_looking_at", "at"),)
