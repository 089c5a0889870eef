"""One clock of one complaint, as its history tells it: rule, start, stops, what it has done.

Says nothing about when it is due; `clocks.py` asks the calendar.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Self

from workflow.core.events import ClockContinued, ClockStarted, ClockStopped, RuleApplied
from workflow.core.spans import Span

_span = lru_cache(1000)(Span.parse)
"""Rules repeat the same few spans in every history."""


@dataclass(slots=True)
class Pause:
    """A stretch in which the office waits for the complainant; open while `until` is none."""

    state: str
    since: datetime
    until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Clock:
    """`within` is the rule's time; `extended_by` what was added to it, in the same unit."""

    name: str
    round: int
    rule: str
    version: str
    within: Span
    calendar: str
    started_at: datetime
    warn: int
    pauses: bool
    grace: Span | None
    steps: tuple[str, ...]
    stopped_at: datetime | None = None
    stopped_by: str = ""
    stopped_message: int = 0
    outcome: str = ""
    final_due_at: datetime | None = None
    extended_by: str = ""
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    climbed: list[str] = field(default_factory=list)
    gaps: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Stretches in which it had stopped before it went on."""
    resumed_at: datetime | None = None
    """When a dispute last made it go on, for the least time that is left then."""

    @classmethod
    def started(cls, event: ClockStarted) -> Self:
        """The clock that an event starts."""
        return cls(
            name=event.clock,
            round=event.round,
            rule=event.rule,
            version=event.version,
            within=_span(event.within),
            calendar=event.calendar,
            started_at=event.started_at,
            warn=event.warn,
            pauses=event.pauses,
            grace=_span(event.grace) if event.grace else None,
            steps=event.steps,
        )

    @property
    def running(self) -> bool:
        """Whether it has started and not stopped; a paused clock is running."""
        return self.stopped_at is None

    @property
    def span(self) -> Span:
        """All the time it has: the rule's and the extension's."""
        if not self.extended_by:
            return self.within
        return Span(self.within.count + _span(self.extended_by).count, self.within.unit)

    def apply(self, event: RuleApplied) -> None:
        """Take another rule, from the same start."""
        self.rule, self.version, self.within = event.rule, event.version, _span(event.within)
        self.warn, self.pauses, self.steps = event.warn, event.pauses, event.steps
        self.grace = _span(event.grace) if event.grace else None

    def stop(self, event: ClockStopped) -> None:
        """End it, for now."""
        self.stopped_at, self.stopped_by = event.at, event.by
        self.stopped_message = event.message
        self.outcome, self.final_due_at = event.outcome, event.due_at

    def go_on(self, event: ClockContinued) -> None:
        """Take up where it stopped, or as if it never had."""
        if self.stopped_at is not None and not event.void:
            self.gaps.append((self.stopped_at, event.at))
            self.resumed_at = event.at
        self.stopped_at, self.stopped_by, self.outcome, self.final_due_at = None, "", "", None
