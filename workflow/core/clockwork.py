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
from workflow.core.policy import SlaRule, Subject
from workflow.core.tables import ClockKind

Record = Callable[[Event], None]
"""Takes an event into the history and the facts at once, so that the next step sees it."""

NO_RULE = "no_rule"
"""By what a clock stopped whose class has no such clock."""


def follow(office: Office, facts: Facts, now: datetime, record: Record) -> None:
    """Answer the named events since the last look with clock events, in order."""
    work = _Work(office, facts, now, record)
    moments, facts.moments = facts.moments, []
    for moment in moments:
        for kind in office.lifecycle.clocks_at(moment.name):
            work.follow_one(kind, moment)
        if moment.name == "classified":
            work.start_the_missing()
            work.apply_rules(moment.at)
        if moment.name == "came_back":
            work.take_back(moment)


def renew(office: Office, facts: Facts, at: datetime, record: Record) -> None:
    """Take the rules in their present version, on purpose; each from its original start."""
    _Work(office, facts, at, record).apply_rules(at, versions=True)


def note_breaches(office: Office, facts: Facts, now: datetime, record: Record) -> None:
    """Write down what has run out already, before a date is moved or a clock is stopped."""
    for clock in list(facts.clocks.values()):
        if not clock.running or clock.breached_at is not None or _is_theirs(office, clock):
            continue
        due = due_at(office, facts, clock)
        if due is not None and now > due:
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
        unit = self.office.policy.units.get(self.facts.unit)
        self.record(
            ClockStarted(
                clock=kind.name,
                round=earlier.round + 1 if earlier else 1,
                rule=rule.name,
                version=rule.version,
                within=str(rule.within),
                calendar=unit.calendar if unit else "office",
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

    def start_the_missing(self) -> None:
        """A class that is set late may bring clocks whose start lies behind: from there."""
        for kind in self.office.lifecycle.clocks:
            started = self._last(kind.starts)
            clock = self.facts.clocks.get(kind.name)
            if started is None or (clock is not None and clock.running):
                continue
            stopped, continued = self._last(kind.stops), self._last(kind.continues)
            if stopped is None or stopped.order < started.order:
                self._start_late(kind, clock, started, None)
            elif continued is not None and continued.order > stopped.order:
                self._start_late(kind, clock, started, (stopped, continued))

    def _start_late(
        self,
        kind: ClockKind,
        clock: Clock | None,
        started: Moment,
        gap: tuple[Moment, Moment] | None,
    ) -> None:
        if clock is not None and clock.stopped_by == NO_RULE:
            self.go_on(clock, started.at, void=True)
        elif clock is None or started.at > clock.started_at:
            self.start(kind, started.at)
            fresh = self.facts.clocks.get(kind.name)
            if gap is not None and fresh is not None and fresh.running:
                self.stop(fresh, gap[0])
                self.go_on(fresh, gap[1].at)

    def _last(self, names: tuple[str, ...]) -> Moment | None:
        found = [self.facts.began[name] for name in names if name in self.facts.began]
        return max(found, key=lambda moment: moment.order, default=None)

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
