"""What a benchmark says, and how a rate is taken: ours and the limit, turn about.

Knows no database and no office. Reads a stopwatch, never the wall clock.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TypeVar

ROUNDS = 3
"""Each is measured so often; the best counts, for noise only ever takes away."""

PER_SECOND = "per second"

T = TypeVar("T")
Work = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `ours` and `limit` are in `unit`; `size` is how much was worked on."""

    name: str
    size: int
    ours: float
    limit: float
    unit: str

    @property
    def ratio(self) -> float:
        """What part of the limit is reached: 1.0 is the limit itself, whatever the unit."""
        best, worst = sorted((self.ours, self.limit), reverse=True)
        reached = self.ours / self.limit if self.limit else 0.0
        return reached if self.unit == PER_SECOND or not best else worst / best

    def row(self) -> dict[str, object]:
        """The figure as `--json` prints it, rounded to what means something."""
        numbers = {"ours": self.ours, "limit": self.limit, "ratio": self.ratio}
        return asdict(self) | {name: float(f"{number:.4g}") for name, number in numbers.items()}


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What it gives, and the seconds it took."""
    began = perf_counter()
    given = work()
    return given, perf_counter() - began


def seconds(work: Work) -> float:
    """How long it takes, once."""
    return timed(work)[1]


def rates(size: int, ours: Work, limit: Work, rounds: int = ROUNDS) -> tuple[float, float]:
    """How many of `size` a second, ours and the limit: measured turn about, the best of each."""
    taken = [(seconds(ours), seconds(limit)) for _ in range(rounds)]
    return size / min(own for own, _ in taken), size / min(bare for _, bare in taken)
