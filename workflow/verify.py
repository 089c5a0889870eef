"""Checks the books: every history folded again, its chain of hashes, and the rows beside it.

Reports differences, one sentence each, and mends nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.core.clocks import Office
from workflow.core.events import Breached, MessageCame, MessageWent, Noted, Opened, Recorded
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.record import FIRST_HASH, BadRecord, chain_texts, read_event
from workflow.store import projection
from workflow.store.database import Sessions
from workflow.store.models import BreachRow, ClockRow, ComplaintRow, EventRow, MessageRow
from workflow.store.tables import InboxRow

BATCH = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not add up."""

    reference: str
    what: str

    def __str__(self) -> str:
        return f"{self.reference}: {self.what}"


@dataclass(frozen=True, slots=True)
class Books:
    """What was checked, and what was wrong."""

    complaints: int
    events: int
    differences: tuple[Difference, ...]


def verify(sessions: Sessions, office: Office, now: datetime) -> Books:
    """Check everything, in batches, on one moment's view per batch."""
    complaints = events = after = 0
    found: list[Difference] = []
    while True:
        with sessions.reading() as db:
            query = select(ComplaintRow).where(ComplaintRow.id > after)
            rows = db.scalars(query.order_by(ComplaintRow.id).limit(BATCH)).all()
            for row in rows:
                count, wrong = _check(db, office, row, now)
                complaints, events = complaints + 1, events + count
                found += [Difference(row.reference, what) for what in wrong]
        if not rows:
            break
        after = rows[-1].id
    with sessions.reading() as db:
        found += [Difference("inbox", what) for what in _check_inbox(db)]
    return Books(complaints, events, tuple(found))


def _check(db: Session, office: Office, row: ComplaintRow, now: datetime) -> tuple[int, list[str]]:
    stored = db.scalars(
        select(EventRow).where(EventRow.complaint_id == row.id).order_by(EventRow.seq)
    ).all()
    history: list[Recorded] = []
    wrong: list[str] = []
    head = FIRST_HASH
    for number, event in enumerate(stored, 1):
        try:
            read = read_event(event.kind, event.data)
        except BadRecord as bad:
            return len(stored), [f"event {number} cannot be read ({bad})"]
        recorded = Recorded(event.seq, event.at, event.actor, read)
        head = chain_texts(head, row.reference, recorded, event.kind, event.data)
        if event.seq != number:
            wrong.append(f"event {number} is numbered {event.seq}")
        if event.hash != head:
            return len(stored), [*wrong, f"the chain breaks at event {number}"]
        history.append(recorded)
    if not history:
        return 0, ["it has no history"]
    if row.head != head:
        wrong.append("the row ends on another event than the history")
    facts = fold(history)
    wrong += _compare(office, facts, row, now)
    wrong += _compare_clocks(db, office, facts, row.id, now)
    wrong += _compare_breaches(db, history, row.id)
    return len(stored), wrong + list(_compare_messages(db, history, row.id))


def _compare(office: Office, facts: Facts, row: ComplaintRow, now: datetime) -> list[str]:
    read = projection.readings(office, facts, now)
    told = projection.row_values(office, facts, read)
    return [
        f"{name} is {getattr(row, name)!r}, the history says {value!r}"
        for name, value in told.items()
        if getattr(row, name) != value
    ]


def _compare_clocks(
    db: Session, office: Office, facts: Facts, complaint: int, now: datetime
) -> Iterator[str]:
    rows = db.scalars(select(ClockRow).where(ClockRow.complaint_id == complaint))
    stored = {(row.name, row.round): row for row in rows}
    read = projection.readings(office, facts, now)
    for clock in facts.clocks.values():
        row = stored.pop((clock.name, clock.round), None)
        if row is None:
            yield f"clock {clock.name} has no row"
            continue
        told: dict[str, Any] = projection.clock_values(clock, read[clock.name])
        told.pop("next_alarm_at")  # a clock that was told to be silent keeps its due time
        for name, value in told.items():
            if getattr(row, name) != value:
                stands = getattr(row, name)
                yield f"clock {clock.name}: {name} is {stands!r}, the history says {value!r}"
    past = {(clock.name, clock.round) for clock in facts.past_clocks}
    yield from (f"clock {key} is not in the history" for key in stored.keys() - past)


def _compare_breaches(db: Session, history: list[Recorded], complaint: int) -> Iterator[str]:
    rows = db.scalars(select(BreachRow).where(BreachRow.complaint_id == complaint))
    stored = {(row.clock, row.round): row.due_at for row in rows}
    for event in (recorded.event for recorded in history):
        if (
            isinstance(event, Breached)
            and stored.pop((event.clock, event.round), None) != event.due_at
        ):
            yield f"the breach of {event.clock} {event.round} is not in the ledger as it was"
    yield from (f"the breach of {name} {number} is not in the history" for name, number in stored)


def _compare_messages(db: Session, history: list[Recorded], complaint: int) -> Iterator[str]:
    """Every message that an event names is there, and no other."""
    named = {
        recorded.event.message
        for recorded in history
        if isinstance(recorded.event, Opened | MessageCame | MessageWent | Noted)
    }
    where = MessageRow.complaint_id == complaint
    there = set(db.scalars(select(MessageRow.number).where(where)))
    yield from (f"message {number} is missing" for number in sorted(named - there))
    yield from (f"message {number} is in no event" for number in sorted(there - named))


def _check_inbox(db: Session) -> Iterator[str]:
    """A handled message has its complaint."""
    where = (InboxRow.state == "handled", InboxRow.complaint_id.is_(None))
    lost = db.scalar(select(func.count()).select_from(InboxRow).where(*where)) or 0
    if lost:
        yield f"{lost} handled messages have no complaint"
