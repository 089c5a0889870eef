"""A changed calendar: which dates it would move, and moving them on record.

Looking and applying ask the core the same question; looking writes nothing down. Applying
changes the calendar and every date that hangs on it in one transaction, signed by a
supervisor, with both dates in each history. Without a decree, the question is what the
calendar files, changed since, would move.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol

from sqlalchemy.orm import Session

from workflow.core.calendar import Calendar, DayOff
from workflow.core.clocks import Office
from workflow.core.commands import Recalculate
from workflow.core.decide import decide
from workflow.core.decree import Day, Decree, Effect, Moved, effect, moved_in
from workflow.core.folding import fold
from workflow.core.refusal import Refused
from workflow.core.roles import Actor, May, Party, Role
from workflow.engine import Engine, Failed
from workflow.store import audit, complaints, holidays, touched
from workflow.store.audit import Entry
from workflow.store.touched import Running

log = logging.getLogger(__name__)

FILES = "calendar.toml, holidays.toml"
"""Stands in the history where no decree moved a date, but the office's own files."""
BATCH = 200
LOOKER = Actor(Party.SUPERVISOR, role=Role.SUPERVISOR)
"""In whose name the core is asked what would happen; signs nothing."""

Tell = Callable[[int, int], None]
"""Told how many complaints of how many are done."""


class Offices(Protocol):
    """The office as the database has it, and its calendars with changes only tried out."""

    def __call__(self, db: Session) -> Office:
        """The office now."""

    def calendars(
        self, db: Session, extra: Sequence[DayOff] = (), removed: Sequence[date] = ()
    ) -> Mapping[str, Calendar]:
        """Its calendars, with more days off, and with working days after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a decree does: to each of its days, and to dates. `put` are the days it wrote down."""

    effects: tuple[tuple[Day, Effect], ...] = ()
    put: tuple[Day, ...] = ()
    moved: tuple[Moved, ...] = ()
    refused: int = 0
    """Complaints that could not be moved; the log says why. None is the rule."""
    settled: bool = True
    """False: somebody was still at work by the old calendar at the end; apply it once more."""


@dataclass(frozen=True, slots=True)
class _Order:
    """Who signs what, when; without a decree, the calendar files."""

    decree: Decree | None
    signer: Actor
    now: datetime
    tell: Tell


@dataclass(slots=True)
class _Walk:
    """What one walk over the complaints did; `seqs` are their histories' lengths after it."""

    moved: list[Moved] = field(default_factory=list)
    seqs: dict[int, int] = field(default_factory=dict)
    refused: int = 0


