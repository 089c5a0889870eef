"""Rows of acts that wait for their author's second thoughts, and of those that came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from workflow.store.page_statements import POSTPONED
from workflow.store.page_tables import PostponedRow as Row

LONGEST = timedelta(seconds=60)
"""No act waits for longer: one that seems to was pressed before the time of day was set back."""


@dataclass(frozen=True, slots=True)
class Press:
    """Acts of one form page that somebody sent with one press, on many complaints maybe."""

    staff: int
    sheet: str
    at: datetime


def add(db: Session, row: Row) -> Row:
    """Let an act wait, unless the very same one waits already: somebody pressed twice.

    Gives the row that waits.
    """
    where = (
        Row.staff_id == row.staff_id,
        Row.complaint_id == row.complaint_id,
        Row.sheet == row.sheet,
        Row.send_at.is_not(None),
        Row.fields == row.fields,
        Row.files == row.files,
    )
    found = db.scalar(select(Row).where(*where).limit(1))
    if found is None:
        db.add(row)
    return found or row


def of_complaint(db: Session, complaint: int) -> Sequence[Row]:
    """The acts that wait at a complaint or came back from it, in their order."""
    return db.scalars(POSTPONED, {"complaint": complaint}).all()


def of_press(db: Session, press: Press) -> Sequence[Row]:
    """The acts of one press that wait or came back, in their order."""
    return db.scalars(_of(press)).all()


def claim_press(db: Session, press: Press) -> Sequence[Row]:
    """Those that wait, for nobody else; waits for a worker that has one of them in hand."""
    return db.scalars(_of(press).where(Row.send_at.is_not(None)).with_for_update()).all()


def _of(press: Press) -> Select[Row]:
    where = (Row.staff_id == press.staff, Row.sheet == press.sheet, Row.pressed_at == press.at)
    return select(Row).where(*where).order_by(Row.id)


def is_elsewhere(db: Session, id: int, complaint: int) -> bool:
    """Whether an act belongs to another complaint than this one."""
    where = (Row.id == id, Row.complaint_id != complaint)
    return db.scalar(select(Row.id).where(*where)) is not None


def due(db: Session, now: datetime, limit: int) -> Sequence[int]:
    """Acts whose time to think is over, by id, in the order in which they were sent."""
    values = {"now": now, "too_late": now + LONGEST, "most": limit}
    return db.scalars(_DUE, values).all()


_OVER = or_(Row.send_at <= bindparam("now"), Row.send_at > bindparam("too_late"))
_DUE = select(Row.id).where(_OVER).order_by(Row.id).limit(bindparam("most", type_=Integer))
"""Made once: to make it anew takes longer than to ask it."""


def claim(db: Session, id: int) -> Row | None:
    """A waiting act, nobody else's until this transaction ends; none where somebody has it."""
    row = select(Row).where(Row.id == id, Row.send_at.is_not(None))
    return db.scalar(row.with_for_update(skip_locked=True))


def own(db: Session, id: int, staff: int) -> Row | None:
    """An act of this person's, waiting or come back; waits for a worker that has it in hand."""
    row = select(Row).where(Row.id == id, Row.staff_id == staff)
    return db.scalar(row.with_for_update())
