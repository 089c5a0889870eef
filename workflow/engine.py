"""The only door through which a complaint changes: one command, one transaction.

Loads the history, asks the core, writes down what it answers, and puts what must be said
into the outbox, all or nothing. Two writers at once: the database refuses the second, and the
engine decides again once on fresh facts. `now` may be earlier than what has happened already
(a clock that was set back, another machine's): `steady_time.py` says what it means then.
"""

import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core import commands as c
from workflow.core.clocks import Office
from workflow.core.decide import decide, refuse_if_stale
from workflow.core.desk import Decision
from workflow.core.events import Recorded
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.given import Give
from workflow.core.reference import REFERENCES, make_reference, read_reference
from workflow.core.refusal import NotFound, Refused
from workflow.core.relating import target_of
from workflow.core.roles import Actor
from workflow.post import Post, row_changes
from workflow.steady_time import steady
from workflow.store import complaints, outbox, staff
from workflow.store.database import Sessions
from workflow.store.entries import Entry, History
from workflow.store.models import ComplaintRow
from workflow.store.projection import standing

log = logging.getLogger(__name__)

Offices = Callable[[Session], Office]
"""Gives the office as the database has it now: its calendar may be changed at any time."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command: the complaint, its facts now, the events that were added."""

    complaint: int
    facts: Facts
    events: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A command of a batch that was refused; the others were carried out."""

    command: c.Command
    refused: Refused


class Engine:
    """Carries out commands. Safe to share between threads and processes."""

    def __init__(
        self,
        sessions: Sessions,
        offices: Offices,
        post: Post,
        number: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self.sessions = sessions
        self._offices = offices
        with sessions.reading() as db:
            self.office = offices(db)
        self._post = post
        self._number = number

    def execute(self, command: c.Command, actor: Actor, now: datetime) -> Done:
        """Carry out one command in a transaction of its own; raises `Refused`."""
        return self.sessions.settled(lambda db: self.execute_in(db, command, actor, now))

    def execute_many(
        self, commands: Sequence[c.Command], actor: Actor, now: datetime
    ) -> list[Done | Failed]:
        """Carry out a batch in one transaction; a refused one leaves the others alone."""
        return self.sessions.settled(lambda db: self.execute_many_in(db, commands, actor, now))

    def execute_in(self, db: Session, command: c.Command, actor: Actor, now: datetime) -> Done:
        """Carry out a command in the caller's transaction, and whatever follows from it."""
        end = self.execute_many_in(db, (command,), actor, now)[0]
        if isinstance(end, Failed):
            raise end.refused
        return end

    def execute_many_in(
        self, db: Session, commands: Sequence[c.Command], actor: Actor, now: datetime
    ) -> list[Done | Failed]:
        """Carry out commands in the caller's transaction; histories come and go in one piece."""
        pasts = self._pasts(db, commands)
        self.office = office = self._offices(db)
        ends: list[Entry | Failed] = []
        for command in commands:
            try:
                past = _past(pasts, command)
                ends.append(self._decide(db, office, past, (command, actor, now)))
            except Refused as refused:  # raised before anything was written
                ends.append(Failed(command, refused))
        entries = [end for end in ends if isinstance(end, Entry)]
        complaints.record(db, office, entries, now)
        self._post.keep(db, entries, now)
        for entry in entries:
            self._log(entry.past.complaint, entry.decision)
        self._follow(db, entries, actor, now)
        return [_done(end) if isinstance(end, Entry) else end for end in ends]

    def _decide(
        self,
        db: Session,
        office: Office,
        past: History,
        asked: tuple[c.Command, Actor, datetime],
    ) -> Entry:
        command, actor, now = asked
        refuse_if_stale(past.events, getattr(command, "seen", None))
        facts = fold(past.events)
        was = standing(office, facts) if past.complaint else {}
        command, now = steady(facts, self._looked_up(db, command), now)
        decision = decide(office, facts, command, actor, now)
        past.events.extend(decision.events)
        return Entry(past, decision, row_changes(decision), was)

    def refresh(self, db: Session) -> None:
        """See the office as the database has it now: another process may have applied a decree."""
        self.office = self._offices(db)

    def facts(self, db: Session, complaint: int) -> tuple[Facts, History]:
        """A complaint's facts and history, as stored; raises `NotFound`."""
        past = complaints.history(db, complaint)
        return fold(past.events), past

    def find(self, db: Session, words: str) -> int:
        """The id behind a reference, however it is written; raises `NotFound`."""
        return self.row(db, words).id

    def row(self, db: Session, words: str) -> ComplaintRow:
        """The row behind a reference; as long as it is held, its session asks for it no more."""
        reference = read_reference(words)
        found = complaints.by_reference(db, reference) if reference else None
        if found is None:
            raise NotFound
        return found

    def new_reference(self) -> str:
        """A reference that nobody can guess; the database refuses the one in a million repeat."""
        return make_reference(self._number(REFERENCES))

    def _pasts(self, db: Session, commands: Sequence[c.Command]) -> dict[int, History]:
        ids = [command.complaint for command in commands if not isinstance(command, c.Open)]
        into = [found[0] for command in commands if (found := _target(db, command))]
        if into:  # all at once: of two merges that cross, none waits for the other in a circle
            complaints.lock(db, [*ids, *into])
        return complaints.histories(db, ids, writing=True) if ids else {}

    def _looked_up(self, db: Session, command: c.Command) -> c.Command:
        """The command with what only the database knows."""
        if isinstance(command, Give):
            return replace(command, of_unit=staff.unit_of(db, command.to))
        if isinstance(command, c.SendAgain | c.ConfirmArrival):
            state, at = outbox.standing(db, command.complaint, command.message)
            if isinstance(command, c.SendAgain):
                return replace(command, state=state)
            return replace(command, state=state, at=at)
        return self._with_target(db, command)

    def _with_target(self, db: Session, command: c.Command) -> c.Command:
        """A merge names the other by its reference; the core is told its id and state."""
        if not isinstance(command, c.Act) or "into" not in command.values:
            return command
        found = _target(db, command)
        known = target_of(*found) if found else {}
        return replace(command, values={**command.values, "into_id": "0", **known})

    def _follow(self, db: Session, entries: Sequence[Entry], actor: Actor, now: datetime) -> None:
        """What follows in other complaints is the office's own bookkeeping, in the actor's name."""
        clerk = replace(actor, role=None, unit="", stands_in=(), own=None)
        for entry in entries:
            for command in entry.decision.follow_ups:
                self.execute_in(db, command, clerk, now)

    def _log(self, complaint: int, decision: Decision) -> None:
        kinds = _kinds(decision.events)
        extra = {"action": "complaint.changed", "complaint_id": complaint, "events": kinds}
        log.info("complaint changed", extra=extra)


def _past(pasts: dict[int, History], command: c.Command) -> History:
    """The history that a command goes on with: an empty one if it opens a complaint."""
    if isinstance(command, c.Open):
        return History()
    if command.complaint not in pasts:
        raise NotFound
    return pasts[command.complaint]


def _done(entry: Entry) -> Done:
    return Done(entry.past.complaint, entry.decision.facts, entry.decision.events)


def _target(db: Session, command: c.Command) -> tuple[int, str, datetime] | None:
    """The complaint into which another one is merged: its id, state now, and time of receipt."""
    words = command.values.get("into", "") if isinstance(command, c.Act) else ""
    reference = read_reference(words) if words else None
    return complaints.place_of(db, reference) if reference else None


def _kinds(events: Iterable[Recorded]) -> str:
    return ",".join(type(recorded.event).__name__ for recorded in events)
