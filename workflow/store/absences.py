"""Rows of absences: who stands in for which unit's head, and when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression, literal, or_, select
from sqlalchemy.orm import Session

from workflow.store.page_statements import STANDING_IN, UNITS_OF
from workflow.store.staff_tables import AbsenceRow as Row
from workflow.store.tables import StaffRow

Between = tuple[datetime, datetime]
"""From a moment on, up to another one."""


def units_of(db: Session, deputy: int, now: datetime) -> list[str]:
    """The units for whose head somebody stands in at this moment, by name."""
    return list(db.scalars(UNITS_OF, {"staff": deputy, "now": now}))


def all_units(db: Session, now: datetime) -> dict[int, list[str]]:
    """The same of everybody who stands in for somebody, by id."""
    found: dict[int, list[str]] = {}
    for deputy, unit in db.execute(STANDING_IN, {"now": now}):
        found.setdefault(deputy, []).append(unit)
    return found


def away(
    head: SQLColumnExpression[int], now: datetime | BindParameter[datetime]
) -> ColumnElement[bool]:
    """Whether somebody stands in for the head of this id at a moment; asked of many."""
    running = (Row.begins_at <= now, Row.ends_at > now)
    return select(Row.id).where(Row.head_id == head, *running).exists()


def is_away(db: Session, head: int, now: datetime) -> bool:
    """The same of one head."""
    return db.scalar(select(away(literal(head), now))) is True


def lock(db: Session, people: Sequence[int]) -> None:
    """Until we are done nobody else changes who stands in for these people, or their units."""
    units = select(StaffRow.unit).where(StaffRow.id.in_(people), StaffRow.unit != "")
    theirs = or_(StaffRow.id.in_(people), StaffRow.unit.in_(units))
    rows = select(StaffRow.id).where(theirs).order_by(StaffRow.id)
    db.scalars(rows.with_for_update(key_share=True)).all()


def add(db: Session, row: Row) -> int:
    """Keep an absence; gives its id."""
    db.add(row)
    db.flush()  # its id goes into the trail
    return row.id


def by_id(db: Session, number: int) -> Row | None:
    """One absence."""
    return db.get(Row, number)


def of_unit(db: Session, unit: str, days: Between) -> Row | None:
    """An absence of a unit's head that touches these days."""
    return _first(db, Row.unit == unit, days)


def of_head(db: Session, head: int, days: Between) -> Row | None:
    """An absence of somebody that touches these days."""
    return _first(db, Row.head_id == head, days)


def of_deputy(db: Session, deputy: int, days: Between) -> Row | None:
    """Days on which somebody stands in for another, as far as they touch these."""
    return _first(db, Row.deputy_id == deputy, days)


def _first(db: Session, whose: ColumnElement[bool], days: Between) -> Row | None:
    where = (whose, Row.begins_at < days[1], Row.ends_at > days[0])
    return db.scalars(select(Row).where(*where).order_by(Row.begins_at).limit(1)).first()


def since(db: Session, moment: datetime, concerns: int | None, unit: str) -> Sequence[Row]:
    """Absences that end after a moment, first ones first; of somebody or their unit if named."""
    rows = select(Row).where(Row.ends_at > moment, Row.ends_at > Row.begins_at)
    if concerns is not None:
        rows = rows.where(or_(Row.head_id == concerns, Row.deputy_id == concerns, Row.unit == unit))
    return db.scalars(rows.order_by(Row.begins_at, Row.id)).all()
