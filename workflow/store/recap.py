"""What a period amounts to, for reports: received, how clocks ended, days to the end, breaches.

A period is of complaints that were *received* in it, unless a question says otherwise, so
that every share has the same whole. Grouped questions; no row of a person is touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, literal_column, not_, or_, select
from sqlalchemy.orm import Session

from workflow.store.figures import closed_between
from workflow.store.models import BreachRow, ClockRow
from workflow.store.models import ComplaintRow as Row

DAY = 86_400
FELL_AWAY = "void"
"""What became of a clock whose duty ended before anybody did it."""


@dataclass(frozen=True, slots=True)
class Period:
    """From one instant up to and without another; `now` judges what still runs."""

    since: datetime
    until: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """So many complaints of a kind were received, and stand in a state now."""

    unit: str
    channel: str
    klass: str
    category: str
    state: str
    open: bool
    count: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How the rounds of a clock went in a unit: met, late, running in time, or fell away."""

    unit: str
    clock: str
    outcome: str
    count: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A complaint that was resolved in the period, and the days from receipt to its end."""

    unit: str
    days: float


@dataclass(frozen=True, slots=True)
class Breach:
    """A line of the ledger."""

    reference: str
    unit: str
    clock: str
    round: int
    category: str
    shares: str
    due_at: datetime
    detected_at: datetime
    stopped_at: datetime | None


def received(db: Session, period: Period) -> list[Received]:
    """What was received, by all that reports sort it by."""
    keys = (Row.unit, Row.channel, Row.klass, Row.category, Row.state, Row.open)
    query = select(*keys, func.count()).where(*_received(period)).group_by(*keys)
    return [Received(*row) for row in db.connection().execute(query)]


def _received(period: Period) -> tuple[ColumnElement[bool], ...]:
    return Row.received_at >= period.since, Row.received_at < period.until


def clocks(db: Session, period: Period, names: tuple[str, ...] = ()) -> list[Ended]:
    """How the clocks of what was received have ended; one that is overrun is late already.

    A duty that fell away is neither met nor late: who withdraws is not answered in time, and
    only what was resolved is settled. More time, or a dispute, does not undo what was late.
    """
    running = ClockRow.outcome == ""
    late = and_(running, or_(ClockRow.due_at <= period.now, ClockRow.breached))
    outcome = case(
        (late, "late"), (running, "running"), (_fell_away(), FELL_AWAY), else_=ClockRow.outcome
    )
    query = (
        select(Row.unit, ClockRow.name, outcome, func.count())
        .join(ClockRow, ClockRow.complaint_id == Row.id)
        .where(*_received(period))
        .group_by(*(literal_column(place) for place in ("1", "2", "3")))
    )
    if names:
        query = query.where(ClockRow.name.in_(names))
    return [Ended(*row) for row in db.connection().execute(query)]


def _fell_away() -> ColumnElement[bool]:
    """Stopped in time by the end of its complaint, and not by what the clock waits for."""
    at_the_end = and_(Row.closed_at.is_not(None), ClockRow.stopped_at == Row.closed_at)
    settled = and_(at_the_end, Row.state == "resolved")
    return and_(
        ClockRow.outcome == "met",
        or_(
            and_(ClockRow.name == "resolution", not_(settled)),
            and_(at_the_end, Row.state == "withdrawn"),
        ),
    )


def resolved(db: Session, period: Period) -> list[Closed]:
    """What was resolved in the period, whenever it was received."""
    query = select(Row.unit, Row.received_at, Row.closed_at).where(
        *closed_between(period.since, period.until, Row.state == "resolved")
    )
    return [
        Closed(unit, (closed - came).total_seconds() / DAY)
        for unit, came, closed in db.connection().execute(query)
        if closed is not None
    ]


def breaches(db: Session, period: Period) -> Iterator[Breach]:
    """The ledger of the period, by the time at which each clock was overrun."""
    query = (
        select(
            Row.reference, BreachRow.unit, BreachRow.clock, BreachRow.round, Row.category,
            BreachRow.shares, BreachRow.due_at, BreachRow.detected_at, ClockRow.stopped_at,
        )
        .join(Row, Row.id == BreachRow.complaint_id)
        .outerjoin(
            ClockRow,
            and_(
                ClockRow.complaint_id == BreachRow.complaint_id,
                ClockRow.name == BreachRow.clock,
                ClockRow.round == BreachRow.round,
            ),
        )
        .where(BreachRow.due_at >= period.since, BreachRow.due_at < period.until)
        .order_by(BreachRow.due_at, BreachRow.id)
    )  # fmt: skip
    for row in db.connection().execute(query):
        yield Breach(*row)
