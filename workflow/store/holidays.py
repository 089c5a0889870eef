"""Changes of the working calendar that were applied here, one at a time.

Each change has a moment of its own, later than all before it: that is how every process
sees that its calendars are out of date.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import sleep
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from workflow.store import direct
from workflow.store.database import Sessions, only_reads
from workflow.store.inserting import dialect_of, insert_into
from workflow.store.tables import HolidayRow

_EDITION = select(func.count(), func.max(HolidayRow.applied_at))
_LOCK = 7_241_002
"""Any number: PostgreSQL lets one program at a time change the calendar under it."""

_READERS = text(
    "select virtualtransaction from pg_locks where granted and pid <> pg_backend_pid()"
    " and relation = 'holiday'::regclass"
    " and database = (select oid from pg_database where datname = current_database())"
)
LOOKS, PAUSE = 200, 0.05
"""How often, and after how many seconds each time, those who read earlier are looked for."""


def applied(db: Session) -> Sequence[HolidayRow]:
    """All of them, by date."""
    return db.scalars(select(HolidayRow).order_by(HolidayRow.on)).all()


def edition(db: Session) -> tuple[Any, ...]:
    """Something that is another after each change; a session that only reads asks it once."""
    if _EDITION in db.info:
        found: tuple[Any, ...] = db.info[_EDITION]
        return found
    found = direct.rows(db, _EDITION, {})[0]
    if only_reads(db):
        db.info[_EDITION] = found
    return found


def claim(db: Session, now: datetime) -> datetime:
    """Be the only one who changes the calendar until the transaction ends.

    Gives the moment of the change: `now`, or just after the latest one, since two changes
    of one moment would be one edition. On SQLite the transaction itself keeps others out.
    """
    if dialect_of(db) != "sqlite":
        db.execute(text(f"select pg_advisory_xact_lock({_LOCK})"))
    latest = db.scalar(select(func.max(HolidayRow.applied_at)))
    return now if latest is None else max(now, latest + timedelta(microseconds=1))


def put(db: Session, values: dict[str, Any]) -> None:
    """Set what is to be on a date; a later decree replaces an earlier one."""
    statement = insert_into(db, HolidayRow).values(values)
    told = {name: value for name, value in values.items() if name != "on"}
    db.execute(statement.on_conflict_do_update(index_elements=["on"], set_=told))


def outlast(sessions: Sessions) -> bool:
    """Wait for those who read the calendar before it was changed; tells whether all are done.

    On PostgreSQL whoever has read the table holds a lock on it until their transaction ends:
    until then they may still write dates by the old calendar. Nobody is kept from working
    meanwhile, and a backup that reads for an hour is not waited for to its end.
    """
    if sessions.on_sqlite:
        return True
    early = _readers(sessions)
    for _ in range(LOOKS):
        if not early:
            break
        sleep(PAUSE)
        early &= _readers(sessions)
    return not early


def _readers(sessions: Sessions) -> set[str]:
    with sessions.reading() as db:
        return set(db.scalars(_READERS))
