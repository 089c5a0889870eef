"""The figures of the overview; where very many complaints are open, they are kept for a moment.

Counting tens of thousands takes a while, and a supervisor who goes to a list and back should
not wait for it again: the page says when it was counted. The lists behind are always as it is
now. Smaller offices always see figures of this very moment.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app

from workflow.core.roles import Actor
from workflow.overview import Overview

MANY = 5_000
"""So many open complaints are counted at once; more of them at most twice a minute."""

KEPT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures, and when they were counted."""

    found: Overview
    at: datetime

    def is_good(self, now: datetime) -> bool:
        """Whether they may be shown again."""
        return self.found.total.open > MANY and abs(now - self.at) < KEPT


@dataclass(slots=True)
class CountedOnce:
    """The last figures of each person, in this process: worth nothing to another one."""

    kept: dict[Actor, Counted] = field(default_factory=dict)

    def figures(self, actor: Actor, now: datetime, count: Callable[[], Overview]) -> Counted:
        """What somebody may see, counted now or a moment ago."""
        found = self.kept.get(actor)
        if found is None or not found.is_good(now):
            found = Counted(count(), now)
            good = {one: kept for one, kept in self.kept.items() if kept.is_good(now)}
            self.kept = {**good, actor: found}
        return found


def counted() -> CountedOnce:
    """Those of this app."""
    made: CountedOnce = current_app.extensions.setdefault("overview", CountedOnce())
    return made
