"""News for other systems on their way: claimed by one worker at a time, in their order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from workflow.core.messages import News
from workflow.store import complaints
from workflow.store.models import MessageRow
from workflow.store.platform_tables import NewsRow as Row

QUEUED, SENDING = "queued", "sending"

_FRESH: Mapping[str, Any] = {
    "state": QUEUED,
    "attempts": 0,
    "taken_at": None,
    "ended_at": None,
    "external_id": "",
    "code": "",
}


def add(db: Session, fresh: Sequence[Mapping[str, Any]]) -> None:
    """Put news on their way; without a time to be sent at they wait to be fetched."""
    if fresh:
        db.execute(insert(Row), [{**_FRESH, **values} for values in fresh])


_BEFORE = aliased(Row)
_EARLIER = exists().where(
    _BEFORE.complaint_id == Row.complaint_id,
    _BEFORE.id < Row.id,
    _BEFORE.state.in_((QUEUED, SENDING)),
)
_OLDEST = (
    select(Row)
    .where(Row.state == QUEUED, Row.next_try_at <= bindparam("now"), ~_EARLIER)
    .order_by(Row.next_try_at, Row.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
"""Made once, as others are here: to make it anew takes longer than to ask it."""


def claim(db: Session, now: datetime) -> int | None:
    """Mark the oldest news that are due as being sent: those of one complaint one by one."""
    row = db.scalar(_OLDEST, {"now": now})
    if row is None:
        return None
    row.state, row.taken_at = SENDING, now
    return row.id


def hold(db: Session, id: int) -> Row:
    """A row as it stands now; nobody else ends it before we do."""
    return db.get_one(Row, id, with_for_update=True, populate_existing=True)


def stuck(db: Session, before: datetime) -> Sequence[Row]:
    """News that somebody began to send and never ended."""
    where = (Row.state == SENDING, Row.taken_at < before)
    return db.scalars(select(Row).where(*where).with_for_update(skip_locked=True)).all()


def waiting(db: Session, which: tuple[str, str], limit: int) -> Sequence[Row]:
    """What (channel, account) has not taken yet and nobody has in hand, oldest first."""
    where = (Row.channel == which[0], Row.account == which[1], Row.state.in_((QUEUED, "unsure")))
    rows = select(Row).where(*where).order_by(Row.id).limit(limit)
    return db.scalars(rows.with_for_update(skip_locked=True)).all()


def fetched(db: Session) -> Sequence[Row]:
    """What waits until somebody comes for it."""
    where = (Row.state == QUEUED, Row.next_try_at.is_(None))
    return db.scalars(select(Row).where(*where).with_for_update(skip_locked=True)).all()


def given_up(db: Session, which: tuple[str, str]) -> Mapping[str, int]:
    """How many (channel, account) did not take, by the code of the reason."""
    rows = select(Row.code, func.count()).where(*_not_taken(which)).group_by(Row.code)
    return {row[0]: row[1] for row in db.execute(rows.order_by(Row.code))}


def again(db: Session, which: tuple[str, str], now: datetime) -> int:
    """Put what (channel, account) did not take on its way once more; gives how many."""
    anew = {"state": QUEUED, "attempts": 0, "next_try_at": now, "code": ""}
    done = db.execute(update(Row).where(*_not_taken(which)).values(**anew))
    return int(getattr(done, "rowcount", 0))


def _not_taken(which: tuple[str, str]) -> tuple[ColumnElement[bool], ...]:
    return (Row.channel == which[0], Row.account == which[1], Row.state == "given_up")


def written(db: Session, row: Row) -> News | None:
    """The news of a row; none where what they would be about was erased."""
    first = db.scalar(
        select(MessageRow)
        .where(MessageRow.complaint_id == row.complaint_id, MessageRow.direction == "in")
        .order_by(MessageRow.number)
        .limit(1)
    )
    if first is None or not (first.external_id or first.conversation):
        return None
    return News(
        key=row.key,
        channel=row.channel,
        account=row.account,
        reference=complaints.row_of(db, row.complaint_id).reference,
        word=row.word,
        at=row.at,
        of=(first.external_id,) if first.external_id else (),
        conversation=first.conversation,
    )
