"""Clock rows as the sweep and the pages see them. One column says when to look again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select, update
from sqlalchemy.orm import Session

from workflow.store.models import ClockRow, ComplaintRow


@dataclass(frozen=True, slots=True)
class Due:
    """A clock whose alarm time has come."""

    id: int
    complaint: int
    name: str
    round: int


def claim_due(db: Session, now: datetime, limit: int) -> list[Due]:
    """Clocks to ring, the longest due first, their complaints locked for this transaction.

    It is the complaint that is locked, as by every other writer: nobody waits in a circle.
    """
    return [Due(*row) for row in db.execute(_DUE, {"now": now, "most": limit})]


_DUE = (
    select(ClockRow.id, ClockRow.complaint_id, ClockRow.name, ClockRow.round)
    .join(ComplaintRow, ComplaintRow.id == ClockRow.complaint_id)
    .where(ClockRow.next_alarm_at <= bindparam("now"))
    .order_by(ClockRow.next_alarm_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=ComplaintRow, skip_locked=True)
)
"""Made once: to make it anew takes longer than to ask it."""


def silence(db: Session, due: Due, now: datetime) -> None:
    """A clock that has nothing to say is not asked again until its complaint changes.

    One that another worker has set to ring later meanwhile is left alone.
    """
    stands = (ClockRow.id == due.id, ClockRow.next_alarm_at <= now)
    db.execute(update(ClockRow).where(*stands).values(next_alarm_at=None))


def of_complaint(db: Session, complaint: int) -> Sequence[ClockRow]:
    """All clocks of a complaint, the oldest first."""
    rows = select(ClockRow).where(ClockRow.complaint_id == complaint)
    return db.scalars(rows.order_by(ClockRow.id)).all()


def next_alarm(db: Session) -> datetime | None:
    """When the next clock has something to say."""
    return db.scalar(select(func.min(ClockRow.next_alarm_at)))
