"""The worklist: which complaints somebody sees, in which order, page after page.

Every list, count and search passes through `visible_to`, so that what a role may not see is
nowhere. Paging is by the last row seen, never by offset.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from workflow.core.reference import read_reference
from workflow.core.roles import Actor, May
from workflow.store import finding, search
from workflow.store.columns import Instant
from workflow.store.desk_views import FLAGS, SORTS, VIEWS, WEIGHT, Condition, Sort, view_named
from workflow.store.finding import USUAL, Crowd
from workflow.store.models import ComplaintRow as Row
from workflow.store.search import Sought

MOST_COUNTED = 1000
"""Counts stop here: "999+" tells an officer as much as the exact number."""

_MOST: ColumnElement[int] = literal_column(str(MOST_COUNTED))
"""Said in the statement itself: PostgreSQL plans for so few only where it knows."""

Key = tuple[datetime | int, int]
"""Where a page ends: what it is sorted by in its last row, and that row's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the worklist is asked for. `after` is the key of the last row seen."""

    view: str = "open"
    state: str = ""
    unit: str = ""
    klass: str = ""
    category: str = ""
    channel: str = ""
    priority: str = ""
    flag: str = ""
    words: str = ""
    late: bool = False
    sort: str = ""
    after: Key | None = None
    limit: int = 50

    @property
    def narrowed(self) -> bool:
        """Whether less than the whole view is asked for."""
        return bool(self.words or self.flag or self.late or any(_equal(self)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows, and the key with which the next page begins; none at the end.

    `sought` are the words that all rows hold, if any were asked for; `sort` the order that
    was taken: very common words are not weighed.
    """

    rows: Sequence[Row]
    next: Key | None
    sort: str
    sought: Sought | None = None


def visible_to(actor: Actor) -> Condition:
    """What exists for somebody: never a complaint about their own unit (UU 25/2009 art. 45)."""
    units = sorted(actor.units)
    if actor.may(May.SEE_ALL):
        return Row.reported_unit.not_in(units) if units else true()
    if actor.may(May.SEE_UNIT) and units:
        # A deputy is of two units for a while, and reads nothing about either.
        theirs = Row.unit == units[0] if len(units) == 1 else Row.unit.in_(units)
        return and_(theirs, Row.reported_unit.not_in(units))
    return false()


_SORTS = {sort.name: sort for sort in SORTS}


# -- A page -------------------------------------------------------------------------------


def page(db: Session, actor: Actor, wanted: Wanted, now: datetime, crowd: Crowd = USUAL) -> Page:
    """One page of the worklist, in the order that was asked for or suits the view."""
    usual = view_named(wanted.view).sort
    words, hits = _sought(wanted), 0
    if words is not None and not words.stems:
        return Page(rows=(), next=None, sort=usual, sought=words)
    if words is not None:
        words, hits = finding.settled(db, words, crowd)
    sort = _SORTS.get(wanted.sort or (WEIGHT if words else usual), _SORTS[usual])
    if sort.column is None and (words is None or hits > crowd.common):
        sort = _SORTS[usual]
    query = _chosen(db, actor, wanted, now)
    place = _Place(sort, wanted.after, wanted.limit)
    if words is None:
        found = _sorted(db, query, place)
    elif sort.column is None:
        found = _weighed(db, query, words, place)
    elif hits > crowd.many:
        found = _walked(db, query, words, place, crowd.near)
    else:
        found = _sorted(db, query.where(finding.listed(db, words)), place)
    return _page(found, wanted.limit, sort, words)


def _page(found: "Found", limit: int, sort: Sort, words: Sought | None) -> Page:
    """What was found as a page: the row too many says that there is another one."""
    rows = [row for row, _ in found[:limit]]
    following = (found[limit - 1][1], rows[-1].id) if len(found) > limit else None
    return Page(rows=rows, next=following, sort=sort.name, sought=words)


def _sought(wanted: Wanted) -> Sought | None:
    """The words to look for; none where none were typed, or a whole reference."""
    if not wanted.words or read_reference(wanted.words):
        return None
    return search.sought(wanted.words)


def _chosen(db: Session, actor: Actor, wanted: Wanted, now: datetime) -> Select[Any]:
    """The rows that somebody may see and asked for, their words aside."""
    view = view_named(wanted.view)
    query = select(Row).where(visible_to(actor), view.rows(actor, now), *_filters(wanted, now))
    if _sought(wanted) is None or actor.may(May.REVEAL):
        return query
    # To be found by a word is to be read: confidential words are found by few.
    return query.where(Row.confidential.is_(False))


Found = list[tuple[Row, Any]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page stands: in which order, after which row, and how long it is."""

    sort: Sort
    after: Key | None
    limit: int

    def of(self, query: Select[Any]) -> Select[Any]:
        """The page of a query's rows that stands here, and one row more."""
        column = self.sort.column
        assert column is not None
        if self.after is not None and isinstance(self.after[0], datetime):
            query = query.where(self.beyond(self.after))
        order = (column, Row.id)
        turned = [one.desc() for one in order] if self.sort.newest_first else order
        return query.order_by(*turned).limit(self.limit + 1)

    def beyond(self, key: Key, *, before: bool = False) -> Condition:
        """Whether a row comes after another one in this order, or before it."""
        own: ColumnElement[Any] = tuple_(self.sort.column, Row.id)
        return own < key if self.sort.newest_first is not before else own > key


def _sorted(db: Session, query: Select[Any], place: _Place) -> Found:
    assert place.sort.column is not None
    name = place.sort.column.key
    return [(row, getattr(row, name)) for row in db.scalars(place.of(query))]


def _walked(db: Session, query: Select[Any], words: Sought, place: _Place, near: int) -> Found:
    """Rows that hold words of very many complaints: one after the other is asked."""
    columns: list[Any] = [place.sort.column, Row.id]
    keys = place.of(query.with_only_columns(*columns))
    end = db.execute(keys.offset(near).limit(1)).first()
    some = keys.where(finding.holds(db, words))
    if end is not None:
        some = some.where(place.beyond((end[0], end[1]), before=True))
    first = some.subquery()
    found = _sorted(db, select(Row).join(first, first.c.id == Row.id), replace(place, after=None))
    if end is None or len(found) > place.limit:
        return found
    return _sorted(db, query.where(finding.listed(db, words)), place)


def _weighed(db: Session, query: Select[Any], words: Sought, place: _Place) -> Found:
    query, weight = finding.weighed(db, words, query)
    if place.after is not None and isinstance(place.after[0], int):
        query = query.where(tuple_(weight, Row.id) < place.after)
    query = query.add_columns(weight).order_by(weight.desc(), Row.id.desc())
    return [(row, weight) for row, weight in db.execute(query.limit(place.limit + 1))]


_EQUAL = {
    "state": Row.state,
    "unit": Row.unit,
    "klass": Row.klass,
    "category": Row.category,
    "channel": Row.channel,
    "priority": Row.priority,
}


def _equal(wanted: Wanted) -> list[str]:
    """The filters that ask for an equal word."""
    return [name for name in _EQUAL if getattr(wanted, name)]


def _filters(wanted: Wanted, now: datetime) -> list[Condition]:
    found = [_EQUAL[name] == getattr(wanted, name) for name in _equal(wanted)]
    if wanted.late:
        found.append(and_(Row.open, Row.urgent_at <= now))
    if wanted.flag in FLAGS:
        found.append(FLAGS[wanted.flag][1])
    reference = read_reference(wanted.words) if wanted.words else None
    if reference:
        found.append(Row.reference == reference)
    return found


# -- Counts -------------------------------------------------------------------------------


def counts(db: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """How many rows each view holds for somebody, up to `MOST_COUNTED`; one question for all."""
    found = db.connection().execute(_counting(actor), {"now": now}).one()
    return {view.name: min(count, MOST_COUNTED) for view, count in zip(VIEWS, found, strict=True)}


@lru_cache(256)
def _counting(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Made once for each person: making it takes longer than answering it."""
    now = bindparam("now", type_=Instant())
    asked = []
    for view in VIEWS:
        first, *others = (_number(actor, part) for part in view.parts(actor, now))
        asked.append(sum(others, first).label(view.name))
    return select(*asked)


def _number(actor: Actor, part: Select[int]) -> ColumnElement[int]:
    """How many of these rows somebody sees, up to `MOST_COUNTED`."""
    some = part.where(visible_to(actor)).limit(_MOST).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def count(db: Session, actor: Actor, wanted: Wanted, now: datetime) -> int:
    """How many rows are asked for, up to `MOST_COUNTED`."""
    words = _sought(wanted)
    if words is not None and not words.stems:
        return 0
    query = _chosen(db, actor, wanted, now).with_only_columns(Row.id)
    if words is not None:
        query = query.where(finding.among(db, *finding.settled(db, words)))
    some = query.limit(_MOST).subquery()
    return db.scalar(select(func.count()).select_from(some)) or 0


def find_all(db: Session, wanted: Wanted, now: datetime) -> Sequence[Row]:
    """Rows for the command line, which sees everything on its own machine."""
    query = select(Row).where(*_filters(wanted, now))
    return db.scalars(query.order_by(Row.urgent_at, Row.id).limit(wanted.limit)).all()


def is_visible(row: Row, actor: Actor) -> bool:
    """The same question about a row that is at hand."""
    if row.reported_unit in actor.units:
        return False
    if actor.may(May.SEE_ALL):
        return True
    return actor.may(May.SEE_UNIT) and row.unit in actor.units


def answered_by(
    db: Session, where: tuple[Sequence[str], datetime], whose: Sequence[Condition], most: int
) -> Sequence[Row]:
    """Open complaints that are answered by one of these channels and moved since, oldest first.

    `where`: the channels, and the moment; `whose` narrows them to somebody's own.
    """
    channels, since = where
    rows = select(Row).where(Row.open.is_(True), Row.changed_at >= since, *whose)
    answered = rows.where(Row.reply_channel.in_(channels))
    return db.scalars(answered.order_by(Row.changed_at).limit(most)).all()
