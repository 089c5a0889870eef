"""The figures that the office publishes: by unit, with no number that is about a few people.

Units of which fewer than five complaints came are told together, and where that is still
fewer than five, the next larger ones join them: nothing hidden can be worked out from the sum.
A share or a median is told only of five or more.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.reports import ANSWERED, middle, share
from workflow.small_cells import merged
from workflow.store import recap
from workflow.store.models import ComplaintRow
from workflow.store.recap import Period

FEW = 5
"""Fewer people than these could be recognised (statistics of a register, UU 14/2008 art. 17)."""


@dataclass(slots=True)
class Unit:
    """What is counted of a unit, or of several together."""

    units: tuple[str, ...]
    received: int = 0
    answered: int = 0
    late: int = 0
    days: list[float] = field(default_factory=list)

    def joined(self, other: "Unit") -> "Unit":
        """Both as one."""
        return Unit(
            (*self.units, *other.units),
            self.received + other.received,
            self.answered + other.answered,
            self.late + other.late,
            [*self.days, *other.days],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A line: what may be told. `units` is empty for all, several for those told together."""

    units: tuple[str, ...]
    received: int
    answered_of: int
    answered: int
    in_time: float | None
    """Percent first answered within 14 days, of `answered_of`; none of fewer than five."""
    resolved: int | None
    median_days: float | None
    """Of `resolved`; both none of fewer than five."""


def published(db: Session, period: Period) -> tuple[Published | None, tuple[Published, ...]]:
    """All together, and the units by what they received; nothing of fewer than five."""
    units = _counted(db, period)
    total = Unit(())
    for unit in units:
        total = total.joined(unit)
    total.units = ()
    if total.received < FEW:
        return None, ()
    return _told(total), tuple(_told(unit) for unit in merged(units, FEW))


def _counted(db: Session, period: Period) -> list[Unit]:
    found: dict[str, Unit] = {}

    def of(unit: str) -> Unit:
        return found.setdefault(unit, Unit((unit,)))

    for one in recap.received(db, period):
        of(one.unit).received += one.count
    for end in recap.clocks(db, period, (ANSWERED,)):
        of(end.unit).answered += end.count if end.outcome == "met" else 0
        of(end.unit).late += end.count if end.outcome == "late" else 0
    for closed in recap.resolved(db, period):
        of(closed.unit).days.append(closed.days)
    return list(found.values())


def _told(unit: Unit) -> Published:
    decided = unit.answered + unit.late
    enough = len(unit.days) >= FEW
    return Published(
        units=unit.units,
        received=unit.received,
        answered_of=decided,
        answered=unit.answered,
        in_time=share(unit.answered, decided) if decided >= FEW else None,
        resolved=len(unit.days) if enough else None,
        median_days=middle(unit.days) if enough else None,
    )


def first_received(db: Session) -> datetime | None:
    """When the first complaint of all was received."""
    return db.scalar(select(func.min(ComplaintRow.received_at)))
