"""Changed rules: which running clocks they would change, and changing them on purpose.

A clock keeps the rule that applied to it when it started. Only what a supervisor signs here
gives it today's, counted from its original start, with both dates in the history.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from workflow.core.clockface import Clock
from workflow.core.clocks import Office, due_at
from workflow.core.commands import ApplyRules
from workflow.core.decide import decide
from workflow.core.events import ClockStopped, RuleApplied
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.refusal import Refused
from workflow.core.roles import Actor, May
from workflow.decrees import LOOKER, Offices, Tell, batches
from workflow.engine import Engine, Failed
from workflow.store import audit, complaints, touched
from workflow.store.audit import Entry

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a rule gives a clock: `within` as people say it; `due_at` is none while paused."""

    rule: str
    version: str
    within: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A running clock that takes another rule; without a new one it stops, with no outcome."""

    complaint: int
    reference: str
    unit: str
    clock: Clock
    label: str
    old: Limit
    new: Limit | None


@dataclass(frozen=True, slots=True)
class RulesApplied:
    """What was replaced, and how many complaints could not be changed; the log says why."""

    replaced: tuple[Replaced, ...]
    refused: int


class RuleChanges:
    """Looks at what today's rules would change, and applies them."""

    def __init__(self, engine: Engine, offices: Offices) -> None:
        self._engine = engine
        self._sessions = engine.sessions
        self._offices = offices

    def preview(self, now: datetime) -> list[Replaced]:
        """Every running clock whose rule is not today's; nothing is written."""
        with self._sessions.reading() as db:
            office, ids = self._offices(db), touched.complaints(db, None)
            return [each for batch in batches(ids) for each in _look(db, office, batch, now)]

    def apply(self, signer: Actor, now: datetime, tell: Tell) -> RulesApplied:
        """Give every running clock today's rule; raises `Refused`.

        A transaction for each portion of complaints: stopped half-way, it goes on where it
        was when it is started again.
        """
        if not signer.may(May.CHANGE_CALENDAR):
            raise Refused("wrong-role", "Only a supervisor applies changed rules.")
        clerk = replace(signer, unit="")  # rules are for everybody; see `decrees.py`
        with self._sessions.reading() as db:
            ids = list(touched.complaints(db, None))
        replaced: list[Replaced] = []
        done = refused = 0
        for batch in batches(ids):
            found, lost = self._sessions.settled(partial(self._replace, batch, clerk, now))
            replaced += found
            refused += lost
            done += len(batch)
            tell(done, len(ids))
        if replaced:
            detail = f"{self._engine.office.policy.version} clocks={len(replaced)}"
            entry = Entry(at=now, actor=clerk.name, action="rules.applied", detail=detail)
            self._sessions.settled(lambda db: audit.note(db, entry))
        return RulesApplied(tuple(replaced), refused)

    def _replace(
        self, ids: Sequence[int], signer: Actor, now: datetime, db: Session
    ) -> tuple[list[Replaced], int]:
        """Change the complaints of a portion that would change; how many were refused."""
        found = list(_look(db, self._offices(db), ids, now, writing=True))
        commands = [ApplyRules(complaint=id) for id in dict.fromkeys(r.complaint for r in found)]
        ends = self._engine.execute_many_in(db, commands, signer, now)
        lost = set()
        for command, end in zip(commands, ends, strict=True):
            if isinstance(end, Failed):
                lost.add(command.complaint)
                extra = {"action": "rules.refused", "complaint_id": command.complaint}
                log.warning("rules not applied", extra={**extra, "code": end.refused.code})
        return [each for each in found if each.complaint not in lost], len(lost)


def _look(
    db: Session, office: Office, ids: Sequence[int], now: datetime, *, writing: bool = False
) -> Iterator[Replaced]:
    """What the core would replace; `writing` keeps other writers of these complaints out."""
    for id, past in complaints.histories(db, ids, writing=writing).items():
        facts = fold(past.events)
        before = {name: _limit(office, facts, clock) for name, clock in facts.clocks.items()}
        decision = decide(office, facts, ApplyRules(complaint=id), LOOKER, now)
        for recorded in decision.events:
            if isinstance(recorded.event, RuleApplied | ClockStopped):
                name = recorded.event.clock
                clock = decision.facts.clocks[name]
                yield Replaced(
                    complaint=id,
                    reference=facts.reference,
                    unit=facts.unit,
                    clock=clock,
                    label=office.lifecycle.clock(name).label,
                    old=before[name],
                    new=_limit(office, facts, clock) if clock.running else None,
                )


def _limit(office: Office, facts: Facts, clock: Clock) -> Limit:
    due = due_at(office, facts, clock) if clock.running else clock.final_due_at
    return Limit(clock.rule, clock.version, str(clock.span), due)
