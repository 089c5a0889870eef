"""What somebody put off: complaints that stay off their own list until a day comes.

Only that person's list changes; clocks run on, and every other list shows the complaint.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.worklist_tables import SnoozeRow as Row


def put_off(
    db: Session, staff: int, complaints: Iterable[int], until: datetime, now: datetime
) -> None:
    """Keep complaints off somebody's own list until then; what is over is dropped on the way."""
    db.execute(delete(Row).where(Row.until <= now))  # awake again anyway
    rows = [{"staff_id": staff, "complaint_id": id, "until": until} for id in complaints]
    if rows:
        statement = insert_into(db, Row)
        key, fresh = ("complaint_id", "staff_id"), {"until": statement.excluded.until}
        db.execute(statement.on_conflict_do_update(index_elements=key, set_=fresh), rows)


def wake(db: Session, staff: int, complaints: Sequence[int]) -> None:
    """Put complaints back on somebody's list at once."""
    db.execute(delete(Row).where(Row.staff_id == staff, Row.complaint_id.in_(complaints)))
