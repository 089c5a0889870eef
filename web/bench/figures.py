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
Watch = Callable[[], float]
"""A stopwatch: the wall's seconds (`perf_counter`), or the processor's (`process_time`)."""


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


def timed(work: Callable[[], T], watch: Watch = perf_counter) -> tuple[T, float]:
    """What it gives, and the seconds it took."""
    began = watch()
    given = work()
    return given, watch() - began


def seconds(work: Work, watch: Watch = perf_counter) -> float:
    """How long it takes, once; never nothing, which nothing could be divided by."""
    return max(timed(work, watch)[1], 1e-9)


def rates(size: int, ours: Work, limit: Work, watch: Watch = perf_counter) -> tuple[float, float]:
    """How many of `size` a second, ours and the limit: measured turn about, the best of each."""
    taken = [(seconds(ours, watch), seconds(limit, watch)) for _ in range(ROUNDS)]
    return size / min(own for own, _ in taken), size / min(bare for _, bare in taken)
