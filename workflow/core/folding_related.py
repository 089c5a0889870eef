"""Folds what a history says of other complaints into facts; a part of `folding.py`."""

from datetime import datetime

from workflow.core.facts import Facts
from workflow.core.related_events import Joined, Linked, SplitOff


def joined(facts: Facts, event: Joined, at: datetime) -> None:
    """Another complaint was merged into this one, or left it."""
    _change(facts.joined, event)


def linked(facts: Facts, event: Linked, at: datetime) -> None:
    """Another complaint has to do with this one, or has no longer."""
    _change(facts.linked, event)


def split_off(facts: Facts, event: SplitOff, at: datetime) -> None:
    """A second matter has its own complaint now."""
    facts.parts.append(event.other)


def _change(others: list[int], event: Joined | Linked) -> None:
    if event.left:
        others[:] = [other for other in others if other != event.other]
    else:
        others.append(event.other)
