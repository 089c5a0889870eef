"""What the overview counts, in a few grouped questions: open ones, flow, holders, returns.

Every question takes the condition of what somebody may see; a figure and the list behind it
(`slices.py`) are asked with the same words, so that they agree.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, case, func, literal, literal_column, select, true
from sqlalchemy.orm import Session

from workflow.core.roles import Actor, Role
from workflow.store.desk_views import Condition
from workflow.store.models import RETURNED, BreachRow, EventRow
from workflow.store.models import ComplaintRow as Row
from workflow.store.worklists import visible_to

LATE, SOON, CALM = "late", "soon", "calm"

AGES = (3, 7, 14, 30, 60)
"""Days since the complaint was received: the ends of the bands; the last one is open."""


@dataclass(frozen=True, slots=True)
class Standing:
    """So many open complaints of a unit stand in a step, with the clock that is due first.

    `fresh`: how many were received since the time that was asked for; `ages`: how many are
    younger than each end of `AGES`.
    """

    unit: str
    clock: str
    step: str
    open: int
    soon: int
    late: int
    fresh: int
    ages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """An open complaint with a clock that runs, by what is due first."""

    id: int
    unit: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """A complaint that one unit gave back, and who has had it next; empty: intake still."""

    complaint: int
    came_from: str
    went_to: str


def counted_for(actor: Actor) -> Condition:
    """What somebody's figures count: what they see, and for who runs the machine, all of it.

    An administrator gets numbers and no list: they read no complaint.
    """
    return true() if actor.role is Role.ADMINISTRATOR else visible_to(actor)


# -- What is open --------------------------------------------------------------------------


def tone(now: datetime) -> ColumnElement[str]:
    """Late, due soon or neither, by the most urgent clock."""
    return case((Row.urgent_at <= now, LATE), (Row.warn_at <= now, SOON), else_=CALM)


def age(now: datetime) -> ColumnElement[int]:
    """Which band of `AGES` a complaint is in."""
    ends = [(Row.received_at > now - timedelta(days=days), i) for i, days in enumerate(AGES)]
    return case(*ends, else_=len(AGES))


def standings(db: Session, seen: Condition, since: datetime, now: datetime) -> list[Standing]:
    """All that is open, in one grouped question."""
    keys = (Row.unit, Row.due_clock, Row.state)
    soon = and_(Row.warn_at <= now, Row.urgent_at > now)
    fresh = and_(Row.received_at >= since, Row.received_at < now)
    young = [Row.received_at > now - timedelta(days=days) for days in AGES]
    counts = [func.count().filter(one) for one in (soon, Row.urgent_at <= now, fresh, *young)]
    query = select(*keys, func.count(), *counts).where(Row.open, seen)
    found = db.connection().execute(query.group_by(*by_place(len(keys)))).all()
    return [Standing(*row[:7], ages=tuple(row[7:])) for row in found]


def by_place(places: int) -> list[ColumnElement[int]]:
    """Group by the places of columns: PostgreSQL takes two bound values for unequal."""
    return [literal_column(str(place)) for place in range(1, places + 1)]


def running(db: Session, seen: Condition, now: datetime, until: datetime) -> list[Running]:
    """Open complaints that are due from now until a time, the most urgent first."""
    where = (Row.open, Row.urgent_at > now, Row.urgent_at <= until, seen)
    query = select(Row.id, Row.unit, Row.urgent_at).where(*where)
    ordered = query.order_by(Row.urgent_at, Row.id)
    return [Running(*row) for row in db.connection().execute(ordered)]


# -- What comes and goes --------------------------------------------------------------------


def came(db: Session, seen: Condition, bounds: Sequence[datetime]) -> list[int]:
    """How many were received in each stretch between two bounds."""
    return _counted(db, [received_between(*ends, seen) for ends in pairwise(bounds)])


def went(db: Session, seen: Condition, bounds: Sequence[datetime]) -> list[int]:
    """How many were closed in each stretch."""
    return _counted(db, [closed_between(*ends, seen) for ends in pairwise(bounds)])


def received_between(since: datetime, until: datetime, seen: Condition) -> tuple[Condition, ...]:
    """Received in a stretch."""
    return Row.received_at >= since, Row.received_at < until, seen


def closed_between(since: datetime, until: datetime, seen: Condition) -> tuple[Condition, ...]:
    """Closed in a stretch, and not opened again."""
    return Row.open.is_(False), Row.closed_at >= since, Row.closed_at < until, seen


def _counted(db: Session, asked: Sequence[tuple[Condition, ...]]) -> list[int]:
    """How many rows each condition holds for: each is a stretch of an index, none is sorted."""
    counts = [
        select(func.count()).select_from(Row).where(*where).scalar_subquery() for where in asked
    ]
    return list(db.connection().execute(select(*counts)).one())


def ended_by_unit(db: Session, seen: Condition, since: datetime, now: datetime) -> dict[str, int]:
    """How many each unit has brought to an end since a time."""
    # Grouped by the bare column, SQLite would walk all closed complaints in its order.
    unit = func.coalesce(Row.unit, "")
    query = select(unit, func.count()).where(*closed_between(since, now, seen))
    found: Counter[str] = Counter()
    for code, count in db.connection().execute(query.group_by(*by_place(1))):
        found[code] += count
    return found


# -- Who had it -----------------------------------------------------------------------------


def held(db: Session, seen: Condition, since: datetime) -> dict[str, Counter[str]]:
    """Minutes by holder, and by clock, in the clocks that were overrun since a time."""
    where = (BreachRow.due_at >= since, seen)
    query = select(BreachRow.clock, BreachRow.shares).join(Row, Row.id == BreachRow.complaint_id)
    found: dict[str, Counter[str]] = {}
    for clock, words in db.connection().execute(query.where(*where)):
        for holder, minutes in minutes_of(words).items():
            found.setdefault(holder, Counter())[clock] += minutes
    return found


def minutes_of(words: str) -> dict[str, int]:
    """The shares of one breach, as the ledger writes them."""
    found: dict[str, int] = {}
    for share in words.split():
        holder, _, minutes = share.rpartition("=")
        found[holder] = int(minutes)
    return found


def holds(holder: str, since: datetime) -> Condition:
    """Complaints with a breach since a time of which somebody holds a share."""
    named = (literal(" ") + BreachRow.shares).contains(f" {holder}=", autoescape=True)
    query = select(BreachRow.complaint_id).where(BreachRow.due_at >= since, named)
    return Row.id.in_(query)


# -- To and fro -----------------------------------------------------------------------------


def returns(db: Session, seen: Condition, since: datetime) -> list[Return]:
    """Every return since a time with both its units, read off the moves of those few."""
    query = (
        select(EventRow.complaint_id, EventRow.seq)
        .join(Row, Row.id == EventRow.complaint_id)
        .where(RETURNED, EventRow.at >= since, seen)
    )
    back = {(complaint, seq) for complaint, seq in db.connection().execute(query)}
    owners = _owners(db, {complaint for complaint, _ in back})
    return [_return(complaint, seq, owners[complaint]) for complaint, seq in sorted(back)]


Owners = list[tuple[int, str]]


def _owners(db: Session, complaints: set[int]) -> dict[int, Owners]:
    """By complaint: at which places of its history which unit got it."""
    query = select(EventRow.complaint_id, EventRow.seq, EventRow.data).where(
        EventRow.complaint_id.in_(complaints), EventRow.kind == "Moved"
    )
    found: dict[int, Owners] = {complaint: [] for complaint in complaints}
    for complaint, seq, data in db.connection().execute(query.order_by(EventRow.seq)):
        unit = json.loads(data).get("unit", "")
        if unit:
            found[complaint].append((seq, unit))
    return found


def _return(complaint: int, seq: int, owners: Owners) -> Return:
    before = [unit for place, unit in owners if place < seq]
    after = [unit for place, unit in owners if place > seq]
    return Return(complaint, before[-1] if before else "", after[0] if after else "")
