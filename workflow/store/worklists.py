"""The worklist: which complaints somebody sees, in which order, page after page.

Every list, count and search passes through `visible_to`, so that what a role may not see is
nowhere. Paging is by the last row seen, never by offset.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from workflow.core.reference import read_reference
from workflow.core.roles import Actor, May
from workflow.store.models import ComplaintRow as Row

MOST_COUNTED = 1000
"""Counts stop here: "999+" tells an officer as much as the exact number."""

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class View:
    """A named view of the worklist. `rows` gives its condition for somebody at a time."""

    name: str
    label: str
    rows: Callable[[Actor, datetime], Condition]
    newest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the worklist is asked for. `after` is the key of the last row seen."""

    view: str = "open"
    state: str = ""
    unit: str = ""
    words: str = ""
    late: bool = False
    after: tuple[datetime, int] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the key with which the next page begins; none at the end."""

    rows: Sequence[Row]
    next: tuple[datetime, int] | None


def visible_to(actor: Actor) -> Condition:
    """What exists for somebody: never a complaint about their own unit (UU 25/2009 art. 45)."""
    if actor.may(May.SEE_ALL):
        return Row.reported_unit != actor.unit if actor.unit else true()
    if actor.may(May.SEE_UNIT) and actor.unit:
        return and_(Row.unit == actor.unit, Row.reported_unit != actor.unit)
    return false()


def _mine(actor: Actor, now: datetime) -> Condition:
    """What waits for this person's own act."""
    if actor.may(May.SEE_UNIT):
        return Row.state.in_(("assigned", "held"))
    if actor.may(May.OVERVIEW):
        return and_(Row.open, or_(Row.due_at < now, Row.warn_at < now, Row.came_back))
    return Row.state == "received"


def _due_soon(actor: Actor, now: datetime) -> Condition:
    return and_(Row.open, Row.warn_at <= now, Row.due_at > now)


VIEWS = (
    View("mine", "Mine first", _mine),
    View("new", "New", lambda actor, now: Row.state == "received"),
    View("open", "All open", lambda actor, now: Row.open.is_(True)),
    View("due_soon", "Due soon", _due_soon),
    View("late", "Late", lambda actor, now: and_(Row.open, Row.due_at <= now)),
    View("waiting", "Waiting", lambda actor, now: Row.state.in_(("waiting", "held"))),
    View("responded", "Responded", lambda actor, now: Row.state == "responded"),
    View("came_back", "Came back undelivered", lambda actor, now: Row.came_back.is_(True)),
    View("closed", "Closed", lambda actor, now: Row.open.is_(False), newest_first=True),
)

_VIEWS = {view.name: view for view in VIEWS}


def view_named(name: str) -> View:
    """A view by its name; the first one for a name that nobody knows."""
    return _VIEWS.get(name, VIEWS[0])


def page(db: Session, actor: Actor, wanted: Wanted, now: datetime) -> Page:
    """One page of the worklist, most urgent first; closed ones newest first."""
    view = view_named(wanted.view)
    query = select(Row).where(visible_to(actor), view.rows(actor, now), *_filters(wanted, now))
    query = _ordered(query, view, wanted.after).limit(wanted.limit + 1)
    rows = db.scalars(query).all()
    if len(rows) <= wanted.limit:
        return Page(rows, None)
    last = rows[wanted.limit - 1]
    return Page(
        rows[: wanted.limit], (last.changed_at if view.newest_first else last.urgent_at, last.id)
    )


def _ordered(query: Select[Row], view: View, after: tuple[datetime, int] | None) -> Select[Row]:
    key = tuple_(Row.changed_at if view.newest_first else Row.urgent_at, Row.id)
    if view.newest_first:
        query = query.order_by(Row.changed_at.desc(), Row.id.desc())
        return query.where(key < after) if after else query
    query = query.order_by(Row.urgent_at, Row.id)
    return query.where(key > after) if after else query


def _filters(wanted: Wanted, now: datetime) -> list[Condition]:
    found: list[Condition] = []
    if wanted.state:
        found.append(Row.state == wanted.state)
    if wanted.unit:
        found.append(Row.unit == wanted.unit)
    if wanted.late:
        found.append(and_(Row.open, Row.due_at <= now))
    reference = read_reference(wanted.words) if wanted.words else None
    if reference:
        found.append(Row.reference == reference)
    elif wanted.words:
        found += [
            Row.first_line.icontains(word, autoescape=True) for word in wanted.words.split()[:8]
        ]
    return found


def counts(db: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """How many rows each view holds for somebody, up to `MOST_COUNTED`; one question for all."""
    visible = visible_to(actor)
    asked = []
    for view in VIEWS:
        some = select(Row.id).where(visible, view.rows(actor, now)).limit(MOST_COUNTED)
        count = select(func.count()).select_from(some.subquery()).scalar_subquery()
        asked.append(count.label(view.name))
    found = db.connection().execute(select(*asked)).one()
    return {view.name: count for view, count in zip(VIEWS, found, strict=True)}


def find_all(db: Session, wanted: Wanted, now: datetime) -> Sequence[Row]:
    """Rows for the command line, which sees everything on its own machine."""
    query = select(Row).where(*_filters(wanted, now))
    return db.scalars(query.order_by(Row.urgent_at, Row.id).limit(wanted.limit)).all()


def is_visible(row: Row, actor: Actor) -> bool:
    """The same question about a row that is at hand."""
    if actor.unit and row.reported_unit == actor.unit:
        return False
    if actor.may(May.SEE_ALL):
        return True
    return actor.may(May.SEE_UNIT) and bool(actor.unit) and row.unit == actor.unit
