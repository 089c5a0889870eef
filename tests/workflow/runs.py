"""One stretch of one clock as the recount keeps it, and when it is due by that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.workflow.slow_time import Passing, walk
from workflow.core.calendar import Calendar
from workflow.core.pauses import Pause
from workflow.core.policy import SlaRule
from workflow.core.spans import Span
from workflow.core.tables import ClockKind

Wait = tuple[str, datetime, datetime | None]
"""A state in which the office waits for the complainant, from when, and until when."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A stretch of a clock from its start to its stop, whether or not a rule gives it time.

    `round` stays 0 until a rule first applies; `ended` is how its latest stop stands in the
    books: when, what was due then, and `met`, `late`, `over` or `void`.
    """

    kind: ClockKind
    calendar: Calendar
    started_at: datetime
    round: int = 0
    rule: SlaRule | None = None
    void: bool = False
    more: int = 0
    gaps: list[Pause] = field(default_factory=list)
    disputed_at: datetime | None = None
    stopped_at: datetime | None = None
    stopped_with: int = 0
    ended: tuple[datetime, datetime | None, str] | None = None
    over_at: datetime | None = None
    """The sweep that ended the complainant's own time."""
    breached_at: datetime | None = None

    @property
    def timed(self) -> bool:
        """Whether a rule gives it time now."""
        return self.rule is not None and not self.void

    @property
    def span(self) -> Span:
        assert self.rule is not None
        return Span(self.rule.within.count + self.more, self.rule.within.unit)

    def stands(self, waits: Sequence[Wait]) -> tuple[Pause, ...]:
        """When it stands still: in its pausing states, and while it had stopped."""
        assert self.rule is not None
        paused = [
            (since, until)
            for state, since, until in waits
            if self.rule.pauses and state in self.kind.pauses_in
        ]
        return (*paused, *self.gaps)

    def due(self, waits: Sequence[Wait]) -> datetime | None:
        """When its time is over, and after a dispute never before the grace is; none: paused."""
        assert self.rule is not None
        due = walk(self.calendar, self.started_at, self.span, self.stands(waits))
        if self.rule.grace is None or self.disputed_at is None:
            return due
        least = walk(self.calendar, self.disputed_at, self.rule.grace, self.stands(waits))
        return None if due is None or least is None else max(due, least)

    def used(self, waits: Sequence[Wait], now: datetime) -> float:
        """How much of its time it has used until it stopped, in its own unit."""
        until = self.ended[0] if self.ended else now
        # It did not go on where no rule let it, though a dispute would have had it so.
        after = [gap for gap in self.gaps if self.ended and gap[0] >= until]
        stood = [stand for stand in self.stands(waits) if stand not in after]
        return Passing(self.calendar, self.started_at, self.span.unit, stood).until(until)
