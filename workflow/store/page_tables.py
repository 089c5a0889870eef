"""What the complaint's page keeps beside it: acts that wait for an undo, and who was called.

None of it belongs to a history: an act is in the history once it was carried out, and a note
says by itself whom it called.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.columns import Words
from workflow.store.models import Base, Key


class PostponedRow(Base):
    """An act that its author may still take back, or one that could not be carried out.

    Its words go nowhere before `send_at`; the row ends with them (`second_thoughts.py`).
    """

    __tablename__ = "postponed"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    role: Mapped[str]
    unit: Mapped[str]
    stands_in: Mapped[str] = mapped_column(Words)
    """In whose name they acted: units of absent heads, apart by blanks."""
    sheet: Mapped[str]
    """The form page from which it was sent: `reply`, or the name of a move."""
    fields: Mapped[str] = mapped_column(Words)
    """The values of its fields, as JSON; empty once they stand in drafts again."""
    files: Mapped[str] = mapped_column(Words)
    """The tokens of its files, apart by blanks."""
    seen: Mapped[int]
    pressed_at: Mapped[datetime]
    send_at: Mapped[datetime | None]
    """When it is carried out; none once that was refused."""
    refused: Mapped[str] = mapped_column(Words)
    """Why it was not carried out: code, sentence and values, as JSON; empty while it waits."""

    # Pages ask for an act by its number after it is gone: no number is given a second time.
    __table_args__ = (Index("ix_postponed_send", "send_at"), {"sqlite_autoincrement": True})


class MentionRow(Base):
    """Somebody is called to a complaint and has not opened it since; `message` is the note."""

    __tablename__ = "mention"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    message: Mapped[int]
    """The number of the note; 0 where an act of their own came back to them."""
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("staff_id", "complaint_id", "message"),)
