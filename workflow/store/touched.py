"""Running clocks that a changed calendar or rule may touch: which, and what their rows say.

Finds and refreshes; whether a date moves is for the core to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow.core.clocks import Office
from workflow.core.facts import Facts
from workflow.store.inserting import dialect_of
from workflow.store.models import Base, ClockRow, ComplaintRow
from workflow.store.projection import most_urgent, readings
from workflow.store.statements import LOCK

Reach = tuple[datetime, datetime]
"""From before the first changed day to after the last, in aware UTC."""


@dataclass(frozen=True, slots=True)
class Running:
    """What the row of a running clock says; `due_at` is none while it is paused."""

    complaint: int
    name: str
    round: int
    due_at: datetime | None
    warn_at: datetime | None
    next_alarm_at: datetime | None


def complaints(db: Session, reach: Reach | None) -> dict[int, int]:
    """Complaints with a running clock whose dates the days in reach can move, by id: their seq.

    A clock that was over before the first of the days is touched only if it has still to
    alarm after it. Without a reach: all that have a running clock.
    """
    rows = (
        select(ClockRow.complaint_id, ComplaintRow.seq)
        .join(ComplaintRow, ComplaintRow.id == ClockRow.complaint_id)
        .where(ClockRow.stopped_at.is_(None))
        .order_by(ClockRow.complaint_id)
        .distinct()
    )
    if reach is not None:
        first, last = reach
        after = (
            ClockRow.due_at.is_(None),
            ClockRow.due_at >= first,
            ClockRow.next_alarm_at >= first,
        )
        rows = rows.where(ClockRow.started_at < last, or_(*after))
    return {row.complaint_id: row.seq for row in db.execute(rows)}


def clocks(db: Session, ids: Sequence[int], *, writing: bool = False) -> dict[int, list[Running]]:
    """The running clocks of some complaints, by complaint; `writing` keeps other writers out."""
    if writing and dialect_of(db) != "sqlite":
        db.connection().execute(LOCK, {"complaints": sorted(ids)})
    columns = (ClockRow.complaint_id, ClockRow.name, ClockRow.round, ClockRow.due_at,
               ClockRow.warn_at, ClockRow.next_alarm_at)  # fmt: skip
    rows = select(*columns).where(ClockRow.complaint_id.in_(ids), ClockRow.stopped_at.is_(None))
    found: dict[int, list[Running]] = {}
    for row in db.execute(rows.order_by(ClockRow.complaint_id, ClockRow.id)):
        found.setdefault(row.complaint_id, []).append(Running(*row))
    return found


_clock = Base.metadata.tables[ClockRow.__tablename__]
_complaint = Base.metadata.tables[ComplaintRow.__tablename__]
_SET_CLOCK = (
    update(_clock)
    .where(
        _clock.c.complaint_id == bindparam("which"),
        _clock.c.name == bindparam("clock"),
        _clock.c.round == bindparam("number"),
    )
    .values(warn_at=bindparam("warn"), next_alarm_at=bindparam("alarm"))
)
_SET_COMPLAINT = (
    update(_complaint)
    .where(_complaint.c.id == bindparam("which"))
    .values(warn_at=bindparam("warn"))
)


def restate(
    db: Session, office: Office, facts: Facts, rows: Sequence[Running], now: datetime
) -> bool:
    """Renew when clocks warn and ring where no due date, and so no event, tells of the change.

    A step of the ladder lies after the due time, a warning may hang on other days than a
    grace: left alone, they would ring by days that are no longer so. Tells whether any was.
    """
    read = readings(office, facts, now)
    stale = []
    for row in rows:
        warn, alarm = read[row.name].warn_at, read[row.name].next_alarm_at
        # A clock that was silenced, since what it rings for may not happen, stays silent.
        rings = row.next_alarm_at is not None or (alarm is not None and alarm > now)
        if row.warn_at != warn or (rings and row.next_alarm_at != alarm):
            key = {"which": row.complaint, "clock": row.name, "number": row.round}
            stale.append({**key, "warn": warn, "alarm": alarm})
    if stale:
        db.connection().execute(_SET_CLOCK, stale)
        _, _, warn, _ = most_urgent(office, facts, read)
        db.connection().execute(_SET_COMPLAINT, {"which": rows[0].complaint, "warn": warn})
    return bool(stale)
