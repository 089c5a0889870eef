"""What a clock would have done until now, had the complaint had its rule from the beginning.

A class that is said late may bring clocks whose start lies behind; they have to stand as if
the class had been known all the time. Reads named events only, never what clocks did.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.core.facts import Moment
from workflow.core.tables import ClockKind

TAKES_BACK = "came_back"
"""The named event by which a message that did not arrive has stopped nothing."""


@dataclass(slots=True)
class Stretch:
    """One round: its start, each stop after which it went on, and the stop that stands."""

    started: Moment
    gaps: list[tuple[Moment, Moment]] = field(default_factory=list)
    stopped: Moment | None = None

    @property
    def running(self) -> bool:
        return self.stopped is None


def last_stretch(kind: ClockKind, moments: Iterable[Moment]) -> Stretch | None:
    """The last round of a kind of clock by all named events of a history; none: never begun."""
    stretch: Stretch | None = None
    for moment in moments:
        stretch = _after(kind, moment, stretch)
    return stretch


def _after(kind: ClockKind, moment: Moment, stretch: Stretch | None) -> Stretch | None:
    name = moment.name
    if stretch is None or not stretch.running:
        stretch = _while_stopped(kind, moment, stretch)
    elif moment.at >= stretch.started.at:
        if name in kind.restarts:
            return Stretch(moment)
        if name in kind.stops:
            stretch.stopped = moment
    if name == TAKES_BACK and stretch is not None and _never_arrived(stretch.stopped, moment):
        stretch.stopped = None
    return stretch


def _while_stopped(kind: ClockKind, moment: Moment, stretch: Stretch | None) -> Stretch | None:
    if stretch is not None and stretch.stopped and moment.name in kind.continues:
        stretch.gaps.append((stretch.stopped, moment))
        stretch.stopped = None
        return stretch
    return Stretch(moment) if moment.name in kind.starts else stretch


def _never_arrived(stopped: Moment | None, news: Moment) -> bool:
    arrival = stopped is not None and stopped.name.endswith("_delivered")
    return arrival and stopped is not None and stopped.message == news.message
