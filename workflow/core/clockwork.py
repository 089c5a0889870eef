"""Makes clocks start, stop and go on by what has happened.

Named events of the history go in (`Facts.moments`), clock events come out. A clock that stops
late writes its breach there and then, even when no sweep ever saw it.
"""

from collections.abc import Callable
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
from workflow.core.facts import Facts
from workflow.core.policy import SlaRule, Subject
from workflow.core.tables import ClockKind

Record = Callable[[Event], None]
"""Takes an event into the history and the facts at once, so that the next step sees it."""


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


def follow(office: Office, facts: Facts, now: datetime, record: Record) -> None:
    """Answer the named events since the last look with clock events, in order.

    `record` takes each event into the facts at once, so that the next one sees it.
    """
    moments, facts.moments = facts.moments, []
    for name, at in moments:
        for kind in office.lifecycle.clocks_at(name):
            _follow_one(office, facts, kind, (name, at, now), record)
        if name == "classified":
            _start_the_missing(office, facts, record)
            _apply_rules(office, facts, at, record)
        if name == "came_back":
            _take_back(office, facts, at, record)


def _follow_one(
    office: Office,
    facts: Facts,
    kind: ClockKind,
    moment: tuple[str, datetime, datetime],
    record: Record,
) -> None:
    name, at, now = moment
    clock = facts.clocks.get(kind.name)
    running = clock is not None and clock.running
    if running and clock is not None and (name in kind.stops or name in kind.restarts):
        stop(office, facts, clock, (name, at, now), record)
    if clock is not None and not running and name in kind.continues and clock.stopped_by != "over":
        record(ClockContinued(clock=kind.name, round=clock.round, at=at))
    elif (name in kind.starts and not running) or (running and name in kind.restarts):
        _start(office, facts, kind, at, record)


def stop(
    office: Office,
    facts: Facts,
    clock: Clock,
    moment: tuple[str, datetime, datetime],
    record: Record,
) -> None:
    """Stop a clock; one that stops late writes its breach, even when no sweep ever saw it."""
    name, at, now = moment
    due = due_at(office, facts, clock)
    late = due is not None and at > due
    ours = not office.lifecycle.clock(clock.name).ends_in
    if late and due is not None and ours and clock.breached_at is None:
        record(breach(office, facts, clock, (due, now)))
    outcome = "late" if late and ours else "met"
    record(_stopped(clock, at, due, (outcome, name)))


def _stopped(
    clock: Clock, at: datetime, due: datetime | None, how: tuple[str, str]
) -> ClockStopped:
    outcome, by = how
    return ClockStopped(
        clock=clock.name, round=clock.round, at=at, due_at=due, outcome=outcome, by=by
    )


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


def _steps(rule: SlaRule) -> tuple[str, ...]:
    return tuple(f"{step.at}>{step.to}" for step in rule.escalate)


def _start(office: Office, facts: Facts, kind: ClockKind, at: datetime, record: Record) -> None:
    rule = rule_for(office, facts, kind.name, at)
    if rule is None:
        return
    earlier = facts.clocks.get(kind.name)
    record(
        ClockStarted(
            clock=kind.name,
            round=earlier.round + 1 if earlier else 1,
            rule=rule.name,
            version=rule.version,
            within=str(rule.within),
            calendar=_calendar_for(office, facts),
            started_at=at,
            warn=rule.warn or 0,
            pauses=rule.pauses,
            grace=str(rule.grace) if rule.grace else "",
            steps=_steps(rule),
        )
    )


def _calendar_for(office: Office, facts: Facts) -> str:
    unit = office.policy.units.get(facts.unit)
    return unit.calendar if unit else "office"


def renew(office: Office, facts: Facts, at: datetime, record: Record) -> None:
    """Take the rules in their present version, on purpose; each from its original start."""
    _apply_rules(office, facts, at, record, versions=True)


def _apply_rules(
    office: Office, facts: Facts, at: datetime, record: Record, *, versions: bool = False
) -> None:
    """Another class or category picks another rule, counted from the original start.

    A rule that was only changed meanwhile is not picked up, unless `versions` are asked for.
    """
    for clock in list(facts.clocks.values()):
        if not clock.running:
            continue
        rule = rule_for(office, facts, clock.name, clock.started_at)
        if rule is None:
            due = due_at(office, facts, clock)
            record(_stopped(clock, at, due, ("void", "no_rule")))
        elif rule.name != clock.rule or (versions and rule.version != clock.version):
            record(_ruled(clock, rule))


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


def _start_the_missing(office: Office, facts: Facts, record: Record) -> None:
    """A class that is set late may bring clocks whose start lies behind: they count from there."""
    for kind in office.lifecycle.clocks:
        clock = facts.clocks.get(kind.name)
        since = max((facts.began[m] for m in kind.starts if m in facts.began), default=None)
        if since is None or any(facts.began.get(m, since) > since for m in kind.stops):
            continue
        if clock is None:
            _start(office, facts, kind, since, record)
        elif clock.stopped_by == "no_rule" and rule_for(office, facts, kind.name, since):
            record(ClockContinued(clock=kind.name, round=clock.round, at=since, void=True))


def _take_back(office: Office, facts: Facts, at: datetime, record: Record) -> None:
    """What never arrived stopped nothing: the clocks that it stopped go on as if it never went."""
    for clock in list(facts.clocks.values()):
        if clock.stopped_by in ("question_delivered", "answer_delivered"):
            record(ClockContinued(clock=clock.name, round=clock.round, at=at, void=True))
