"""What a decree says of days, what becomes of each of them, and the dates that it moves.

Values and questions about them; nothing is read or written. A decree is whatever the
office must obey: a joint decision of ministers, a circular of the governor, its own order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from workflow.core.calendar import DayKind, DayOff
from workflow.core.clockface import Clock
from workflow.core.clocks import Office
from workflow.core.events import Recalculated, Recorded
from workflow.core.facts import Facts

WORKING = "working"
KINDS = (*(kind.value for kind in DayKind), WORKING)
"""What a decree makes of a day; the last: a working day after all."""
RULES = "sla.toml"
"""Stands, with the name of the rule, where no decree moved a date, but a changed rule."""
ZONES = timedelta(days=1)
"""No zone is further from UTC than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a date is declared to be; `kind` is one of `KINDS`."""

    on: date
    kind: str
    name: str
    legal_basis: str
    estimate: bool = False

    @property
    def working(self) -> bool:
        """Whether it is a working day after all."""
        return self.kind == WORKING

    @property
    def off(self) -> DayOff:
        """The day off as calendars take it; `ValueError` for a working day."""
        return DayOff(
            on=self.on,
            kind=DayKind(self.kind),
            name=self.name,
            legal_basis=self.legal_basis,
            estimate=self.estimate,
        )


@dataclass(frozen=True, slots=True)
class Decree:
    """Days that somebody with the power to do so has declared; at least one, no date twice."""

    name: str
    legal_basis: str
    days: tuple[Day, ...]

    def __str__(self) -> str:
        return f"{self.name} ({self.legal_basis})"

    @property
    def reach(self) -> tuple[datetime, datetime]:
        """From before its first day to after its last, in whatever zone; aware UTC."""
        dates = sorted(day.on for day in self.days)
        first, last = (datetime.combine(on, time.min, UTC) for on in (dates[0], dates[-1]))
        return first - ZONES, last + 2 * ZONES


class Effect(StrEnum):
    """What becomes of a day."""

    CLOSES = "closes"
    OPENS = "opens"
    OFF_ALREADY = "off_already"
    WORKING_ALREADY = "working_already"
    KEPT_OPEN = "kept_open"
    """The calendar's own rules take the day back, and that outranks every day off."""


def effect(day: Day, before: Office, after: Office) -> Effect:
    """What becomes of a declared day; it has changed if it has in any calendar."""
    names = before.calendars.keys() & after.calendars.keys()
    was = {name for name in names if before.calendars[name].is_working(day.on)}
    now = {name for name in names if after.calendars[name].is_working(day.on)}
    if was != now:
        return Effect.OPENS if day.working else Effect.CLOSES
    if day.working:
        return Effect.WORKING_ALREADY
    return Effect.KEPT_OPEN if "office" in now else Effect.OFF_ALREADY


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A date that moves. `clock` is as it stands after; a date is none while it is paused."""

    reference: str
    unit: str
    clock: Clock
    label: str
    old_due_at: datetime | None
    new_due_at: datetime | None

    @property
    def later(self) -> bool | None:
        """Whether it moves to a later date; none where one of the two is no date."""
        if self.old_due_at is None or self.new_due_at is None:
            return None
        return self.new_due_at > self.old_due_at


def moved_in(office: Office, facts: Facts, events: Iterable[Recorded]) -> list[Moved]:
    """The dates that some events moved, of a complaint with these facts after them."""
    return [
        Moved(
            reference=facts.reference,
            unit=facts.unit,
            clock=facts.clocks[event.clock],
            label=office.lifecycle.clock(event.clock).label,
            old_due_at=event.old_due_at,
            new_due_at=event.new_due_at,
        )
        for event in (recorded.event for recorded in events)
        if isinstance(event, Recalculated)
    ]


def moves_of(history: Iterable[Recorded], clock: Clock) -> list[tuple[Recorded, Recalculated]]:
    """Every move of a clock's date, in order: when it was signed and by whom, and both dates."""
    return [
        (recorded, event)
        for recorded in history
        if isinstance(event := recorded.event, Recalculated)
        and (event.clock, event.round) == (clock.name, clock.round)
    ]
