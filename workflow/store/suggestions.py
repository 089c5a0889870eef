"""What suggestions are learned from, and where what was learned is kept.

Reads decisions that people have made; what is kept holds counted stems and no text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.tables import KeptRow, StaffRow

NAME, EDITION = "suggestions", "suggestions_edition"
PORTION = 200


@dataclass(frozen=True, slots=True)
class Decided:
    """One complaint that somebody has triaged, as it stands now."""

    person: int
    category: str
    unit: str
    reported_unit: str
    text: str


_TRIAGED = (ComplaintRow.safety != "", ComplaintRow.category != "")
"""Screened and classified: an officer has said so, nobody else can."""


def decided(db: Session, most: int) -> Iterator[Decided]:
    """The latest triaged complaints with their first message; a portion of the texts at a time."""
    latest = select(ComplaintRow.id).where(*_TRIAGED).order_by(ComplaintRow.id.desc()).limit(most)
    ids = sorted(db.scalars(latest))
    for first in range(0, len(ids), PORTION):
        portion = {"ids": ids[first : first + PORTION]}
        for person, *place, subject, text in db.connection().execute(_DECIDED, portion):
            category, unit, reported = place
            yield Decided(person, category, unit, reported, f"{subject}\n{text}")


_DECIDED = (
    select(
        ComplaintRow.person_id,
        ComplaintRow.category,
        ComplaintRow.unit,
        ComplaintRow.reported_unit,
        MessageRow.subject,
        MessageRow.text,
    )
    .join(MessageRow, (MessageRow.complaint_id == ComplaintRow.id) & (MessageRow.number == 1))
    .where(ComplaintRow.id.in_(bindparam("ids", expanding=True)))
    .order_by(ComplaintRow.id)
)


def count_decided(db: Session) -> int:
    """How many complaints somebody has triaged."""
    return db.scalar(select(func.count()).select_from(ComplaintRow).where(*_TRIAGED)) or 0


def keep(db: Session, learned: str, edition: str) -> None:
    """Keep what was learned in the place of what was there."""
    for name, value in ((NAME, learned), (EDITION, edition)):
        statement = insert_into(db, KeptRow).values(name=name, value=value)
        db.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def kept(db: Session, name: str = NAME) -> str:
    """What was learned, or its edition (`EDITION`); empty where there is nothing yet."""
    return db.scalar(select(KeptRow.value).where(KeptRow.name == name)) or ""


def people_of_units(db: Session) -> list[tuple[str, str]]:
    """Name and unit of everybody who works for a unit, closed accounts included."""
    rows = select(StaffRow.name, StaffRow.unit).where(StaffRow.unit != "")
    return [(name, unit) for name, unit in db.execute(rows)]
