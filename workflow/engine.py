"""The only door through which a complaint changes: one command, one transaction.

Loads the history, asks the core, writes down what it answers, and puts what must be said
into the outbox, all or nothing. Two writers at once: the database refuses the second, and the
engine decides again once on fresh facts.
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
from workflow.core.reference import REFERENCES, make_reference, read_reference
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import Actor
from workflow.post import Post, row_changes
from workflow.store import complaints
from workflow.store.complaints import Entry, History
from workflow.store.database import Sessions

log = logging.getLogger(__name__)


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
        office: Office,
        post: Post,
        number: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self.sessions = sessions
        self.office = office
        self._post = post
        self._number = number

    def execute(self, command: c.Command, actor: Actor, now: datetime) -> Done:
        """Carry out one command in a transaction of its own; raises `Refused`."""
        return self.sessions.settled(lambda db: self.execute_in(db, command, actor, now))

    def execute_many(
        self, commands: Sequence[c.Command], actor: Actor, now: datetime
    ) -> list[Done | Failed]:
        """Carry out a batch in one transaction; a refused one leaves the others alone."""

        def work(db: Session) -> list[Done | Failed]:
            return [self._one_of_many(db, command, actor, now) for command in commands]

        return self.sessions.settled(work)

    def _one_of_many(
        self, db: Session, command: c.Command, actor: Actor, now: datetime
    ) -> Done | Failed:
        try:
            return self.execute_in(db, command, actor, now)
        except Refused as refused:  # raised before anything was written
            return Failed(command, refused)

    def execute_in(self, db: Session, command: c.Command, actor: Actor, now: datetime) -> Done:
        """Carry out a command in the caller's transaction, and whatever follows from it."""
        past = self._past(db, command, now)
        refuse_if_stale(past.events, getattr(command, "seen", None))
        command = self._with_target(db, command)
        decision = decide(self.office, fold(past.events), command, actor, now)
        entry = Entry(past, decision, row_changes(decision))
        complaints.record(db, self.office, entry, now)
        self._post.keep(db, past.complaint, decision, now)
        self._log(past.complaint, decision)
        for following in decision.follow_ups:
            self._follow(db, following, actor, now)
        return Done(past.complaint, decision.facts, decision.events)

    def facts(self, db: Session, complaint: int) -> tuple[Facts, History]:
        """A complaint's facts and history, as stored; raises `NotFound`."""
        past = complaints.history(db, complaint)
        return fold(past.events), past

    def find(self, db: Session, words: str) -> int:
        """The id behind a reference, however it is written; raises `NotFound`."""
        reference = read_reference(words)
        row = complaints.by_reference(db, reference) if reference else None
        if row is None:
            raise NotFound
        return row.id

    def new_reference(self) -> str:
        """A reference that nobody can guess; the database refuses the one in a million repeat."""
        return make_reference(self._number(REFERENCES))

    def _past(self, db: Session, command: c.Command, now: datetime) -> History:
        if isinstance(command, c.Open):
            empty = complaints.blank(command.reference, command.person, now)
            return History(complaints.make(db, empty), [])
        complaints.lock(db, command.complaint)
        return complaints.history(db, command.complaint)

    def _with_target(self, db: Session, command: c.Command) -> c.Command:
        """A merge names the other by its reference; the core is told its id and state."""
        if not isinstance(command, c.Act) or "into" not in command.values:
            return command
        reference = read_reference(command.values["into"])
        row = complaints.by_reference(db, reference) if reference else None
        known = {"into_id": str(row.id), "into_state": row.state} if row else {}
        return replace(command, values={**command.values, "into_id": "0", **known})

    def _follow(self, db: Session, command: c.Command, actor: Actor, now: datetime) -> None:
        """What follows in other complaints is the office's own bookkeeping, in the actor's name."""
        self.execute_in(db, command, replace(actor, role=None, unit=""), now)

    def _log(self, complaint: int, decision: Decision) -> None:
        kinds = _kinds(decision.events)
        extra = {"action": "complaint.changed", "complaint_id": complaint, "events": kinds}
        log.info("complaint changed", extra=extra)


def _kinds(events: Iterable[Recorded]) -> str:
    return ",".join(type(recorded.event).__name__ for recorded in events)