class Decrees:
    """Looks at changed calendars and applies them."""

    def __init__(self, engine: Engine, offices: Offices) -> None:
        self._engine = engine
        self._sessions = engine.sessions
        self._offices = offices

    def preview(self, decree: Decree | None, now: datetime) -> Change:
        """What would become of the days, and which dates would move; nothing is written."""
        with self._sessions.reading() as db:
            office, tried = self._offices(db), self._tried(db, decree)
            ids = touched.complaints(db, decree.reach if decree else None)
            moved = [
                each
                for batch in batches(ids)
                for each in _look(db, tried, (batch, _name(decree)), now)
            ]
        return Change(effects=_effects(decree, office, tried), moved=tuple(moved))

    def apply(
        self, decree: Decree | None, signer: Actor, now: datetime, tell: Tell | None = None
    ) -> Change:
        """Change the calendar, and every date that hangs on it; raises `Refused`.

        All or nothing; and then once more what others opened or moved meanwhile who had
        looked at the old calendar. Applying the same again moves nothing.
        """
        if not signer.may(May.CHANGE_CALENDAR):
            raise Refused("wrong-role", "Only a supervisor changes the calendar.")
        # A calendar is for everybody: the signature stands also on complaints about the
        # signer's own unit, which they may not see (UU 25/2009 art. 45).
        order = _Order(decree, replace(signer, unit=""), now, tell or _say_nothing)
        change, seqs = self._sessions.settled(lambda db: self._change(db, order))
        settled = holidays.outlast(self._sessions)
        late = self._sessions.settled(lambda db: self._walk(db, order, seqs))
        with self._sessions.reading() as db:  # this process shows it from now on
            self._engine.office = self._offices(db)
        return replace(
            change,
            moved=(*change.moved, *late.moved),
            refused=change.refused + late.refused,
            settled=settled,
        )

    def _change(self, db: Session, order: _Order) -> tuple[Change, dict[int, int]]:
        moment = holidays.claim(db, order.now)
        before = self._offices(db)
        known = {day.on: day for day in applied_days(db)}
        days = order.decree.days if order.decree else ()
        put = tuple(day for day in days if known.get(day.on) != day)
        for day in put:
            holidays.put(db, _row(day, order.signer, moment))
        walk = self._walk(db, order, {})
        if put or walk.moved:
            audit.note(db, _entry(order, put, walk))
        effects = _effects(order.decree, before, self._offices(db))
        moved = tuple(walk.moved)
        return Change(effects=effects, put=put, moved=moved, refused=walk.refused), walk.seqs

    def _walk(self, db: Session, order: _Order, seen: Mapping[int, int]) -> _Walk:
        """Put the calendar to every complaint in reach whose history is not as it was `seen`."""
        found = touched.complaints(db, order.decree.reach if order.decree else None)
        ids = [complaint for complaint, seq in found.items() if seen.get(complaint) != seq]
        walk, done = _Walk(), 0
        for batch in batches(ids):
            self._move(db, order, batch, walk)
            done += len(batch)
            order.tell(done, len(ids))
        return walk

    def _move(self, db: Session, order: _Order, batch: Sequence[int], walk: _Walk) -> None:
        rows = touched.clocks(db, batch, writing=True)
        commands = [_command(id, _name(order.decree), rows[id]) for id in rows]
        ends = self._engine.execute_many_in(db, commands, order.signer, order.now)
        office = self._offices(db)
        for id, end in zip(rows, ends, strict=True):
            if isinstance(end, Failed):
                walk.refused += 1
                extra = {"action": "calendar.refused", "complaint_id": id}
                log.warning("date not moved", extra={**extra, "code": end.refused.code})
                continue
            walk.seqs[id] = end.facts.seq
            walk.moved += moved_in(office, end.facts, end.events)
            if not end.events:
                touched.restate(db, office, end.facts, rows[id], order.now)

    def _tried(self, db: Session, decree: Decree | None) -> Office:
        now = self._offices(db)
        if decree is None:
            return now
        off = [day.off for day in decree.days if not day.working]
        working = [day.on for day in decree.days if day.working]
        return Office(now.lifecycle, now.policy, self._offices.calendars(db, off, working))


def applied_days(db: Session) -> list[Day]:
    """All days that were declared here, by date."""
    return [
        Day(
            on=row.on,
            kind=row.kind,
            name=row.name,
            legal_basis=row.legal_basis,
            estimate=row.estimate,
        )
        for row in holidays.applied(db)
    ]


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """Complaints in portions of a size that a statement takes well."""
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _look(
    db: Session, tried: Office, asked: tuple[Sequence[int], str], now: datetime
) -> Iterator[Moved]:
    """What the core would record of some complaints."""
    batch, name = asked
    rows, pasts = touched.clocks(db, batch), complaints.histories(db, batch)
    for id, running in rows.items():
        command = _command(id, name, running)
        decision = decide(tried, fold(pasts[id].events), command, LOOKER, now)
        yield from moved_in(tried, decision.facts, decision.events)


def _command(complaint: int, name: str, rows: Sequence[Running]) -> Recalculate:
    dues = tuple((row.name, row.round, row.due_at) for row in rows)
    return Recalculate(complaint=complaint, decree=name, dues=dues)


def _effects(
    decree: Decree | None, before: Office, after: Office
) -> tuple[tuple[Day, Effect], ...]:
    days = decree.days if decree else ()
    return tuple((day, effect(day, before, after)) for day in days)


def _name(decree: Decree | None) -> str:
    return str(decree) if decree else FILES


def _row(day: Day, signer: Actor, moment: datetime) -> dict[str, Any]:
    """What the calendar keeps of a declared day."""
    told = {"on": day.on, "kind": day.kind, "name": day.name, "legal_basis": day.legal_basis}
    signed = {"signed_by": signer.name, "applied_at": moment}
    return {**told, **signed, "working": day.working, "estimate": day.estimate}


def _entry(order: _Order, put: Sequence[Day], walk: _Walk) -> Entry:
    days = " ".join(f"{day.on}={day.kind}" for day in put) or "files"
    detail = f"{days} clocks={len(walk.moved)}"
    return Entry(at=order.now, actor=order.signer.name, action="calendar.applied", detail=detail)


def _say_nothing(done: int, of: int) -> None:
    """Nobody watches."""
