"""Drafts: words that somebody in the office is still writing, one text for each field.

A draft belongs to one member of staff and is read by nobody else. It ends when the words
are sent; nothing here looks at what they say.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.page_statements import DRAFTS
from workflow.store.tables import DraftRow, StaffRow

LONGEST = 20_000
"""Characters that are kept; a move refuses longer words anyway."""


def keep(db: Session, place: tuple[int, int], texts: Mapping[str, str], now: datetime) -> None:
    """Keep words by field at `place` (staff, complaint); a field without words is dropped."""
    drop(db, place, tuple(field for field, text in texts.items() if not text.strip()))
    rows = _rows(place, texts, now)
    if rows:
        statement = insert_into(db, DraftRow)
        fresh = {"text": statement.excluded.text, "saved_at": statement.excluded.saved_at}
        key = ("staff_id", "complaint_id", "field")
        db.execute(statement.on_conflict_do_update(index_elements=key, set_=fresh), rows)


def offer(db: Session, place: tuple[int, int], texts: Mapping[str, str], now: datetime) -> None:
    """The same for words that came back; what was begun meanwhile stands."""
    rows = _rows(place, texts, now)
    if rows and db.get(StaffRow, place[0]) is not None:
        db.execute(insert_into(db, DraftRow).on_conflict_do_nothing(), rows)


def _rows(
    place: tuple[int, int], texts: Mapping[str, str], now: datetime
) -> list[dict[str, object]]:
    staff, complaint = place
    at = {"staff_id": staff, "complaint_id": complaint, "saved_at": now}
    return [
        {**at, "field": field, "text": text[:LONGEST]}
        for field, text in texts.items()
        if text.strip()
    ]


def kept(db: Session, staff: int, complaint: int) -> dict[str, str]:
    """What this person has begun to write on a complaint, by field."""
    rows = db.execute(DRAFTS, {"staff": staff, "complaint": complaint})
    return {row.field: row.text for row in rows}


def drop(db: Session, place: tuple[int, int], fields: tuple[str, ...]) -> None:
    """End the drafts of these fields at `place` (staff, complaint)."""
    staff, complaint = place
    drop_from(db, staff, (complaint,), fields)


def drop_from(
    db: Session, staff: int, complaints: Collection[int], fields: tuple[str, ...]
) -> None:
    """End what this person keeps in these fields of several complaints."""
    where = (DraftRow.staff_id == staff, DraftRow.complaint_id.in_(complaints))
    db.execute(delete(DraftRow).where(*where, DraftRow.field.in_(fields)))
