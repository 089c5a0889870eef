"""Words that were taken back and have to be kept: sealed rows, each until its time is over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.platform_tables import WithheldRow as Row


def keep(db: Session, values: dict[str, Any]) -> None:
    """Keep words once: what is deleted a second time is empty by then."""
    db.execute(insert_into(db, Row).values(values).on_conflict_do_nothing())


def one(db: Session, complaint: int, number: int, now: datetime) -> Row | None:
    """What is kept of a message, if its time is not over."""
    where = (Row.complaint_id == complaint, Row.number == number, Row.until > now)
    return db.scalar(select(Row).where(*where))


def end(db: Session, now: datetime) -> int:
    """Let go of what was kept long enough; gives how many."""
    done = db.execute(delete(Row).where(Row.until <= now))
    return int(getattr(done, "rowcount", 0))


def forget(db: Session, complaints: Sequence[int]) -> None:
    """Let go of all words of some complaints: their author is forgotten."""
    db.execute(delete(Row).where(Row.complaint_id.in_(complaints)))
