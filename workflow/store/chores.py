"""What the machine notes about itself: heartbeats, and what is swept away when it is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workflow.store.door_tables import InvitationRow
from workflow.store.inserting import insert_into
from workflow.store.page_statements import HEARTBEATS
from workflow.store.tables import HeartbeatRow, KeptRow, SessionRow


def beat(db: Session, turn: tuple[str, int, str], now: datetime) -> None:
    """Note that a runner finished a turn: (name, seconds between turns, failure code)."""
    name, every, code = turn
    values = {"finished_at": now, "every_seconds": every, "code": code}
    statement = insert_into(db, HeartbeatRow).values(runner=name, **values)
    db.execute(statement.on_conflict_do_update(index_elements=["runner"], set_=values))


def kept(db: Session, name: str, value: str) -> str:
    """What is remembered under a name; `value` from now on, if nothing was."""
    db.execute(insert_into(db, KeptRow).values(name=name, value=value).on_conflict_do_nothing())
    return db.scalars(select(KeptRow.value).where(KeptRow.name == name)).one()


def heartbeats(db: Session) -> Sequence[HeartbeatRow]:
    """The last turn of each runner."""
    return db.scalars(HEARTBEATS).all()


def end_sessions(db: Session, now: datetime) -> int:
    """Remove sign-ins and links that have run out; gives how many sign-ins."""
    db.execute(delete(InvitationRow).where(InvitationRow.expires_at < now))
    result = db.execute(delete(SessionRow).where(SessionRow.expires_at < now))
    return int(getattr(result, "rowcount", 0))
