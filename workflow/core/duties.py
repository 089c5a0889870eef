"""More time for a clock, a changed calendar or rule, and duties that are done outside Tuntas."""

import re
from datetime import datetime

from workflow.core import clockwork
from workflow.core import commands as c
from workflow.core.checks import known, refuse_outsiders, some
from workflow.core.clockface import Clock
from workflow.core.clocks import due_at
from workflow.core.decree import RULES
from workflow.core.desk import Desk
from workflow.core.events import DutyDone, Extended, Recalculated
from workflow.core.policy import Policy, Reason
from workflow.core.refusal import Refused
from workflow.core.roles import May
from workflow.core.spans import BadSpan, Span
from workflow.core.worktime import BeyondCalendar


def extend(desk: Desk, command: c.Extend) -> None:
    """Once per clock, on a ground from the list, with a letter; both dates stay on record."""
    if not desk.actor.may(May.EXTEND):
        raise Refused("wrong-role", "Only a supervisor extends a deadline.")
    clock = desk.facts.clocks.get(command.clock)
    if clock is None or not clock.running:
        raise Refused("no-such-clock", "No such clock is running.")
    if clock.extended_by:
        raise Refused("extended-once", "It was extended once already.")
    grounds = tuple(reason.id for reason in desk.office.policy.reasons_in("extend"))
    known(command.ground, grounds, "ground")
    try:
        more = Span.parse(command.by)
    except BadSpan as cause:
        raise Refused("bad-span", "Write the time as “7 working days”.") from cause
    if more.unit is not clock.within.unit or not more.count:
        raise Refused("other-unit", "Extend it in the unit it counts: {unit}.", unit=more.unit)
    _refuse_beyond_the_law(desk.office.policy, clock, command.ground, more)
    old = due_at(desk.office, desk.facts, clock)
    clock.extended_by = str(more)
    try:
        new = due_at(desk.office, desk.facts, clock)
    except BeyondCalendar as cause:
        raise Refused("beyond-calendar", "That lies beyond the working calendar.") from cause
    told = (("code", command.ground), ("old_due_at", _iso(old)), ("new_due_at", _iso(new)))
    letter = desk.went("extension_letter", some(command.letter), told)
    desk.record(
        Extended(
            clock=clock.name,
            round=clock.round,
            by=str(more),
            ground=command.ground,
            letter=letter,
            old_due_at=old,
            new_due_at=new,
        )
    )


def grounds_for(policy: Policy, clock: Clock) -> tuple[Reason, ...]:
    """The grounds on which a clock gets more time: what a statute limits, that statute's alone.

    UU 14/2008 art. 22(8) is the only one of a statute that we know; UU 25/2009 has none.
    """
    law = _statute(_basis_of(policy, clock))
    return tuple(one for one in policy.reasons_in("extend") if _statute(one.legal_basis) == law)


def _refuse_beyond_the_law(policy: Policy, clock: Clock, ground: str, more: Span) -> None:
    if ground not in {one.id for one in grounds_for(policy, clock)}:
        raise Refused(
            "other-law",
            "On this ground it gets no more time; its limit rests on: {basis}.",
            basis=_basis_of(policy, clock),
        )
    named = "foi_extension" if _statute(_basis_of(policy, clock)) else "extension_limit"
    limit = policy.spans.get(named)
    if limit is None or limit.unit is not more.unit:
        limit = clock.within
    if more.count > limit.count:
        raise Refused("too-long", "It may be extended by {limit} at most.", limit=str(limit))


def _basis_of(policy: Policy, clock: Clock) -> str:
    """The legal basis of the rule by which a clock counts; empty where that rule is gone."""
    rules = policy.rules_by_clock.get(clock.name, ())
    return next((rule.legal_basis for rule in rules if rule.name == clock.rule), "")


def _statute(basis: str) -> str:
    """The statute (UU) on which something rests, by number and year; empty for anything less."""
    law = _STATUTE.match(basis)
    return law[0] if law else ""


_STATUTE = re.compile(r"UU \d+/\d{4}")


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def fulfil(desk: Desk, command: c.Fulfil) -> None:
    """Stop the clock of a duty, with a note of how it was done."""
    refuse_outsiders(desk)
    clock = desk.facts.clocks.get(command.clock)
    if clock is None or not clock.running:
        raise Refused("no-such-clock", "No such clock is running.")
    message = desk.keep("duty", some(command.text))
    desk.record(DutyDone(clock=command.clock, message=message))


def recalculate(desk: Desk, command: c.Recalculate) -> None:
    """Note which due dates a changed calendar has moved; both dates stay on record."""
    if not desk.actor.may(May.CHANGE_CALENDAR):
        raise Refused("wrong-role", "Only a supervisor changes the calendar.")
    for name, number, old in command.dues:
        clock = desk.facts.clocks.get(name)
        if clock is None or clock.round != number or not clock.running:
            continue
        new = due_at(desk.office, desk.facts, clock)
        if new != old:
            desk.record(_moved(clock, command.decree, (old, new)))


def apply_rules(desk: Desk, command: c.ApplyRules) -> None:
    """Let running clocks take the rules as they stand now, from their original start.

    Where a due date moves with its rule, both dates stay on record.
    """
    if not desk.actor.may(May.CHANGE_CALENDAR):
        raise Refused("wrong-role", "Only a supervisor applies changed rules.")
    running = [clock for clock in desk.facts.clocks.values() if clock.running]
    before = {clock.name: due_at(desk.office, desk.facts, clock) for clock in running}
    clockwork.renew(desk.office, desk.facts, desk.now, desk.record)
    for clock in running:
        old, new = before[clock.name], due_at(desk.office, desk.facts, clock)
        if clock.running and new != old:
            desk.record(_moved(clock, f"{RULES}: {clock.rule}", (old, new)))


def _moved(
    clock: Clock, decree: str, dates: tuple[datetime | None, datetime | None]
) -> Recalculated:
    old, new = dates
    return Recalculated(
        clock=clock.name, round=clock.round, old_due_at=old, new_due_at=new, decree=decree
    )
