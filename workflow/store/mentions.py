"""Who is called to a complaint by a note, and who could be: only those who may see it.

A call ends when the complaint is opened; the note itself stays in the history.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from workflow.core.mentions import Colleague
from workflow.core.roles import Actor, Role, stand_ins
from workflow.store import absences
from workflow.store.inserting import insert_into
from workflow.store.models import ComplaintRow
from workflow.store.page_statements import CALLS, COLLEAGUES
from workflow.store.page_tables import MentionRow as Row
from workflow.store.worklists import is_visible

SENT_BACK = 0
"""Stands for the note where an act of somebody's own came back to them."""


def colleagues(db: Session, complaint: ComplaintRow, but: int, now: datetime) -> list[Colleague]:
    """Who may be called to a complaint, by name; nobody who may not see it, and not oneself.

    Deputies of this moment see what their own unit and the absent head's has, and nothing
    about either.
    """
    found = [Colleague(*row) for row in db.connection().execute(COLLEAGUES, {"staff": but})]
    stands_in = absences.all_units(db, now)
    return [one for one in found if is_visible(complaint, _actor(one, stands_in.get(one.id, ())))]


def _actor(one: Colleague, units: Iterable[str]) -> Actor:
    role = Role(one.role)
    return Actor.staff(str(one.id), role, one.unit, stand_ins(role, one.unit, units))


def add(db: Session, place: tuple[int, int], staff: Iterable[int], now: datetime) -> None:
    """Call people to `place`, the number of a note of a complaint; once each."""
    complaint, number = place
    rows = [
        {"staff_id": one, "complaint_id": complaint, "message": number, "at": now} for one in staff
    ]
    if rows:
        db.execute(insert_into(db, Row).on_conflict_do_nothing(), rows)


def unread(db: Session, staff: int, complaint: int) -> Sequence[int]:
    """The numbers of the notes that call somebody here and that they have not read."""
    return db.scalars(CALLS, {"staff": staff, "complaint": complaint}).all()


def read(db: Session, staff: int, complaint: int) -> None:
    """Somebody has opened the complaint: nothing calls them here any more."""
    db.execute(delete(Row).where(Row.staff_id == staff, Row.complaint_id == complaint))
