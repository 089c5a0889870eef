"""Figures about a few people are told together, so that nobody can be recognised in them.

Where the few are still too few, the next larger ones join them: nothing that is hidden can be
worked out from the sum.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, Self, TypeVar


class Countable(Protocol):
    """What is counted of some units, of so many people; two such counts can be joined."""

    units: tuple[str, ...]
    received: int

    def joined(self, other: Self) -> Self: ...


Counts = TypeVar("Counts", bound=Countable)


def merged(units: Iterable[Counts], few: int) -> list[Counts]:
    """The units, the most received first; those of fewer than `few` together at the end."""
    ordered = sorted(units, key=lambda unit: (-unit.received, unit.units))
    large = [unit for unit in ordered if unit.received >= few]
    small = [unit for unit in ordered if unit.received < few]
    while small and large and sum(unit.received for unit in small) < few:
        small.append(large.pop())
    together = _together(small)
    return [*large, together] if together else large


def _together(small: Sequence[Counts]) -> Counts | None:
    found: Counts | None = None
    for unit in small:
        found = found.joined(unit) if found else unit
    return found
