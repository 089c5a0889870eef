"""The one writer of complaints: loads a history, appends to it, and keeps the rows beside it.

Nothing here decides; it writes down what the core has decided. No other module makes or
changes complaint, event, clock, breach, message or outbox rows of a decision.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workflow.core import events as e
from workflow.core.clocks import Office
from workflow.core.desk import Decision
from workflow.core.events import Breached, Recorded
from workflow.core.record import FIRST_HASH, chain_texts, read_event, write_event
from workflow.core.refusal import NotFound
from workflow.store.models import (
    BreachRow,
    ClockRow,
    ComplaintRow,
    EventRow,
    MessageRow,
    OutboxRow,
)
from workflow.store.projection import clock_values, readings, row_values

_CLOCKS = ClockRow.__table__


@dataclass(slots=True)
class History:
    """A complaint as it is stored: its id, its events in order, the hash of the last."""

    complaint: int
    events: list[Recorded]
    head: str = FIRST_HASH


_HISTORY = (
    select(EventRow.seq, EventRow.kind, EventRow.at, EventRow.actor, EventRow.data, EventRow.hash)
    .where(EventRow.complaint_id == bindparam("complaint"))
    .order_by(EventRow.seq)
)


def history(db: Session, complaint: int) -> History:
    """All events of a complaint; raises `NotFound` when there is no such complaint."""
    rows = db.execute(_HISTORY, {"complaint": complaint}).all()
    if not rows:
        raise NotFound
    events = [Recorded(row.seq, row.at, row.actor, read_event(row.kind, row.data)) for row in rows]
    return History(complaint, events, rows[-1].hash)


def by_reference(db: Session, reference: str) -> ComplaintRow | None:
    """The row of a reference, or none."""
    return db.scalar(select(ComplaintRow).where(ComplaintRow.reference == reference))


def row_of(db: Session, complaint: int) -> ComplaintRow:
    """The row of an id; raises `NotFound`."""
    row = db.get(ComplaintRow, complaint)
    if row is None:
        raise NotFound
    return row


def make(db: Session, values: dict[str, Any]) -> int:
    """Make an empty complaint row with its reference; gives its id."""
    result = db.execute(insert(ComplaintRow).values(values).returning(ComplaintRow.id))
    return result.scalar_one()


def blank(reference: str, person: int, now: datetime) -> dict[str, Any]:
    """What a row says before the first event is folded into it."""
    empty = dict.fromkeys(
        ("klass", "category", "priority", "safety", "unit", "reported_unit", "agency", "channel",
         "account", "first_line", "due_clock", "head", "reply_channel", "reply_account"), "",
    )  # fmt: skip
    off = dict.fromkeys(
        ("suspected", "oversight", "confidential", "anonymous", "paused", "came_back"), False
    )
    times = dict.fromkeys(("received_at", "opened_at", "changed_at", "urgent_at"), now)
    return {
        **empty,
        **off,
        **times,
        "reference": reference,
        "person_id": person,
        "lifecycle": "complaint",
        "state": "received",
        "open": True,
        "language": "id",
        "code_edition": 1,
        "messages": 0,
        "seq": 0,
    }


def _append(db: Session, past: History, events: Iterable[Recorded], reference: str) -> str:
    """Append events, each chained to the one before; gives the new head.

    A second writer of the same `seq` is refused by the database.
    """
    head, rows = past.head, []
    for recorded in events:
        kind, data = write_event(recorded.event)
        head = chain_texts(head, reference, recorded, kind, data)
        rows.append(
            {
                "complaint_id": past.complaint,
                "seq": recorded.seq,
                "kind": kind,
                "at": recorded.at,
                "actor": recorded.actor,
                "data": data,
                "hash": head,
            }
        )
    if rows:
        db.execute(insert(EventRow), rows)
    return head


def record(db: Session, office: Office, past: History, decision: Decision, now: datetime) -> None:
    """Write down a decision: its events, and what they change in the rows beside them."""
    facts = decision.facts
    head = _append(db, past, decision.events, facts.reference)
    read = readings(office, facts, now)
    values = {**row_values(office, facts, read), "head": head}
    db.execute(update(ComplaintRow).where(ComplaintRow.id == past.complaint).values(values))
    kinds = {type(recorded.event) for recorded in decision.events}
    if kinds & _MOVES_CLOCKS:
        clocks = [*facts.clocks.values()]
        rows = [clock_values(clock, read[clock.name]) for clock in clocks]
        _write_clocks(db, past.complaint, rows)
    if Breached in kinds:
        _write_breaches(db, past.complaint, decision.events)


_MOVES_CLOCKS = {
    e.Moved, e.Delivery, e.Extended, e.ClockStarted, e.RuleApplied, e.ClockStopped,
    e.ClockContinued, e.Warned, e.Breached, e.Escalated,
}  # fmt: skip


def set_route(db: Session, row: ComplaintRow, route: tuple[str, str, int | None]) -> None:
    """Remember where the complainant last wrote from."""
    channel, account, contact = route
    row.reply_channel, row.reply_account, row.reply_contact_id = channel, account, contact
    db.flush()  # the receipt of the same decision reads it


def set_first_line(db: Session, row: ComplaintRow, line: str) -> None:
    """The line by which worklists show it."""
    row.first_line = line
    db.flush()  # the row is refreshed by the next decision of this transaction


def add_message(db: Session, values: dict[str, Any]) -> int:
    """Add a message row; gives its id."""
    return db.execute(insert(MessageRow).values(values).returning(MessageRow.id)).scalar_one()


def add_to_outbox(db: Session, values: dict[str, Any]) -> None:
    """Put a message on its way, in the transaction of the decision that says it."""
    blank = {"state": "queued", "attempts": 0, "external_id": "", "code": ""}
    db.execute(insert(OutboxRow).values({**blank, **values}))


def _write_clocks(db: Session, complaint: int, rows: list[dict[str, Any]]) -> None:
    """Write clock rows, new or changed, by (complaint, name, round)."""
    if not rows:
        return
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(_CLOCKS)
    kept = {"id", "complaint_id", "name", "round"}
    statement = statement.on_conflict_do_update(
        index_elements=["complaint_id", "name", "round"],
        set_={c.name: statement.excluded[c.name] for c in _CLOCKS.c if c.name not in kept},
    )
    db.execute(statement, [{"complaint_id": complaint, **row} for row in rows])


def _write_breaches(db: Session, complaint: int, events: Iterable[Recorded]) -> None:
    """One row in the ledger for each breach; a second one is refused by the database."""
    rows = [
        {
            "complaint_id": complaint,
            "clock": event.clock,
            "round": event.round,
            "unit": event.unit,
            "due_at": event.due_at,
            "detected_at": event.detected_at,
        }
        for event in (recorded.event for recorded in events)
        if isinstance(event, Breached)
    ]
    if rows:
        db.execute(insert(BreachRow), rows)
