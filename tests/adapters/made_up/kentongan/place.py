"""How far a guard post is read: the mark that the engine keeps, and never reads.

Pure. A mark that is not ours, or none, begins anew; what was kept before is known by its id.
"""

import re
from dataclasses import dataclass, replace

MARK = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """The last number that was read, and the last one that was there before we first looked."""

    after: int
    old: int

    @property
    def mark(self) -> str:
        return f"{self.after}-{self.old}"

    def past(self, number: int) -> "Place":
        """Behind one more; numbers only grow."""
        return replace(self, after=max(self.after, number))


def place_of(mark: str) -> Place | None:
    """The place that a mark tells; nothing if it is none of ours."""
    form = MARK.fullmatch(mark)
    return Place(int(form[1]), int(form[2])) if form else None
