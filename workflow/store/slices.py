"""The complaints behind one figure of the overview: the same words, asked for the rows.

Who may see a row is `worklists.visible_to`'s to say; a slice only narrows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from workflow.core.roles import Actor
from workflow.store import figures
from workflow.store.desk_views import Condition
from workflow.store.models import ComplaintRow as Row
from workflow.store.worklists import Key, Page, visible_to

NO_UNIT = "-"
"""Stands for intake: complaints that no unit owns yet."""

Stretch = tuple[datetime, datetime]
"""From the one instant, up to and without the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a figure counts; what is empty does not narrow. Open ones, unless `went` or `came`."""

    unit: str = ""
    clock: str = ""
    step: str = ""
    tone: str = ""
    age: int | None = None
    came: Stretch | None = None
    went: Stretch | None = None
    due: Stretch | None = None
    holder: str = ""
    since: datetime | None = None
    ids: tuple[int, ...] | None = None


def conditions(asked: Slice, now: datetime) -> Iterator[Condition]:
    """As the store takes it."""
    yield from _kind(asked)
    yield from _equal(asked)
    if asked.tone:
        yield figures.tone(now) == asked.tone
    if asked.age is not None:
        yield figures.age(now) == asked.age
    if asked.due:
        yield Row.urgent_at > asked.due[0]
        yield Row.urgent_at <= asked.due[1]


def _kind(asked: Slice) -> Iterator[Condition]:
    """What kind of figure it is: of a week, of breaches, of named ones, or of all open ones."""
    if asked.ids is not None:
        yield Row.id.in_(asked.ids)
    elif asked.came:
        yield Row.received_at >= asked.came[0]
        yield Row.received_at < asked.came[1]
    elif asked.went:
        yield from figures.closed_between(*asked.went, Row.id > 0)
    elif asked.holder and asked.since:
        yield figures.holds(asked.holder, asked.since)
    else:
        yield Row.open.is_(True)


def _equal(asked: Slice) -> Iterator[Condition]:
    if asked.unit:
        yield Row.unit == ("" if asked.unit == NO_UNIT else asked.unit)
    if asked.clock:
        yield Row.due_clock == ("" if asked.clock == NO_UNIT else asked.clock)
    if asked.step:
        yield Row.state == asked.step


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins, and how many rows it has."""

    after: Key | None = None
    limit: int = 50


def page(db: Session, actor: Actor, asked: Slice, now: datetime, place: Place) -> Page:
    """One page of the rows, the most urgent first."""
    query = select(Row).where(visible_to(actor), *conditions(asked, now))
    if place.after is not None and isinstance(place.after[0], datetime):
        query = query.where(tuple_(Row.urgent_at, Row.id) > place.after)
    ordered = query.order_by(Row.urgent_at, Row.id).limit(place.limit + 1)
    rows = db.scalars(ordered).all()
    last = rows[place.limit - 1] if len(rows) > place.limit else None
    following = (last.urgent_at, last.id) if last else None
    return Page(rows=rows[: place.limit], next=following, sort="urgent")
