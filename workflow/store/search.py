"""Finding complaints by the words that people wrote in them: first line, messages, notes.

The words are kept as stems in the transaction of the message (`add`); SQLite (FTS5) and
PostgreSQL (tsvector) follow by themselves. How they are found is for `finding.py` to say.
Letters of the machine, addresses and personal numbers are not kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Table,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Session

from workflow.store import direct
from workflow.store.inserting import Insert, dialect_of, on_each
from workflow.store.models import Base, ComplaintRow, MessageRow
from workflow.store.stems import LONGEST_TEXT, stem, stems_of, words_of
from workflow.store.worklist_tables import SearchRow

MOST_TERMS = 8
SHORTEST_BEGINNING = 3
"""Letters from which on the last word may be the beginning of one."""

FIRST_LINE = 160
LONGEST_BODY = 200_000
BATCH = 500

Message = RowMapping | dict[str, Any]
"""The values of a message's row, by column."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: every stem must be there; the last may be a beginning."""

    stems: tuple[str, ...]
    beginning: bool = False

    def __contains__(self, word: str) -> bool:
        """Whether a word of a text is one of those that were looked for."""
        found = stem(word)
        begins = self.beginning and found.startswith(self.stems[-1])
        return begins or found in self.stems


def sought(words: str) -> Sought:
    """What somebody typed, as it is looked for; without stems it finds nothing."""
    stems = tuple(dict.fromkeys(stems_of(words)))[:MOST_TERMS]
    open_end = words[-1:].isalnum() and bool(stems) and len(stems[-1]) >= SHORTEST_BEGINNING
    return Sought(stems, open_end)


# -- Keeping ------------------------------------------------------------------------------


_search: Table = Base.metadata.tables[SearchRow.__tablename__]


def _put(statement: Insert) -> Insert:
    more = func.substr(_search.c.body + " " + statement.excluded.body, 1, LONGEST_BODY)
    return statement.on_conflict_do_update(index_elements=["complaint_id"], set_={"body": more})


_PUT = on_each(_search, _put)


def add(db: Session, *messages: Message) -> None:
    """Keep the words of messages that were just added, by the values of their rows."""
    rows: dict[int, dict[str, Any]] = {}
    for message in messages:
        said = written(message)
        if not said:
            continue
        complaint, body = message["complaint_id"], _stemmed(said)
        row = rows.get(complaint)
        if row is not None:  # the whole of a complaint is indexed anew each time: at once, then
            row["body"] += " " + body
            continue
        head = _head(message) if message["number"] == 1 else ""
        rows[complaint] = {"complaint_id": complaint, "head": head, "body": body}
    if rows:
        direct.run(db, _PUT[dialect_of(db)], list(rows.values()))


def written(message: Message) -> str:
    """What a person wrote in a message: nothing of what is quoted, nothing of our letters."""
    if message["direction"] == "out":
        return "" if message["automatic"] else str(message["reply_text"])
    if message["number"] == 1:
        return f"{message['subject']}\n{message['text']}"
    return str(message["reply_text"] or message["text"])


def _head(message: Message) -> str:
    return _stemmed((message["subject"].strip() or message["text"].strip())[:FIRST_LINE])


def _stemmed(words: str) -> str:
    return " ".join(stems_of(words))


_MESSAGES = select(
    MessageRow.complaint_id,
    MessageRow.number,
    MessageRow.direction,
    MessageRow.automatic,
    MessageRow.subject,
    MessageRow.text,
    MessageRow.reply_text,
).order_by(MessageRow.complaint_id, MessageRow.number)
"""What the words are gathered from; old migrations read it too, so it names its columns."""


def refresh(db: Session, complaint: int) -> None:
    """Gather the words of one complaint anew: a message was changed, or its person erased."""
    _renew(db.connection(), (complaint,))


def forget(db: Session, complaint: int) -> None:
    """Drop the words of a complaint for good, so that no page of the file holds them."""
    connection = db.connection()
    connection.execute(delete(_search).where(_search.c.complaint_id == complaint))
    if connection.dialect.name == "sqlite":  # else they stay in old pages until these are merged
        connection.execute(text("insert into search_terms(search_terms) values ('optimize')"))


def rebuild(connection: Connection) -> int:
    """Gather the words of all complaints anew; gives how many there are."""
    connection.execute(delete(_search))
    last = count = 0
    while True:
        ids = select(ComplaintRow.id).where(ComplaintRow.id > last).order_by(ComplaintRow.id)
        found = connection.execute(ids.limit(BATCH)).scalars().all()
        if not found:
            return count
        _renew(connection, found)
        last, count = found[-1], count + len(found)


def _renew(connection: Connection, complaints: Sequence[int]) -> None:
    messages = connection.execute(_MESSAGES.where(MessageRow.complaint_id.in_(complaints)))
    connection.execute(delete(_search).where(_search.c.complaint_id.in_(complaints)))
    rows = list(_gathered(messages.mappings()))
    if rows:
        connection.execute(insert(_search).inline(), rows)


def _gathered(messages: Iterable[Message]) -> Iterator[dict[str, Any]]:
    for complaint, some in groupby(messages, key=lambda message: message["complaint_id"]):
        said = [(message, written(message)) for message in some]
        heads = [_head(message) for message, words in said if words and message["number"] == 1]
        body = " ".join(_stemmed(words) for _, words in said if words)
        if body:
            head = "".join(heads)
            yield {"complaint_id": complaint, "head": head, "body": body[:LONGEST_BODY]}


# -- Showing ------------------------------------------------------------------------------


def said(db: Session, complaints: Sequence[int]) -> dict[int, list[str]]:
    """What people wrote in some complaints, in order, for showing where the words stand."""
    found: dict[int, list[str]] = {}
    rows = db.execute(_MESSAGES.where(MessageRow.complaint_id.in_(complaints))).mappings()
    for message in rows:
        found.setdefault(message["complaint_id"], []).append(written(message)[:LONGEST_TEXT])
    return found


def places(what: Sought, words: str) -> Iterator[tuple[int, int]]:
    """Where the words that were looked for stand in a text."""
    known = _known(what)
    for found in words_of(words):
        word = found[0]
        if word not in known:
            known[word] = word in what
        if known[word]:
            yield found.span()


@lru_cache(8)
def _known(_what: Sought) -> dict[str, bool]:
    """Words of texts, and whether they were looked for: fifty texts have few words between them."""
    return {}
