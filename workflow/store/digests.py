"""Rows of morning digests, and what of a worklist they tell: once for each person and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, and_, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from workflow.core.roles import Actor
from workflow.store import absences
from workflow.store.desk_views import view_named
from workflow.store.inserting import insert_into
from workflow.store.models import ComplaintRow as Complaint
from workflow.store.staff_tables import DigestRow as Row
from workflow.store.tables import StaffRow
from workflow.store.worklists import visible_to

NOTHING, QUEUED, SENDING, REFUSED = "nothing", "queued", "sending", "refused"
CAME_BACK = (REFUSED, "given_up")
FORMER = "former"
"""Went to an address that is no longer theirs: whether it arrived says nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """What waits for somebody: the complaints that matter most, and how many of each kind."""

    first: Sequence[Complaint]
    late: int
    today: int
    all: int


def owed(db: Session, on: date, now: datetime) -> Sequence[StaffRow]:
    """Who wants a digest, has none of this date yet and is not away at this moment."""
    return db.scalars(_OWED, {"day": on, "now": now}).all()


_NOW: BindParameter[datetime] = bindparam("now")
_HAS = select(Row.id).where(Row.staff_id == StaffRow.id, Row.on == bindparam("day")).exists()
_OWED = (
    select(StaffRow)
    .where(
        StaffRow.active.is_(True), StaffRow.digest.is_(True), StaffRow.email != "", ~_HAS,
        ~absences.away(StaffRow.id, _NOW),
    )
    .order_by(StaffRow.id)
)  # fmt: skip
"""Made once, as others are here: to make it anew takes longer than to ask it."""


def matters(db: Session, actor: Actor, now: datetime, day_ends: datetime, most: int) -> Matters:
    """What lies on somebody's own list: the late, then the due today, then the longest waiting."""
    late = Complaint.urgent_at <= now
    today = and_(Complaint.urgent_at > now, Complaint.urgent_at <= day_ends)
    mine = (visible_to(actor), view_named("mine").rows(actor, now))
    rank = case((late, 0), (today, 1), else_=2)
    since = case(
        (Complaint.urgent_at <= day_ends, Complaint.urgent_at), else_=Complaint.received_at
    )
    rows = select(Complaint).where(*mine).order_by(rank, since, Complaint.id).limit(most)
    counts = select(func.count(), func.count().filter(late), func.count().filter(today)).where(
        *mine
    )
    every, are_late, are_today = db.execute(counts.select_from(Complaint)).one()
    return Matters(first=db.scalars(rows).all(), late=are_late, today=are_today, all=every)


def add(db: Session, staff: int, on: date, words: tuple[str, str] | None, now: datetime) -> bool:
    """Keep a digest (subject, text), or that there is nothing to tell; tells whether it is new."""
    subject, text = words or ("", "")
    values = {
        "staff_id": staff, "on": on, "subject": subject, "text": text, "attempts": 0,
        "state": QUEUED if words else NOTHING, "next_try_at": now if words else None,
        "ended_at": None if words else now, "external_id": "", "code": "",
    }  # fmt: skip
    done = db.execute(insert_into(db, Row).values(values).on_conflict_do_nothing())
    return bool(getattr(done, "rowcount", 0))


def claim(db: Session, now: datetime) -> Row | None:
    """Mark the oldest digest that is due as being sent; none when nothing is due."""
    row = db.scalar(_OLDEST, {"now": now})
    if row is not None:
        row.state, row.taken_at = SENDING, now
    return row


_OLDEST = (
    select(Row)
    .where(Row.state == QUEUED, Row.next_try_at <= bindparam("now"))
    .order_by(Row.next_try_at, Row.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


def stuck(db: Session, before: datetime) -> Sequence[Row]:
    """Digests that somebody began to send and never ended."""
    return db.scalars(_STUCK, {"before": before}).all()


_STUCK = (
    select(Row)
    .where(Row.state == SENDING, Row.taken_at < bindparam("before"))
    .with_for_update(skip_locked=True)
)


def came_back(db: Session, message_ids: Sequence[str], code: str, now: datetime) -> int | None:
    """Note that a digest was refused; gives whose it was, or none where it is none of ours.

    One that went to a former address stays as it is.
    """
    known = [id for id in message_ids if id]
    if not known:
        return None
    refused = update(Row).where(Row.external_id.in_(known), Row.state != REFUSED)
    state = case((Row.state == FORMER, FORMER), else_=REFUSED)
    values = {"state": state, "code": code[:80], "ended_at": now}
    return db.scalars(refused.values(**values).returning(Row.staff_id)).first()


def forget_address(db: Session, staff: int) -> None:
    """Somebody has another address: what came back from the former one marks nobody."""
    ended = (Row.staff_id == staff, Row.state.in_(("sent", "unsure", *CAME_BACK)))
    db.execute(update(Row).where(*ended).values(state=FORMER))


def lost(db: Session) -> dict[int, str]:
    """Whose latest digest did not arrive, each with the code of the reason."""
    sent = select(Row.staff_id, func.max(Row.id).label("id")).where(Row.state != NOTHING)
    last = sent.group_by(Row.staff_id).subquery()
    rows = select(Row).join(last, last.c.id == Row.id).where(Row.state.in_(CAME_BACK))
    return {row.staff_id: row.code for row in db.scalars(rows)}
