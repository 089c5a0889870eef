"""Raw messages, kept before anybody tries to understand them, and what became of each."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import ARRAY, Integer, bindparam, func, select, update
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from workflow.core.messages import RawMessage
from workflow.store import direct
from workflow.store.columns import storable
from workflow.store.inserting import dialect_of, on_each
from workflow.store.models import Base, ComplaintRow
from workflow.store.tables import InboxRow

Came = tuple[RawMessage, datetime, bool]
"""A raw message, when it arrived, and whether it is one that is never answered by itself."""

TRIES = 3
"""After so many failures of ours a message is set aside for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a raw message ended, by which rule and why."""

    state: str
    fate: str
    rule: str
    reason: str = ""
    complaint: int | None = None
    suspected: int | None = None
    summary: str = ""


def keep(db: Session, raw: RawMessage, now: datetime, *, quiet: bool = False) -> int | None:
    """Keep a raw message; gives its id, or none when it is there already."""
    return keep_each(db, [(raw, now, quiet)])[0]


def keep_each(db: Session, came: Sequence[Came]) -> list[int | None]:
    """Keep raw messages by one statement; gives the id of each, as `keep` does.

    Of two that are the same message the first one is kept.
    """
    values = [_values(raw, now, quiet=quiet) for raw, now, quiet in came]
    statement, alone = _KEEP[dialect_of(db)], len(values) == 1  # as most come
    kept: Iterable[Sequence[Any]] = (
        direct.rows(db, statement, values[0])
        if alone
        else db.connection().execute(statement, values)
    )
    ids = {(channel, account, known): id for id, channel, account, known in kept}
    # As the database has them: what it cannot store (`Words`) is not in an id any more.
    keys = [(raw.channel, raw.account, storable(raw.external_id)) for raw, _, _ in came]
    return [ids.pop(key, None) for key in keys]


def _values(raw: RawMessage, now: datetime, *, quiet: bool) -> dict[str, object]:
    return {
        "channel": raw.channel,
        "account": raw.account,
        "external_id": raw.external_id,
        "body": raw.body,
        "headers": json.dumps(raw.headers),
        "arrived_at": now,
        "state": "new",
        "quiet": quiet,
        "attempts": 0,
        **_UNREAD,
    }


_UNREAD = dict.fromkeys(("fate", "rule", "reason", "summary", "judged_by"), "")
_KNOWN_BY = (InboxRow.id, InboxRow.channel, InboxRow.account, InboxRow.external_id)
_KEEP = on_each(InboxRow, lambda new: new.on_conflict_do_nothing().returning(*_KNOWN_BY))


def one_at_a_time(db: Session, exchanges: Collection[str]) -> None:
    """Let two messages of one exchange be read one after the other, to the transaction's end.

    SQLite reads one message at a time anyway; the locks are taken in one order by everybody,
    so that nobody deadlocks. Whose names share a lock by chance wait for nothing: it is short.
    """
    if exchanges and dialect_of(db) == "postgresql":
        locks = {crc32(name.encode()) % LOCKS for name in exchanges}
        db.connection().execute(_LOCK, {"locks": sorted(locks)}).all()


LOCKS = 2048
"""So many at the most for one delivery, which may bring a thousand messages: the database has
room for a few thousand in all."""

_lock = func.unnest(bindparam("locks", type_=ARRAY(Integer))).column_valued("lock")
_LOCK = select(func.pg_advisory_xact_lock(7_241_003, _lock))


def find(db: Session, raw: RawMessage) -> InboxRow | None:
    """The row in which a raw message is kept."""
    return db.scalar(
        select(InboxRow).where(
            InboxRow.channel == raw.channel,
            InboxRow.account == raw.account,
            InboxRow.external_id == raw.external_id,
        )
    )


def claim(db: Session, id: int) -> InboxRow | None:
    """Take a new row for this transaction; none when another worker has it or had it."""
    return db.scalar(_CLAIM, {"id": id})


_CLAIM = (
    select(InboxRow)
    .where(InboxRow.id == bindparam("id"), InboxRow.state == "new")
    .with_for_update(skip_locked=True)
)


def waiting(db: Session, limit: int) -> list[int]:
    """Ids of rows that nobody has handled, oldest first."""
    rows = select(InboxRow.id).where(InboxRow.state == "new").order_by(InboxRow.id).limit(limit)
    return list(db.scalars(rows))


def brought(db: Session, which: tuple[str, str], limit: int) -> Sequence[InboxRow]:
    """The newest that came by (channel, account) and whose bytes are still here."""
    where = (InboxRow.channel == which[0], InboxRow.account == which[1])
    whole = func.length(InboxRow.body) > 0
    newest = select(InboxRow).where(*where, whole).order_by(InboxRow.id.desc()).limit(limit)
    return db.scalars(newest).all()


def raw_of(row: InboxRow) -> RawMessage:
    """The message as it came."""
    headers = tuple((name, value) for name, value in json.loads(row.headers))
    return RawMessage(row.channel, row.account, row.external_id, row.body, headers)


def end(row: InboxRow, ended: Ended, now: datetime, judged_by: str = "") -> None:
    """Write down how it ended: at once, and without a look at all else that is in hand."""
    values = {
        "state": ended.state,
        "fate": ended.fate,
        "rule": ended.rule,
        "reason": ended.reason,
        "complaint_id": ended.complaint,
        "suspected_id": ended.suspected,
        "summary": ended.summary[:200],
        "judged_by": judged_by,
        "handled_at": now,
    }
    db = object_session(row)
    assert db is not None
    direct.run(db, _END, {**values, "which": row.id})
    for name, value in values.items():
        set_committed_value(row, name, value)


_inbox = Base.metadata.tables[InboxRow.__tablename__]
_END = update(_inbox).where(_inbox.c.id == bindparam("which"))


def failed(db: Session, id: int, code: str, now: datetime) -> bool:
    """Count a failure of ours; after `TRIES` it is set aside. Tells whether it was."""
    row = db.get(InboxRow, id, with_for_update=True)  # another worker may have it in hand
    if row is None or row.state != "new":
        return False
    row.attempts += 1
    if row.attempts < TRIES:
        return False
    end(row, Ended(state="set_aside", fate="set_aside", rule="failed", reason=code), now)
    return True


def put_back(db: Session, id: int, officer: str) -> bool:
    """Let intake read a set-aside message again, as new."""
    result = db.execute(
        update(InboxRow)
        .where(InboxRow.id == id, InboxRow.state == "set_aside")
        .values(state="new", attempts=0, judged_by=officer)
    )
    return bool(getattr(result, "rowcount", 0))


def suspected_by(db: Session, ids: Iterable[int]) -> Sequence[ComplaintRow]:
    """The complaints to which messages of the inbox may belong besides their own."""
    rows = select(ComplaintRow).join(InboxRow, InboxRow.suspected_id == ComplaintRow.id)
    return db.scalars(rows.where(InboxRow.id.in_(ids)).distinct().order_by(ComplaintRow.id)).all()


def read_again(db: Session, which: tuple[str, str], rules: Iterable[str], since: datetime) -> None:
    """Let what came to (channel, account) since then, and ended by one of the rules, be new."""
    of_it = {"of_channel": which[0], "of_account": which[1]}
    db.connection().execute(_READ_AGAIN, {**of_it, "since": since, "rules": list(rules)})


_READ_AGAIN = (
    update(_inbox)
    .where(
        _inbox.c.channel == bindparam("of_channel"),
        _inbox.c.account == bindparam("of_account"),
        _inbox.c.arrived_at >= bindparam("since"),
        _inbox.c.fate == "ignored",
        _inbox.c.rule.in_(bindparam("rules", expanding=True)),
    )
    .values(state="new", attempts=0, **_UNREAD)
)


def counts(db: Session) -> dict[str, int]:
    """How many rows are in each state."""
    rows = db.execute(select(InboxRow.state, func.count()).group_by(InboxRow.state))
    return {row[0]: row[1] for row in rows}
