"""Finding complaints by their words: how many hold them, which ones do, and how much they weigh.

Whoever asks says in the statement which way to go, for a database would have to guess: it takes
any beginning of a word for the same share of all. Says nothing of who may see what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    String,
    cast,
    column,
    distinct,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import Session

from workflow.store.inserting import dialect_of
from workflow.store.models import ComplaintRow
from workflow.store.search import Sought
from workflow.store.worklist_tables import SearchRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """From how many complaints on words are found in another way.

    `common`: words that more hold are not weighed, order by urgency tells more then. `many`: up
    to so many are listed; of more, each row is asked. `near`: so many rows are asked, until a
    page is full; then the words are of other times or places, and listed after all.
    """

    common: int = 1_000
    many: int = 5_000
    near: int = 3_000


USUAL = Crowd()

FINE = 1_000_000
"""Weights are whole numbers of such a part: a page continues exactly where one ended."""

LAST = "\U0010ffff"
"""Comes after all other letters."""

_terms = table("search_terms", column("rowid", BigInteger), column("search_terms"))
_words = table("search_words", column("term", String), column("doc", BigInteger))
"""On SQLite: which complaint holds which word, in the order of the words."""

Weighed = tuple[Select[Any], ColumnElement[int]]
"""A query, and the weights of its rows."""

_vector: ColumnElement[Any] = literal_column("search_text.search_terms")


def _on_sqlite(db: Session) -> bool:
    return dialect_of(db) == "sqlite"


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


def ids(db: Session, what: Sought) -> Select[int]:
    """The ids of complaints that hold these words."""
    if _on_sqlite(db):
        return select(_terms.c.rowid).where(_query(db, what))
    return select(SearchRow.complaint_id).where(_vector.op("@@")(_query(db, what)))


# -- How many -----------------------------------------------------------------------------


def settled(db: Session, what: Sought, crowd: Crowd = USUAL) -> tuple[Sought, int]:
    """What is looked for, and how many hold it; a common word is no beginning of others."""
    if not what.beginning:
        return what, hits(db, what, crowd)
    last = hits(db, Sought(what.stems[-1:]), crowd)
    if last <= crowd.common:
        return what, hits(db, what, crowd)
    whole = Sought(what.stems)
    return whole, last if len(what.stems) == 1 else hits(db, whole, crowd)


def hits(db: Session, what: Sought, crowd: Crowd = USUAL) -> int:
    """How many complaints hold these words: counted as long as they are no crowd.

    Exact up to `common`; more than `many` where there are surely, or very likely, so many.
    PostgreSQL would look all of them up before it counted the first: it is asked how many it
    expects.
    """
    if _on_sqlite(db):
        return crowd.many + 1 if _begins_many(db, what, crowd) else _counted(db, what, crowd.many)
    expected, most = (_sampled, crowd.many) if what.beginning else (_planned, crowd.common)
    return crowd.many + 1 if expected(db, what) > crowd.many else _counted(db, what, most)


def _counted(db: Session, what: Sought, most: int) -> int:
    some = ids(db, what).limit(most + 1).subquery()
    return db.scalar(select(func.count()).select_from(some)) or 0


def _begins_many(db: Session, what: Sought, crowd: Crowd) -> bool:
    """Whether one beginning is surely that of common words: the first places of them tell.

    To count those that hold any word with a beginning, FTS5 would gather all of them.
    """
    if not what.beginning or len(what.stems) > 1:
        return False
    (begins,) = what.stems
    such = (_words.c.term >= begins, _words.c.term < begins + LAST)
    enough = crowd.many + crowd.common
    first = select(_words.c.doc).where(*such).limit(enough).subquery().c.doc
    places, held = db.execute(select(func.count(first), func.count(distinct(first)))).one()
    return bool(places == enough and held > crowd.common)


_EXPLAIN = (
    "explain (format json) select from search_text where search_terms @@ to_tsquery('simple', %s)"
)


def _planned(db: Session, what: Sought) -> int:
    """How many rows the planner expects, from what it remembers of the words."""
    (told,) = db.connection().exec_driver_sql(_EXPLAIN, (_typed(db, what),)).scalar_one()
    return int(told["Plan"]["Plan Rows"])


SAMPLE = 2_000
"""Complaints that are looked at to learn how many hold a beginning of a word."""

_SAMPLE = """
with known as (select reltuples from pg_class where oid = 'search_text'::regclass)
select count(*) filter (where search_terms @@ (select to_tsquery('simple', %s))),
       count(*), (select reltuples from known)
from search_text tablesample system (
    (select least(100, 100.0 * %s / greatest(reltuples, 1)) from known)
) repeatable (1)
"""


def _sampled(db: Session, what: Sought) -> int:
    """How many rows hold them if all are like some pages of the table, always the same ones.

    The planner remembers no beginnings: it takes each for the same share of all.
    """
    asked = (_typed(db, what), SAMPLE)
    held, of, known = db.connection().exec_driver_sql(_SAMPLE, asked).one()
    return int(held * max(1.0, known / of)) if of else 0


# -- Which ones ---------------------------------------------------------------------------


def listed(db: Session, what: Sought) -> ColumnElement[bool]:
    """Whether a complaint is one of those that hold the words, which are listed first."""
    if _on_sqlite(db):
        return ComplaintRow.id.in_(ids(db, what))
    some = ids(db, what).correlate(None).scalar_subquery()
    # An array is looked up one by one; for a list the planner would rather read all that is open.
    return ComplaintRow.id == func.any(func.array(some))


def holds(db: Session, what: Sought) -> ColumnElement[bool]:
    """Whether the complaint of a query's row holds these words, asked of one row at a time."""
    own = SearchRow.complaint_id == ComplaintRow.id
    if _on_sqlite(db):  # FTS5 would look the words up anew for every row
        reads = select(SearchRow.complaint_id).where(own, *_read(what))
        return reads.correlate(ComplaintRow).exists()
    once = select(_query(db, what)).scalar_subquery()
    asked: Select[bool] = select(cast(_vector.op("@@")(once), Boolean)).where(own)
    return asked.correlate(ComplaintRow).scalar_subquery()


def among(db: Session, what: Sought, found: int) -> ColumnElement[bool]:
    """Whether a complaint holds the words, so many doing so: for counting, in whatever order."""
    if found <= USUAL.many:
        return listed(db, what)
    return holds(db, what) if _on_sqlite(db) else ComplaintRow.id.in_(ids(db, what))


def _read(what: Sought) -> Sequence[ColumnElement[bool]]:
    """The words as they stand among the kept stems."""
    kept = " " + SearchRow.head + " " + SearchRow.body + " "
    words = [f" {one} " for one in what.stems]
    if what.beginning:
        words[-1] = words[-1].rstrip()
    return [kept.contains(word, autoescape=True) for word in words]


def weighed(db: Session, what: Sought, query: Select[Any]) -> Weighed:
    """A query narrowed to complaints that hold the words; the first line weighs more."""
    if not _on_sqlite(db):
        rank = func.ts_rank(_vector, _query(db, what))
        found = query.join(SearchRow, SearchRow.complaint_id == ComplaintRow.id)
        return found.where(listed(db, what)), cast(rank * FINE, BigInteger)
    fine = cast(-func.bm25(literal_column("search_terms"), 4.0, 1.0) * FINE, BigInteger)
    some = select(_terms.c.rowid.label("id"), fine.label("weight")).where(_query(db, what))
    weights = some.subquery()
    return query.join(weights, weights.c.id == ComplaintRow.id), weights.c.weight
