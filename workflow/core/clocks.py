"""What a clock says: when it is due, when it next alarms, how it stands now.

Computed from its facts and the calendar alone. Nothing is adjusted by hand and nothing is
kept that the history does not hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflow.core import deadlines
from workflow.core.calendar import Calendar
from workflow.core.clockface import Clock
from workflow.core.facts import Facts
from workflow.core.policy import Policy
from workflow.core.spans import Span
from workflow.core.tables import ClockKind, Lifecycle

WHOLE = 100
DUE_SOON = 75
"""Percent of the time after which a clock shows as due soon (the last quarter)."""


class Face(StrEnum):
    """The tones of a clock, the same everywhere."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    LATE = "late"
    PAUSED = "paused"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock says. `due_at` is none while it is paused; times are UTC."""

    due_at: datetime | None
    warn_at: datetime | None
    next_alarm_at: datetime | None
    paused: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Office:
    """What the core needs to know of the office: its lifecycle, its policy and its calendars."""

    lifecycle: Lifecycle
    policy: Policy
    calendars: Mapping[str, Calendar]

    def calendar(self, clock: Clock) -> Calendar:
        """The calendar by which a clock was started."""
        return self.calendars[clock.calendar]


def pauses_of(
    kind: ClockKind, clock: Clock, facts: Facts
) -> list[tuple[datetime, datetime | None]]:
    """The stretches that do not count for a clock, oldest first."""
    if not clock.pauses:
        return list(clock.gaps)
    waits = [
        (max(pause.since, clock.started_at), pause.until)
        for pause in facts.pauses
        if pause.state in kind.pauses_in and (pause.until is None or pause.until > clock.started_at)
    ]
    return [*waits, *clock.gaps]


def due_at(office: Office, facts: Facts, clock: Clock) -> datetime | None:
    """When a clock runs out; none while it is paused."""
    pauses = pauses_of(office.lifecycle.clock(clock.name), clock, facts)
    calendar = office.calendar(clock)
    due = deadlines.due(calendar, clock.started_at, clock.span, pauses)
    resumed = _resumed_at(facts, clock)
    if due is None or clock.grace is None or resumed is None:
        return due
    # A dispute leaves the unit what was left, but never less than the grace; while that is
    # paused there is no date, whatever the rule alone would say.
    least = deadlines.due(calendar, resumed, clock.grace, pauses)
    return None if least is None else max(due, least)


def _resumed_at(facts: Facts, clock: Clock) -> datetime | None:
    """When a dispute last set a clock going again."""
    disputed = facts.began.get("disputed")
    return disputed.at if disputed is not None and disputed.at > clock.started_at else None


def read(office: Office, facts: Facts, clock: Clock, now: datetime) -> Reading:
    """A clock's due time, its next alarm and its tone at `now`."""
    if not clock.running:
        due = clock.final_due_at
        return Reading(due, None, None, paused=False, late=clock.breached_at is not None)
    due = due_at(office, facts, clock)
    if due is None:
        return Reading(None, None, None, paused=True, late=clock.breached_at is not None)
    warn_at = _share_at(office, facts, clock, clock.warn or DUE_SOON)
    alarms = [at for at, _ in alarms_of(office, facts, clock, due)]
    return Reading(due, warn_at, min(alarms, default=None), paused=False, late=now >= due)


def _share_at(office: Office, facts: Facts, clock: Clock, percent: int) -> datetime | None:
    pauses = pauses_of(office.lifecycle.clock(clock.name), clock, facts)
    return deadlines.at_share(office.calendar(clock), clock.started_at, clock.span, percent, pauses)


def alarms_of(
    office: Office, facts: Facts, clock: Clock, due: datetime
) -> list[tuple[datetime, str]]:
    """What a clock has still to say, and when: `warn`, `due`, or a step of its ladder."""
    alarms: list[tuple[datetime, str]] = []
    if clock.warn and clock.warned_at is None:
        at = _share_at(office, facts, clock, clock.warn)
        alarms += [(min(at, due), "warn")] if at else []
    if clock.breached_at is None:
        alarms.append((due, "due"))
    for step in clock.steps:
        if step not in clock.climbed:
            alarms.append((_step_at(office, facts, clock, step, due), step))
    return sorted(alarms, key=lambda alarm: alarm[0])


def _step_at(office: Office, facts: Facts, clock: Clock, step: str, due: datetime) -> datetime:
    """`100%>supervisor` is a share of the time; `2 working days>supervisor` comes after it."""
    at = step.partition(">")[0]
    if not at.endswith("%"):
        found = deadlines.due(office.calendar(clock), due, Span.parse(at))
        return found or due
    percent = int(at[:-1])
    if percent >= WHOLE:
        return due
    return _share_at(office, facts, clock, percent) or due
