"""The one writer of complaints: loads a history, appends to it, and keeps the rows beside it.

Nothing here decides; it writes down what the core has decided. No other module makes or
changes complaint, event, clock, breach, message or outbox rows of a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.clocks import Office
from workflow.core.events import Recorded
from workflow.core.facts import Facts
from workflow.core.record import read_event
from workflow.core.refusal import NotFound
from workflow.store import direct, search
from workflow.store.entries import Entry, History, Rows, told
from workflow.store.inserting import dialect_of
from workflow.store.models import ComplaintRow
from workflow.store.page_statements import BY_REFERENCE
from workflow.store.statements import (
    ADD_BREACHES,
    ADD_EVENTS,
    ADD_MESSAGES,
    ADD_TO_OUTBOX,
    CHANGE_ROW,
    HISTORIES,
    HISTORY,
    HOLD,
    LOCK,
    LOCK_ONE,
    MAKE_COMPLAINT,
    PUT_CLOCKS,
    ROUTE,
    ROUTES,
)


def histories(db: Session, ids: Sequence[int], *, writing: bool = False) -> dict[int, History]:
    """The histories of some complaints, in one go; those that do not exist are left out.

    `writing` lets other writers wait here, rather than lose the race at the end. SQLite has
    locked everything when the transaction began.
    """
    if writing:
        lock(db, ids)
    found: dict[int, History] = {}
    for complaint, seq, kind, at, actor, data, head in _events(db, sorted(set(ids))):
        past = found.get(complaint)
        if past is None:
            past = found[complaint] = History(complaint, [])
        past.events.append(Recorded(seq, at, actor, read_event(kind, data)))
        past.head = head
    return found


def _events(db: Session, complaints: Sequence[int]) -> Iterable[Sequence[Any]]:
    """The events of some complaints, in order."""
    if len(complaints) == 1:
        return direct.rows(db, HISTORY, {"complaint": complaints[0]})
    return db.connection().execute(HISTORIES, {"complaints": complaints}).all()


def hold(db: Session, complaint: int, state: str) -> bool:
    """Keep other writers of a complaint out; tells whether it is in this state, as was read.

    Where it is not, nothing that was read before is believed any more.
    """
    if dialect_of(db) == "sqlite":
        return True  # since the transaction began
    stands = db.connection().execute(HOLD, {"complaint": complaint}).scalar() == state
    if not stands:
        db.flush()  # what is forgotten below must not be lost
        db.expire_all()
    return stands


def lock(db: Session, ids: Sequence[int]) -> None:
    """Keep other writers of some complaints out until the transaction ends."""
    if dialect_of(db) == "sqlite":
        return  # it is kept for us alone
    if len(ids) == 1:
        direct.rows(db, LOCK_ONE, {"complaint": ids[0]})
    else:
        db.connection().execute(LOCK, {"complaints": sorted(set(ids))})


def history(db: Session, complaint: int) -> History:
    """All events of a complaint; raises `NotFound` when there is no such complaint."""
    past = histories(db, (complaint,)).get(complaint)
    if past is None:
        raise NotFound
    return past


def by_reference(db: Session, reference: str) -> ComplaintRow | None:
    """The row of a reference, or none."""
    return db.scalar(BY_REFERENCE, {"reference": reference})


def place_of(db: Session, reference: str) -> tuple[int, str, datetime] | None:
    """The id behind a reference, the state in which it is at this moment, and since when it is
    here; or none.
    """
    columns = select(ComplaintRow.id, ComplaintRow.state, ComplaintRow.received_at)
    row = db.execute(columns.where(ComplaintRow.reference == reference)).first()
    return (row[0], row[1], row[2]) if row else None


def row_of(db: Session, complaint: int) -> ComplaintRow:
    """The row of an id; raises `NotFound`."""
    row = db.get(ComplaintRow, complaint)
    if row is None:
        raise NotFound
    return row


def record(db: Session, office: Office, entries: Sequence[Entry], now: datetime) -> None:
    """Write decisions down: their events, and what they change in the rows beside them.

    A second writer of the same (complaint, seq) is refused by the database.
    """
    rows = Rows()
    for entry in entries:
        if not entry.decision.events:
            continue
        said = told(office, entry, now)
        if entry.past.complaint:
            rows.change(entry, said.row)
        else:
            entry.past.complaint = _make(db, entry.decision.facts, said.row)
        rows.add(entry.past.complaint, said)
    if rows.events:
        direct.run(db, ADD_EVENTS, rows.events)
        for _, alike in rows.changes:
            direct.run(db, CHANGE_ROW, alike)
    if rows.clocks:
        direct.run(db, PUT_CLOCKS[dialect_of(db)], rows.clocks)
    if rows.breaches:
        direct.run(db, ADD_BREACHES, rows.breaches)


def _make(db: Session, facts: Facts, values: Mapping[str, Any]) -> int:
    """Make the row of a new complaint; gives its id."""
    empty = dict.fromkeys(("first_line", "reply_channel", "reply_account"), "")
    own = {"reference": facts.reference, "lifecycle": facts.lifecycle, "code_edition": 1}
    row = {**empty, "reply_contact_id": None, **own, **values}
    return int(direct.rows(db, MAKE_COMPLAINT, row)[0][0])


def add_messages(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Add message rows that all have the same columns, and their words to what can be found."""
    direct.run(db, ADD_MESSAGES, rows)
    search.add(db, *rows)


def set_first_line(db: Session, complaint: int, line: str) -> None:
    """Show another first line: the first message was changed or deleted by its author."""
    db.connection().execute(CHANGE_ROW, {"which": complaint, "first_line": line})


def add_to_outbox(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Put messages on their way, in the transaction of the decisions that say them.

    Each is named by its place: `of_complaint` and `of_number`.
    """
    blank = {"state": "queued", "attempts": 0, "external_id": "", "code": ""}
    direct.run(db, ADD_TO_OUTBOX, [{**blank, **row} for row in rows])


@dataclass(frozen=True, slots=True)
class Way:
    """From which channel a complaint came; by which channel, account and contact words go.

    `comment` is the one through which somebody is reached who never wrote there in private.
    """

    channel: str
    reply_channel: str
    reply_account: str
    contact: int | None
    comment: str


def ways(db: Session, complaints: Sequence[int]) -> dict[int, Way]:
    """The ways of some complaints, by their ids."""
    rows = (
        direct.rows(db, ROUTE, {"complaint": complaints[0]})
        if len(complaints) == 1
        else db.connection().execute(ROUTES, {"complaints": complaints})
    )
    return {id: Way(came, by, account, to, said or "") for id, came, by, account, to, said in rows}
