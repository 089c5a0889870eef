"""The one writer of complaints: loads a history, appends to it, and keeps the rows beside it.

Nothing here decides; it writes down what the core has decided. No other module makes or
changes complaint, event, clock, breach, message or outbox rows of a decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workflow.core import events as e
from workflow.core.clocks import Office
from workflow.core.desk import Decision
from workflow.core.events import Breached, Recorded
from workflow.core.record import FIRST_HASH, chain_texts, read_event, write_event
from workflow.core.refusal import NotFound
from workflow.store.models import ComplaintRow
from workflow.store.projection import clock_values, readings, row_values
from workflow.store.statements import (
    ADD_BREACHES,
    ADD_EVENTS,
    ADD_MESSAGE,
    ADD_TO_OUTBOX,
    CHANGE_ROW,
    HISTORY,
    LOCK,
    PUT_CLOCKS,
    ROUTE,
)


@dataclass(slots=True)
class History:
    """A complaint as it is stored: its id, its events in order, the hash of the last."""

    complaint: int
    events: list[Recorded]
    head: str = FIRST_HASH


def lock(db: Session, complaint: int) -> None:
    """Let other writers of this complaint wait here, rather than lose the race at the end.

    SQLite has locked everything when the transaction began.
    """
    if db.get_bind().dialect.name != "sqlite":
        db.connection().execute(LOCK, {"complaint": complaint})


def history(db: Session, complaint: int) -> History:
    """All events of a complaint; raises `NotFound` when there is no such complaint."""
    rows = db.connection().execute(HISTORY, {"complaint": complaint}).all()
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


def _append(db: Session, past: History, decision: Decision) -> str:
    """Append events, each chained to the one before; gives the new head.

    A second writer of the same `seq` is refused by the database.
    """
    head, rows = past.head, []
    for recorded in decision.events:
        kind, data = write_event(recorded.event)
        head = chain_texts(head, decision.facts.reference, recorded, kind, data)
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
        db.connection().execute(ADD_EVENTS, rows)
    return head


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written: the history so far, the decision, and what else its row says."""

    past: History
    decision: Decision
    row: Mapping[str, Any]


def record(db: Session, office: Office, entry: Entry, now: datetime) -> None:
    """Write down a decision: its events, and what they change in the rows beside them."""
    past, decision = entry.past, entry.decision
    facts, kinds = decision.facts, {type(recorded.event) for recorded in decision.events}
    if not kinds:
        return
    head = _append(db, past, decision)
    read = readings(office, facts, now)
    values = {**row_values(office, facts, read), **entry.row, "head": head}
    db.connection().execute(CHANGE_ROW, {**values, "which": past.complaint})
    if kinds & _MOVES_CLOCKS:
        rows = [clock_values(clock, read[clock.name]) for clock in facts.clocks.values()]
        _write_clocks(db, past.complaint, rows)
    if Breached in kinds:
        _write_breaches(db, past.complaint, decision.events)


_MOVES_CLOCKS = {
    e.Moved, e.Delivery, e.Extended, e.ClockStarted, e.RuleApplied, e.ClockStopped,
    e.ClockContinued, e.Warned, e.Breached, e.Escalated,
}  # fmt: skip


def add_message(db: Session, values: dict[str, Any]) -> int:
    """Add a message row; gives its id."""
    return int(db.connection().execute(ADD_MESSAGE, values).scalar_one())


def add_to_outbox(db: Session, values: dict[str, Any]) -> None:
    """Put a message on its way, in the transaction of the decision that says it."""
    blank = {"state": "queued", "attempts": 0, "external_id": "", "code": ""}
    db.connection().execute(ADD_TO_OUTBOX, {**blank, **values})


def route(db: Session, complaint: int) -> tuple[str, str, str, int | None]:
    """From which channel it came; channel, account and contact to which words go."""
    channel, *place = db.connection().execute(ROUTE, {"complaint": complaint}).one()
    reply_channel, account, contact = place
    return channel, reply_channel, account, contact


def _write_clocks(db: Session, complaint: int, rows: list[dict[str, Any]]) -> None:
    """Write clock rows, new or changed, by (complaint, name, round)."""
    if rows:
        statement = PUT_CLOCKS[db.get_bind().dialect.name]
        db.connection().execute(statement, [{"complaint_id": complaint, **row} for row in rows])


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
        db.connection().execute(ADD_BREACHES, rows)
