"""What the machine notes about itself: heartbeats, and what is swept away when it is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from workflow.store import direct
from workflow.store.door_tables import InvitationRow
from workflow.store.inserting import Insert, dialect_of, insert_into, on_each
from workflow.store.page_statements import HEARTBEATS
from workflow.store.tables import HeartbeatRow, KeptRow, SessionRow


def beat(db: Session, turn: tuple[str, int, str], now: datetime) -> None:
    """Note that a runner finished a turn: (name, seconds between turns, failure code)."""
    name, every, code = turn
    values = {"runner": name, "finished_at": now, "every_seconds": every, "code": code}
    direct.run(db, _BEAT[dialect_of(db)], values)


def _beating(statement: Insert) -> Insert:
    told = ("finished_at", "every_seconds", "code")
    set_ = {name: statement.excluded[name] for name in told}
    return statement.on_conflict_do_update(index_elements=["runner"], set_=set_)


_BEAT = on_each(HeartbeatRow, _beating)


def kept(db: Session, name: str, value: str) -> str:
    """What is remembered under a name; `value` from now on, if nothing was."""
    db.execute(insert_into(db, KeptRow).values(name=name, value=value).on_conflict_do_nothing())
    return db.scalars(select(KeptRow.value).where(KeptRow.name == name)).one()


def remembered(db: Session, name: str) -> str | None:
    """What is remembered under a name; none where nothing is."""
    return db.scalar(select(KeptRow.value).where(KeptRow.name == name))


def heartbeats(db: Session) -> Sequence[HeartbeatRow]:
    """The last turn of each runner."""
    return db.scalars(HEARTBEATS).all()


def end_sessions(db: Session, now: datetime) -> int:
    """Remove sign-ins and links that have run out; gives how many sign-ins."""
    db.execute(_END_INVITATIONS, {"now": now})
    result = db.execute(_END_SESSIONS, {"now": now})
    return int(getattr(result, "rowcount", 0))


_END_INVITATIONS = delete(InvitationRow).where(InvitationRow.expires_at < bindparam("now"))
_END_SESSIONS = delete(SessionRow).where(SessionRow.expires_at < bindparam("now"))
