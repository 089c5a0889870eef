"""Wishes to be forgotten that platforms passed on, by the code under which they may look."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store.accounts import Which
from workflow.store.sending_tables import ErasureRow as Row


def keep(db: Session, code: str, which: Which, done: tuple[datetime, bool]) -> None:
    """Note a wish that was met at once, at (when, whether anything of the person was here)."""
    at, known = done
    db.add(Row(code=code, channel=which[0], account=which[1], asked_at=at, done_at=at, known=known))


def of(db: Session, code: str) -> Row | None:
    """The wish of a code."""
    return db.scalar(select(Row).where(Row.code == code))
