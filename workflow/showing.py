"""One complaint as pages and commands show it: facts, conversation, clocks, history, moves.

Reads, and changes nothing. Whoever may not see a complaint gets `NotFound`, as if there
were none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core import clocks as reading
from workflow.core import deadlines
from workflow.core.clockface import Clock
from workflow.core.clocks import Face, Office
from workflow.core.decide import may_see
from workflow.core.events import Recorded
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.moves import Offer, offers
from workflow.core.reference import stand_in
from workflow.core.refusal import NotFound
from workflow.core.roles import Actor
from workflow.core.tables import ClockKind, Situation
from workflow.core.trace import Trace, trace
from workflow.store import alterations, complaints, files, messages
from workflow.store.models import ComplaintRow, MessageRow, OutboxRow
from workflow.store.social_tables import AlterationRow
from workflow.store.tables import AttachmentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """A clock to show. `left` is in the unit of its span, negative when late, none if paused."""

    clock: Clock
    kind: ClockKind
    due_at: datetime | None
    face: Face
    left: float | None
    used: float


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message with its files, and how it fares if it goes out."""

    row: MessageRow
    files: Sequence[AttachmentRow]
    going: OutboxRow | None = None
    happened: Sequence[AlterationRow] = ()
    """What its author or others did to it later, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintView:
    """Everything about one complaint that this actor may see."""

    row: ComplaintRow
    facts: Facts
    pseudonym: str
    messages: tuple[MessageView, ...]
    clocks: tuple[ClockView, ...]
    history: tuple[Recorded, ...]
    offers: tuple[Offer, ...]


def show(db: Session, office: Office, complaint: int, actor: Actor, now: datetime) -> ComplaintView:
    """The complaint for this actor; raises `NotFound`."""
    past = complaints.history(db, complaint)
    facts = fold(past.events)
    if not may_see(facts, actor):
        raise NotFound
    by_number = files.of_complaint(db, complaint)
    told = messages.correspondence(db, complaint)
    happened = alterations.of_messages(db, [row for row, _ in told])
    situation = Situation(facts, actor.at(facts.unit), office.policy, now)
    return ComplaintView(
        row=complaints.row_of(db, complaint),
        facts=facts,
        pseudonym=stand_in(facts.reference),
        messages=tuple(
            MessageView(row, by_number.get(row.number, ()), going, happened.get(row.id, ()))
            for row, going in told
        ),
        clocks=clock_views(office, facts, now),
        history=tuple(past.events),
        offers=offers(situation, office.lifecycle.moves_from(facts.state)),
    )


def clock_views(office: Office, facts: Facts, now: datetime) -> tuple[ClockView, ...]:
    """The clocks of a complaint: running ones first, the most urgent on top."""
    views = [view_of(office, facts, clock, now) for clock in facts.clocks.values()]
    return tuple(sorted(views, key=lambda view: (not view.clock.running, _order(view))))


def _order(view: ClockView) -> str:
    return view.due_at.isoformat() if view.due_at else "~"


def view_of(office: Office, facts: Facts, clock: Clock, now: datetime) -> ClockView:
    """One clock at `now`."""
    kind = office.lifecycle.clock(clock.name)
    read = reading.read(office, facts, clock, now)
    pauses = reading.pauses_of(kind, clock, facts)
    calendar, span = office.calendar(clock), clock.span
    until = clock.stopped_at or now
    used = deadlines.used(calendar, clock.started_at, span.unit, until, pauses)
    running = clock.running and read.due_at is not None
    return ClockView(
        clock=clock,
        kind=kind,
        due_at=read.due_at,
        face=face_of(clock, read, now),
        left=deadlines.left(calendar, clock.started_at, span, now, pauses) if running else None,
        used=used,
    )


def face_of(clock: Clock, read: reading.Reading, now: datetime) -> Face:
    """The tone in which a clock is shown."""
    if not clock.running:
        return Face.LATE if clock.outcome == "late" else Face.MET
    if read.paused:
        return Face.PAUSED
    return tone(read.due_at, read.warn_at, now)


def tone(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> Face:
    """On time, due soon (last quarter) or late; the same for a clock and a worklist row."""
    if due_at is not None and now >= due_at:
        return Face.LATE
    return Face.DUE_SOON if warn_at is not None and now >= warn_at else Face.ON_TIME


def row_face(row: ComplaintRow, now: datetime) -> Face:
    """The tone of a worklist row."""
    if not row.open:
        return Face.MET
    if row.paused:
        return Face.PAUSED
    return tone(row.due_at, row.warn_at, now)


def why(office: Office, facts: Facts, clock: Clock) -> Trace:
    """Why a clock is due when it is: something that a person can check with a pencil."""
    pauses = reading.pauses_of(office.lifecycle.clock(clock.name), clock, facts)
    calendar = office.calendar(clock)
    by_rule = trace(calendar, clock.started_at, clock.span, pauses)
    disputed = reading.graced_since(office, facts, clock)
    if disputed is None or clock.grace is None:
        return by_rule
    return replace(by_rule, least=trace(calendar, disputed, clock.grace, pauses))
