"""Folds what a history says of other complaints into facts; a part of `folding.py`."""

from datetime import datetime

from workflow.core.facts import Facts
from workflow.core.related_events import BroughtHere, CarriedAway, Joined, Linked, SplitOff


def joined(facts: Facts, event: Joined, at: datetime) -> None:
    """Another complaint was merged into this one, or left it."""
    _change(facts.joined, event)


def linked(facts: Facts, event: Linked, at: datetime) -> None:
    """Another complaint has to do with this one, or has no longer."""
    _change(facts.linked, event)


def split_off(facts: Facts, event: SplitOff, at: datetime) -> None:
    """A second matter has its own complaint now."""
    facts.parts.append(event.other)


def carried_away(facts: Facts, event: CarriedAway, at: datetime) -> None:
    """A message stands elsewhere now."""
    facts.altered[event.message] = "carried"


def brought_here(facts: Facts, event: BroughtHere, at: datetime) -> None:
    """Where a message stood first; that it came is an event of its own."""


def _change(others: list[int], event: Joined | Linked) -> None:
    if event.left:
        others[:] = [other for other in others if other != event.other]
    else:
        others.append(event.other)
