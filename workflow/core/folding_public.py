"""Folds what is public about a complaint: proposals, public answers, changed and hidden words.

Part of `folding.py`; like all of it, it decides nothing.
"""

from datetime import datetime

from workflow.core import events as e
from workflow.core.facts import Facts


def noted(facts: Facts, event: e.Noted) -> None:
    """A public answer that waits to be released, or why one is not."""
    if event.purpose == "public_declined":
        facts.proposed.pop(event.answers, None)
    elif event.answers:
        facts.proposed[event.message] = event.answers


def published(facts: Facts, event: e.Published, at: datetime) -> None:
    """It went out; nobody releases it twice."""
    facts.proposed.pop(event.draft, None)


def altered(facts: Facts, event: e.Altered, at: datetime) -> None:
    """How a message stands now."""
    facts.altered[event.message] = event.how
