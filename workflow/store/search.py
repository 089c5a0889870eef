"""Finding complaints by the words that people wrote in them: first line, messages, notes.

The words are kept as stems in the transaction of the message (`add`); SQLite (FTS5) and
PostgreSQL (tsvector) follow by themselves. Says nothing of who may see what: `worklists.py`
asks for that. Letters of the machine, addresses and personal numbers are not kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    cast,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from workflow.store.inserting import Insert, dialect_of, on_each
from workflow.store.models import Base, ComplaintRow, MessageRow
from workflow.store.stems import LONGEST_TEXT, stem, stems_of, words_of
from workflow.store.worklist_tables import SearchRow

MOST_TERMS = 8
SHORTEST_BEGINNING = 3
"""Letters from which on the last word may be the beginning of one."""

COMMON = 1_000
"""Words that more complaints hold are not weighed: order by urgency tells more then."""

MANY = 5_000
"""Complaints that hold the words are listed up to so many; beyond, each row is asked instead."""

FIRST_LINE = 160
LONGEST_BODY = 200_000
BATCH = 500
FINE = 1_000_000
"""Weights are whole numbers of such a part: a page continues exactly where one ended."""


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


def add(db: Session, message: Message) -> None:
    """Keep the words of a message that was just added, by the values of its row."""
    said = written(message)
    if said:
        head = _head(message) if message["number"] == 1 else ""
        row = {"complaint_id": message["complaint_id"], "head": head, "body": _stemmed(said)}
        db.connection().execute(_PUT[dialect_of(db)], row)


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


# -- Finding ------------------------------------------------------------------------------


_terms = table("search_terms", column("rowid", BigInteger), column("search_terms"))
_vector: ColumnElement[Any] = literal_column("search_text.search_terms")


def _query(db: Session, what: Sought) -> ColumnElement[Any]:
    """The words as the database's own question."""
    if _on_sqlite(db):
        return _terms.c.search_terms.op("match")(_typed(db, what))
    return func.to_tsquery("simple", _typed(db, what))


def _typed(db: Session, what: Sought) -> str:
    """Each word in quotes, so that nobody's AND, OR or quotation mark is taken for a command."""
    mark, star, glue = ('"', "*", " ") if _on_sqlite(db) else ("'", ":*", " & ")
    words = [f"{mark}{one}{mark}" for one in what.stems]
    return glue.join(words) + (star if what.beginning else "")


def _on_sqlite(db: Session) -> bool:
    return dialect_of(db) == "sqlite"


def ids(db: Session, what: Sought) -> Select[int]:
    """The ids of complaints that hold these words."""
    if _on_sqlite(db):
        return select(_terms.c.rowid).where(_query(db, what))
    found = _vector.op("@@")(_query(db, what))
    return select(SearchRow.complaint_id).where(found)


def holds(db: Session, what: Sought) -> ColumnElement[bool]:
    """Whether the complaint of a query's row holds these words, asked of one row at a time."""
    if what.beginning and _on_sqlite(db):
        return _reads(what)
    own = _terms.c.rowid if _on_sqlite(db) else SearchRow.complaint_id
    return ids(db, what).where(own == ComplaintRow.id).correlate(ComplaintRow).exists()


def _reads(what: Sought) -> ColumnElement[bool]:
    """The same, read off the kept stems: FTS5 gathers a beginning anew for every row."""
    kept = " " + SearchRow.head + " " + SearchRow.body + " "
    *whole, last = what.stems
    words = [*(f" {one} " for one in whole), f" {last}"]
    where = (kept.contains(word, autoescape=True) for word in words)
    own = SearchRow.complaint_id == ComplaintRow.id
    return select(SearchRow.complaint_id).where(own, *where).correlate(ComplaintRow).exists()


def hits(db: Session, what: Sought, most: int = MANY) -> int:
    """How many complaints hold these words, counted up to one more than `most`.

    PostgreSQL would look all of them up before it counted the first: where it expects very
    many, its word is taken for it.
    """
    if not _on_sqlite(db) and _expected(db, what) > most:
        return most + 1
    some = ids(db, what).limit(most + 1).subquery()
    return db.scalar(select(func.count()).select_from(some)) or 0


_EXPLAIN = (
    "explain (format json) select from search_text where search_terms @@ to_tsquery('simple', %s)"
)


def _expected(db: Session, what: Sought) -> int:
    """How many rows the planner expects, from what it remembers of the words."""
    (told,) = db.connection().exec_driver_sql(_EXPLAIN, (_typed(db, what),)).scalar_one()
    return int(told["Plan"]["Plan Rows"])


def settled(db: Session, what: Sought) -> tuple[Sought, int]:
    """What is looked for, and how many hold it; a common word is no beginning of others."""
    if what.beginning:
        whole = Sought(what.stems)
        found = hits(db, whole)
        return (whole, found) if found > COMMON else (what, hits(db, what))
    return what, hits(db, what)


def among(db: Session, what: Sought, found: int) -> ColumnElement[bool]:
    """Whether a complaint is one of those, asked in the way that is quick.

    Few are listed; of many each row is asked, until a page is full.
    """
    return holds(db, what) if found > MANY else ComplaintRow.id.in_(ids(db, what))


def weights(db: Session, what: Sought) -> Select[int, int]:
    """Ids and weights, to be joined; the first line weighs more."""
    own: Any = SearchRow.complaint_id
    weight: ColumnElement[Any] = func.ts_rank(_vector, _query(db, what))
    if _on_sqlite(db):
        own, weight = _terms.c.rowid, -func.bm25(literal_column("search_terms"), 4.0, 1.0)
    fine = cast(weight * FINE, BigInteger)
    return ids(db, what).with_only_columns(own.label("id"), fine.label("weight"))


def said(db: Session, complaints: Sequence[int]) -> dict[int, list[str]]:
    """What people wrote in some complaints, in order, for showing where the words stand."""
    found: dict[int, list[str]] = {}
    rows = db.execute(_MESSAGES.where(MessageRow.complaint_id.in_(complaints))).mappings()
    for message in rows:
        found.setdefault(message["complaint_id"], []).append(written(message)[:LONGEST_TEXT])
    return found


def places(what: Sought, words: str) -> Iterator[tuple[int, int]]:
    """Where the words that were looked for stand in a text."""
    return (found.span() for found in words_of(words) if found[0] in what)
