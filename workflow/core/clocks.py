"""What a clock says: when it is due, when it next alarms, how it stands now.

Computed from its facts and the calendar alone. Nothing is adjusted by hand and nothing is
kept that the history does not hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from workflow.core import deadlines
from workflow.core.calendar import Calendar
from workflow.core.clockface import Clock
from workflow.core.deadlines import Course
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
    return _due(office, facts, clock, _course(office, facts, clock))


def _course(office: Office, facts: Facts, clock: Clock) -> Course:
    """How its time passes, by its rule alone."""
    pauses = pauses_of(office.lifecycle.clock(clock.name), clock, facts)
    return deadlines.course(office.calendar(clock), clock.started_at, clock.span, pauses)


def _due(office: Office, facts: Facts, clock: Clock, course: Course) -> datetime | None:
    due = course.due()
    resumed = _resumed_at(facts, clock)
    if due is None or clock.grace is None or resumed is None:
        return due
    # A dispute leaves the unit what was left, but never less than the grace; while that is
    # paused there is no date, whatever the rule alone would say.
    pauses = pauses_of(office.lifecycle.clock(clock.name), clock, facts)
    least = deadlines.due(office.calendar(clock), resumed, clock.grace, pauses)
    return None if least is None else max(due, least)


def graced_since(office: Office, facts: Facts, clock: Clock) -> datetime | None:
    """Since which dispute the grace says a clock's date; none where its rule alone says it."""
    course = _course(office, facts, clock)
    by_rule = course.due() == _due(office, facts, clock, course)
    return None if by_rule else _resumed_at(facts, clock)


def _resumed_at(facts: Facts, clock: Clock) -> datetime | None:
    """When a dispute last set a clock going again."""
    disputed = facts.began.get("disputed")
    return disputed.at if disputed is not None and disputed.at > clock.started_at else None


def read(office: Office, facts: Facts, clock: Clock, now: datetime) -> Reading:
    """A clock's due time, its next alarm and its tone at `now`."""
    if not clock.running:
        due = clock.final_due_at
        return Reading(due, None, None, paused=False, late=clock.breached_at is not None)
    course = _course(office, facts, clock)
    due = _due(office, facts, clock, course)
    if due is None:
        return Reading(None, None, None, paused=True, late=clock.breached_at is not None)
    warn_at = course.share(clock.warn or DUE_SOON)
    # What comes after the due time is not counted while the due time itself is still to come.
    later = () if clock.breached_at is None else _after_due(office, clock, due)
    alarms = [at for at, _ in (*_until_due(clock, course, due, warn_at), *later)]
    return Reading(due, warn_at, min(alarms, default=None), paused=False, late=now >= due)


def alarms_of(
    office: Office, facts: Facts, clock: Clock, due: datetime
) -> list[tuple[datetime, str]]:
    """What a clock has still to say, and when: `warn`, `due`, or a step of its ladder."""
    course = _course(office, facts, clock)
    alarms = (
        *_until_due(clock, course, due, course.share(clock.warn or DUE_SOON)),
        *_after_due(office, clock, due),
    )
    return sorted(alarms, key=lambda alarm: alarm[0])


def _until_due(
    clock: Clock, course: Course, due: datetime, warn_at: datetime | None
) -> Iterator[tuple[datetime, str]]:
    """What it says until it is due."""
    if clock.warn and clock.warned_at is None and warn_at:
        yield min(warn_at, due), "warn"
    if clock.breached_at is None:
        yield due, "due"
    for step in clock.steps:
        at = _step(step)
        if isinstance(at, int) and at < WHOLE and step not in clock.climbed:
            yield course.share(at) or due, step


def _after_due(office: Office, clock: Clock, due: datetime) -> Iterator[tuple[datetime, str]]:
    """The steps of its ladder that come when it is due, or so much later."""
    for step in clock.steps:
        at = _step(step)
        if step in clock.climbed:
            continue
        if isinstance(at, Span):
            yield deadlines.due(office.calendar(clock), due, at) or due, step
        elif at >= WHOLE:
            yield due, step


@lru_cache(1000)
def _step(words: str) -> int | Span:
    """`100%>supervisor` is a share of the time; `2 working days>supervisor` comes after it."""
    at = words.partition(">")[0]
    return int(at[:-1]) if at.endswith("%") else Span.parse(at)
