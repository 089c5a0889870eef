"""The one writer of complaints: loads a history, appends to it, and keeps the rows beside it.

Nothing here decides; it writes down what the core has decided. No other module makes or
changes complaint, event, clock, breach, message or outbox rows of a decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow.core import clocks
from workflow.core import events as e
from workflow.core.clocks import Office
from workflow.core.desk import Decision
from workflow.core.events import Breached, Recorded
from workflow.core.record import FIRST_HASH, chain_texts, read_event, write_event
from workflow.core.refusal import NotFound
from workflow.store import search
from workflow.store.inserting import dialect_of
from workflow.store.models import ComplaintRow
from workflow.store.page_statements import BY_REFERENCE, ID_OF
from workflow.store.projection import breach_values, clock_values, readings, row_values
from workflow.store.statements import (
    ADD_BREACHES,
    ADD_EVENTS,
    ADD_MESSAGE,
    ADD_TO_OUTBOX,
    CHANGE_ROW,
    HISTORIES,
    LOCK,
    MAKE_COMPLAINT,
    PUT_CLOCKS,
    ROUTE,
)


@dataclass(slots=True)
class History:
    """A complaint as it is stored: its id, its events in order, the hash of the last."""

    complaint: int
    events: list[Recorded]
    head: str = FIRST_HASH


def histories(db: Session, ids: Sequence[int], *, writing: bool = False) -> dict[int, History]:
    """The histories of some complaints, in one go; those that do not exist are left out.

    `writing` lets other writers wait here, rather than lose the race at the end. SQLite has
    locked everything when the transaction began.
    """
    wanted = {"complaints": sorted(set(ids))}
    if writing and dialect_of(db) != "sqlite":
        db.connection().execute(LOCK, wanted)
    found: dict[int, History] = {}
    for row in db.connection().execute(HISTORIES, wanted):
        past = found.get(row.complaint_id)
        if past is None:
            past = found[row.complaint_id] = History(row.complaint_id, [])
        event = read_event(row.kind, row.data)
        past.events.append(Recorded(row.seq, row.at, row.actor, event))
        past.head = row.hash
    return found


def history(db: Session, complaint: int) -> History:
    """All events of a complaint; raises `NotFound` when there is no such complaint."""
    past = histories(db, (complaint,)).get(complaint)
    if past is None:
        raise NotFound
    return past


def by_reference(db: Session, reference: str) -> ComplaintRow | None:
    """The row of a reference, or none."""
    return db.scalar(BY_REFERENCE, {"reference": reference})


def id_of(db: Session, reference: str) -> int | None:
    """The id behind a reference, or none."""
    return db.scalar(ID_OF, {"reference": reference})


def row_of(db: Session, complaint: int) -> ComplaintRow:
    """The row of an id; raises `NotFound`."""
    row = db.get(ComplaintRow, complaint)
    if row is None:
        raise NotFound
    return row


def make(db: Session, values: dict[str, Any]) -> int:
    """Make an empty complaint row with its reference; gives its id."""
    return int(db.connection().execute(MAKE_COMPLAINT, values).scalar_one())


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


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written: the history so far, the decision, and what else its row says."""

    past: History
    decision: Decision
    row: Mapping[str, Any]


def record(db: Session, office: Office, entries: Sequence[Entry], now: datetime) -> None:
    """Write decisions down: their events, and what they change in the rows beside them.

    A second writer of the same (complaint, seq) is refused by the database.
    """
    rows = _Rows()
    for entry in entries:
        if entry.decision.events:
            rows.add(office, entry, now)
    if rows.events:
        db.connection().execute(ADD_EVENTS, rows.events)
        for _, alike in rows.complaints:
            db.connection().execute(CHANGE_ROW, alike)
    if rows.clocks:
        db.connection().execute(PUT_CLOCKS[dialect_of(db)], rows.clocks)
    if rows.breaches:
        db.connection().execute(ADD_BREACHES, rows.breaches)


@dataclass(slots=True)
class _Rows:
    """The rows of some decisions, gathered to be written by one statement a table."""

    events: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[tuple[frozenset[str], list[dict[str, Any]]]] = field(default_factory=list)
    """In order, in runs that change the same columns: one statement for each run."""
    clocks: list[dict[str, Any]] = field(default_factory=list)
    breaches: list[dict[str, Any]] = field(default_factory=list)

    def add(self, office: Office, entry: Entry, now: datetime) -> None:
        past, facts = entry.past, entry.decision.facts
        id = {"complaint_id": past.complaint}
        for recorded in entry.decision.events:
            self.events.append({**id, **_chained(past, facts.reference, recorded)})
            if isinstance(recorded.event, Breached):
                self.breaches.append({**id, **breach_values(recorded.event)})
        said = [recorded.event for recorded in entry.decision.events]
        if all(isinstance(event, _SAID) for event in said):
            names = {event.clock for event in said if isinstance(event, _SAID)}
            read = {name: clocks.read(office, facts, facts.clocks[name], now) for name in names}
            values = {"changed_at": facts.changed_at, "seq": facts.seq}
        else:
            read = readings(office, facts, now)
            values = {**row_values(office, facts, read), **entry.row}
        if not self.complaints or self.complaints[-1][0] != values.keys():
            self.complaints.append((frozenset(values), []))
        run = self.complaints[-1][1]
        run.append({**values, "head": past.head, "which": past.complaint})
        if any(type(event) in _MOVES_CLOCKS for event in said):
            rows = (clock_values(facts.clocks[name], one) for name, one in read.items())
            self.clocks += [{**id, **row} for row in rows]


_SAID = (e.Warned, e.Breached, e.Escalated)
"""What a clock says of itself moves no date, neither its own nor another's."""


def _chained(past: History, reference: str, recorded: Recorded) -> dict[str, Any]:
    """An event's row, chained to the one before; the chain grows."""
    kind, data = write_event(recorded.event)
    past.head = chain_texts(past.head, reference, recorded, kind, data)
    return {
        "seq": recorded.seq,
        "kind": kind,
        "at": recorded.at,
        "actor": recorded.actor,
        "data": data,
        "hash": past.head,
    }


_MOVES_CLOCKS = {
    e.Moved, e.Delivery, e.Extended, e.ClockStarted, e.RuleApplied, e.ClockStopped,
    e.ClockContinued, e.Warned, e.Breached, e.Escalated, e.Recalculated,
}  # fmt: skip


def add_message(db: Session, values: dict[str, Any]) -> int:
    """Add a message row, and its words to what can be found; gives its id."""
    id = int(db.connection().execute(ADD_MESSAGE, values).scalar_one())
    search.add(db, values)
    return id


def set_first_line(db: Session, complaint: int, line: str) -> None:
    """Show another first line: the first message was changed or deleted by its author."""
    db.connection().execute(CHANGE_ROW, {"which": complaint, "first_line": line})


def add_to_outbox(db: Session, values: dict[str, Any]) -> None:
    """Put a message on its way, in the transaction of the decision that says it."""
    blank = {"state": "queued", "attempts": 0, "external_id": "", "code": "", "target": ""}
    db.connection().execute(ADD_TO_OUTBOX, {**blank, **values})


def route(db: Session, complaint: int) -> tuple[str, str, str, int | None]:
    """From which channel it came; channel, account and contact to which words go."""
    channel, *place = db.connection().execute(ROUTE, {"complaint": complaint}).one()
    reply_channel, account, contact = place
    return channel, reply_channel, account, contact
