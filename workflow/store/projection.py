"""What rows say of facts: the mapping by which rows are written, and checked by `verify`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from workflow.core import clocks
from workflow.core.clockface import Clock
from workflow.core.clocks import Office, Reading
from workflow.core.events import Breached
from workflow.core.facts import Facts

Readings = Mapping[str, Reading]

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands where nothing is due, so that every row can be sorted and paged by one column."""


def readings(office: Office, facts: Facts, now: datetime) -> dict[str, Reading]:
    """What each clock of a complaint says, its present round."""
    return {name: clocks.read(office, facts, clock, now) for name, clock in facts.clocks.items()}


def row_values(office: Office, facts: Facts, read: Readings) -> dict[str, Any]:
    """What the facts and their clocks say, in the complaint row's words."""
    due, name, warn, paused = most_urgent(office, facts, read)
    return {
        **standing(office, facts),
        "due_at": due,
        "urgent_at": due or NEVER,
        "due_clock": name,
        "warn_at": warn,
        "paused": paused,
    }


def standing(office: Office, facts: Facts) -> dict[str, Any]:
    """What the facts say by themselves, whatever the clocks show."""
    return {
        "state": facts.state,
        "open": office.lifecycle.is_open(facts.state) or _still_owes(office, facts),
        "klass": facts.klass,
        "category": facts.category,
        "priority": facts.priority,
        "safety": facts.safety,
        "suspected": facts.suspected,
        "oversight": facts.oversight,
        "confidential": facts.confidential,
        "anonymous": facts.anonymous,
        "unit": facts.unit,
        "given_to": int(facts.given_to) if facts.given_to else None,
        "reported_unit": facts.reported_unit,
        "agency": facts.agency,
        "channel": facts.channel,
        "account": facts.account,
        "language": facts.language,
        "person_id": facts.person,
        "received_at": facts.received_at,
        "opened_at": facts.opened_at,
        "changed_at": facts.changed_at,
        "closed_at": facts.closed_at,
        "came_back": facts.came_back,
        "merged_into_id": facts.merged_into or None,
        "messages": facts.messages,
        "seq": facts.seq,
    }


def _still_owes(office: Office, facts: Facts) -> bool:
    """Whether a duty outlives its complaint, as the report to the police does a withdrawal.

    It stays on the worklists until somebody says that it was done.
    """
    running = (name for name, clock in facts.clocks.items() if clock.running)
    return any(not office.lifecycle.clock(name).ends_in for name in running)


def most_urgent(
    office: Office, facts: Facts, read: Readings
) -> tuple[datetime | None, str, datetime | None, bool]:
    """The office's own clock that is due first: due, name, when nearly due; paused or not."""
    ours = [
        (name, read[name])
        for name, clock in facts.clocks.items()
        if clock.running and not office.lifecycle.clock(name).ends_in
    ]
    due = [(r.due_at, name, r.warn_at) for name, r in ours if r.due_at is not None]
    if not due:
        return None, "", None, any(r.paused for _, r in ours)
    first = min(due, key=lambda found: found[0])
    return *first, False


def clock_values(clock: Clock, reading: Reading) -> dict[str, Any]:
    """What a clock says, in its row's words."""
    return {
        "name": clock.name,
        "round": clock.round,
        "rule": clock.rule,
        "started_at": clock.started_at,
        "due_at": reading.due_at,
        "warn_at": reading.warn_at,
        "next_alarm_at": reading.next_alarm_at,
        "stopped_at": clock.stopped_at,
        "outcome": clock.outcome,
        "paused": reading.paused,
        "breached": clock.breached_at is not None,
    }


def breach_values(breach: Breached) -> dict[str, Any]:
    """What a breach says, in the ledger's words."""
    return {
        "clock": breach.clock,
        "round": breach.round,
        "unit": breach.unit,
        "shares": " ".join(breach.shares),
        "due_at": breach.due_at,
        "detected_at": breach.detected_at,
    }
