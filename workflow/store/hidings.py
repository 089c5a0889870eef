"""Comments that the office wants hidden: claimed by one worker at a time, ended once."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from workflow.store.models import MessageRow
from workflow.store.social_tables import HidingRow


def add(db: Session, message: MessageRow, now: datetime) -> None:
    """Have it hidden; asked once more, it begins anew."""
    row = db.scalar(select(HidingRow).where(HidingRow.message_id == message.id))
    if row is None:
        row = HidingRow(message_id=message.id)
        db.add(row)
    row.state, row.attempts, row.next_try_at, row.taken_at = "queued", 0, now, None
    message.hidden = "asked"


def claim(db: Session, now: datetime, stuck: datetime) -> int | None:
    """Take the oldest one that is due, or that a worker took who died; gives its id."""
    row = db.scalar(_OLDEST, {"now": now, "stuck": stuck})
    if row is None:
        return None
    row.state, row.taken_at, row.attempts = "taken", now, row.attempts + 1
    return row.id


_DUE = or_(
    (HidingRow.state == "queued") & (HidingRow.next_try_at <= bindparam("now")),
    (HidingRow.state == "taken") & (HidingRow.taken_at < bindparam("stuck")),
)
_OLDEST = (
    select(HidingRow).where(_DUE).order_by(HidingRow.id).limit(1).with_for_update(skip_locked=True)
)
"""Made once: to make it anew takes longer than to ask it."""


def get(db: Session, id: int) -> tuple[HidingRow, MessageRow]:
    """A row and the message it is about."""
    row = db.get_one(HidingRow, id)
    return row, db.get_one(MessageRow, row.message_id)


def end(db: Session, id: int, state: str, again_at: datetime | None) -> MessageRow:
    """End an attempt; gives the message."""
    row, message = get(db, id)
    row.state, row.next_try_at = state, again_at
    if state != "queued":
        message.hidden = "hidden" if state == "hidden" else "refused"
    return message
