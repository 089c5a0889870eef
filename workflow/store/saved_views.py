"""Saved views of the worklist: a name for what is asked for, kept for oneself or shared.

A view narrows and sorts; it opens nothing. Whoever uses a shared one sees their own rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from workflow.core.refusal import Refused
from workflow.core.roles import Actor
from workflow.store import staff
from workflow.store.worklist_tables import SavedViewRow as Row

MOST = 20
"""Views of one person: more would be a list of their own to search in."""

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewView:
    """A view to keep: `asked` is the worklist's address; `role` or `unit` share it."""

    name: str
    asked: str
    role: str = ""
    unit: str = ""


def of(db: Session, actor: Actor) -> Sequence[Row]:
    """The views of somebody: their own, and those shared with their role or their unit."""
    return db.scalars(_of(actor)).all()


@lru_cache(256)
def _of(actor: Actor) -> Select[Row]:
    """Made once for each person: making it takes longer than answering it."""
    role = str(actor.role or "")
    shared = [Row.role == role] if role else []
    shared += [Row.unit == actor.unit] if actor.unit else []
    rows = select(Row).where(or_(Row.owner_id == owner(actor), *shared))
    return rows.order_by(func.lower(Row.name), Row.id)


def owner(actor: Actor) -> int:
    """The staff id of an actor; none has the number nought."""
    return int(actor.id) if actor.id.isdecimal() else 0


def add(db: Session, actor: Actor, new: NewView, now: datetime) -> None:
    """Keep a view; raises `Refused` without a name, and for one view too many."""
    name = _named(new.name)
    staff.hold(db, owner(actor))  # two that are kept at once are counted one after the other
    theirs = select(func.count()).select_from(Row).where(Row.owner_id == owner(actor))
    if (db.scalar(theirs) or 0) >= MOST:
        raise Refused("too-many-views", "You have {most} saved views. Delete one first.",
                      most=str(MOST))  # fmt: skip
    values = {"owner_id": owner(actor), "asked": new.asked, "created_at": now}
    db.add(Row(name=name, role=new.role, unit=new.unit, **values))


def rename(db: Session, actor: Actor, id: int, name: str) -> bool:
    """Give one's own view another name; tells whether there was such a view."""
    named = update(Row).where(_own(actor, id)).values(name=_named(name)).returning(Row.id)
    return db.scalar(named) is not None


def drop(db: Session, actor: Actor, id: int) -> bool:
    """Delete one's own view; tells whether there was such a view."""
    return db.scalar(delete(Row).where(_own(actor, id)).returning(Row.id)) is not None


def _own(actor: Actor, id: int) -> ColumnElement[bool]:
    return and_(Row.id == id, Row.owner_id == owner(actor))


def _named(name: str) -> str:
    plain = " ".join(name.split())[:LONGEST_NAME]
    if not plain:
        raise Refused("no-name", "Give the view a name.")
    return plain
