"""Makes clocks start, stop and go on by what has happened.

Named events of the history go in (`Facts.moments`), clock events come out. A clock that ran
out has breached, whoever looks first: before anything moves its date, and when it stops late,
the breach is written there and then, even when no sweep ever saw it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from workflow.core import holders
from workflow.core.clockface import Clock
from workflow.core.clocks import Office, due_at
from workflow.core.events import (
    Breached,
    ClockContinued,
    ClockStarted,
    ClockStopped,
    Event,
    RuleApplied,
)
from workflow.core.facts import Facts, Moment
from workflow.core.hindsight import TAKES_BACK, Stretch, last_stretch
from workflow.core.policy import SlaRule, Subject
from workflow.core.tables import ClockKind

Record = Callable[[Event], None]
"""Takes an event into the history and the facts at once, so that the next step sees it."""

_CLASSIFIED = "classified"
_RECKONED = frozenset({_CLASSIFIED, TAKES_BACK})
"""After these a clock may run that did not."""

NO_RULE = "no_rule"
"""By what a clock stopped whose class has no such clock."""


def follow(office: Office, facts: Facts, now: datetime, record: Record) -> None:
    """Answer the named events since the last look with clock events, in order."""
    work = _Work(office, facts, now, record)
    moments, facts.moments = facts.moments, []
    for moment in moments:
        for kind in office.lifecycle.clocks_at(moment.name):
            work.follow_one(kind, moment)
        if moment.name == TAKES_BACK:
            work.take_back(moment)
        if moment.name in _RECKONED or moment.name in office.lifecycle.continuing:
            work.start_the_missing(moment)
        if moment.name == _CLASSIFIED:
            work.apply_rules(moment.at)


def renew(office: Office, facts: Facts, at: datetime, record: Record) -> None:
    """Take the rules in their present version, on purpose; each from its original start."""
    _Work(office, facts, at, record).apply_rules(at, versions=True)


def note_breaches(
    office: Office, facts: Facts, now: datetime, record: Record, *, time_acts: bool = False
) -> None:
    """Write down what has run out already, before a date is moved or a clock is stopped.

    A person who acts at the very instant is in time; when time itself acts, it is over.
    """
    for clock in list(facts.clocks.values()):
        if not clock.running or clock.breached_at is not None or _is_theirs(office, clock):
            continue
        due = due_at(office, facts, clock)
        if due is not None and (now > due or (time_acts and now == due)):
            record(breach(office, facts, clock, (due, now)))


def breach(
    office: Office, facts: Facts, clock: Clock, times: tuple[datetime, datetime]
) -> Breached:
    """The breach of a clock, of (due, seen) times: at its due time, whenever it is seen.

    It names how long each holder had it until then, so that the last one is not blamed
    for the first.
    """
    due, seen = times
    held = holders.shares(office.calendar(clock), facts, clock, due)
    return Breached(
        clock=clock.name,
        round=clock.round,
        due_at=due,
        detected_at=seen,
        unit=facts.unit,
        shares=holders.words(held),
    )


def rule_for(office: Office, facts: Facts, clock: str, at: datetime) -> SlaRule | None:
    """The first rule of a clock that fits the complaint; none: it has no such clock."""
    subject = Subject(
        klass=facts.klass,
        category=facts.category,
        on=office.calendars["office"].local(at).date(),
        priority=facts.priority or "normal",
        oversight=facts.oversight,
    )
    return office.policy.rule_for(clock, subject)


def calendar_of(office: Office, facts: Facts) -> str:
    """The id of the calendar by which a clock counts that starts now."""
    unit = office.policy.units.get(facts.unit)
    return unit.calendar if unit else "office"


@dataclass(frozen=True, slots=True)
class _Work:
    """One look at the clocks of one complaint."""

    office: Office
    facts: Facts
    now: datetime
    record: Record

    def follow_one(self, kind: ClockKind, moment: Moment) -> None:
        """What one named event means for one kind of clock."""
        clock = self.facts.clocks.get(kind.name)
        name, at = moment.name, moment.at
        if clock is not None and clock.running:
            # News of something from before its start are not about this round.
            if at >= clock.started_at and (name in kind.stops or name in kind.restarts):
                self.stop(clock, moment)
                if name in kind.restarts:
                    self.start(kind, at)
        elif clock is not None and name in kind.continues:
            self.go_on(clock, at)
        elif name in kind.starts:
            self.start(kind, at)

    def stop(self, clock: Clock, moment: Moment) -> None:
        """Stop a clock; one that stops late has its breach."""
        due = due_at(self.office, self.facts, clock)
        ours = not _is_theirs(self.office, clock)
        late = ours and due is not None and moment.at > due
        if late and due is not None and clock.breached_at is None:
            self.record(breach(self.office, self.facts, clock, (due, self.now)))
        outcome = "late" if late or (ours and clock.breached_at is not None) else "met"
        self.end(clock, moment, due, outcome)

    def end(self, clock: Clock, moment: Moment, due: datetime | None, outcome: str) -> None:
        """Write down that a clock stopped."""
        self.record(
            ClockStopped(
                clock=clock.name,
                round=clock.round,
                at=moment.at,
                due_at=due,
                outcome=outcome,
                by=moment.name,
                message=moment.message,
            )
        )

    def start(self, kind: ClockKind, at: datetime) -> None:
        """Start the next round of a clock, if the complaint has such a clock."""
        rule = rule_for(self.office, self.facts, kind.name, at)
        if rule is None:
            return
        earlier = self.facts.clocks.get(kind.name)
        self.record(
            ClockStarted(
                clock=kind.name,
                round=earlier.round + 1 if earlier else 1,
                rule=rule.name,
                version=rule.version,
                within=str(rule.within),
                calendar=calendar_of(self.office, self.facts),
                started_at=at,
                warn=rule.warn or 0,
                pauses=rule.pauses,
                grace=str(rule.grace) if rule.grace else "",
                steps=_steps(rule),
            )
        )

    def go_on(self, clock: Clock, at: datetime, *, void: bool = False) -> None:
        """Let a clock go on, by the rule of now; one whose time is over stays over."""
        rule = rule_for(self.office, self.facts, clock.name, clock.started_at)
        if rule is None or clock.stopped_by == "over":
            return
        self.record(ClockContinued(clock=clock.name, round=clock.round, at=at, void=void))
        if rule.name != clock.rule:
            self.record(_ruled(clock, rule))

    def apply_rules(self, at: datetime, *, versions: bool = False) -> None:
        """Another class or category picks another rule, counted from the original start.

        A rule that was only changed meanwhile is not picked up, unless `versions` are
        asked for.
        """
        for clock in list(self.facts.clocks.values()):
            if not clock.running:
                continue
            rule = rule_for(self.office, self.facts, clock.name, clock.started_at)
            if rule is None:
                due = due_at(self.office, self.facts, clock)
                self.end(clock, Moment(NO_RULE, at, 0), due, "void")
            elif rule.name != clock.rule or (versions and rule.version != clock.version):
                self.record(_ruled(clock, rule))

    def start_the_missing(self, now: Moment) -> None:
        """What had no rule until now stands from now on as if it had always had one."""
        known = self.facts.past[: now.order]
        for kind in self.office.lifecycle.clocks:
            clock = self.facts.clocks.get(kind.name)
            if clock is not None and (clock.running or clock.stopped_by == "over"):
                continue
            stretch = last_stretch(kind, known)
            if stretch is not None and stretch.running:
                self._stand_as(kind, clock, stretch)

    def _stand_as(self, kind: ClockKind, clock: Clock | None, stretch: Stretch) -> None:
        """Bring a clock that stands still to where its named events would have it."""
        if clock is None or clock.started_at != stretch.started.at:
            gaps = stretch.gaps
            self.start(kind, stretch.started.at)
        else:
            gaps = stretch.gaps[len(clock.gaps) :]
            never_stopped = clock.stopped_by == NO_RULE or not gaps
            self.go_on(clock, gaps[0][1].at if gaps else stretch.started.at, void=never_stopped)
            gaps = gaps if never_stopped else gaps[1:]
        clock = self.facts.clocks.get(kind.name)
        for stopped, again in gaps if clock is not None and clock.running else ():
            self.stop(self.facts.clocks[kind.name], stopped)
            self.go_on(self.facts.clocks[kind.name], again.at)

    def take_back(self, moment: Moment) -> None:
        """What never arrived stopped nothing: what it stopped goes on as if it never went."""
        for clock in list(self.facts.clocks.values()):
            arrived = clock.stopped_by.endswith("_delivered")
            if not clock.running and arrived and clock.stopped_message == moment.message:
                self.go_on(clock, moment.at, void=True)


def _is_theirs(office: Office, clock: Clock) -> bool:
    """Whether a clock is the complainant's own time: its end is a move, never a breach."""
    return bool(office.lifecycle.clock(clock.name).ends_in)


def _steps(rule: SlaRule) -> tuple[str, ...]:
    return tuple(f"{step.at}>{step.to}" for step in rule.escalate)


def _ruled(clock: Clock, rule: SlaRule) -> RuleApplied:
    return RuleApplied(
        clock=clock.name,
        round=clock.round,
        rule=rule.name,
        version=rule.version,
        within=str(rule.within),
        warn=rule.warn or 0,
        pauses=rule.pauses,
        grace=str(rule.grace) if rule.grace else "",
        steps=_steps(rule),
    )
