"""Folds who of a unit works on a complaint; clocks and holders take no notice."""

from datetime import datetime

from workflow.core.facts import Facts
from workflow.core.given import Given
from workflow.core.roles import person_of


def fold_given(facts: Facts, event: Given, at: datetime) -> None:
    """Somebody has it from now on, and somebody gave it to them."""
    facts.given_to, facts.given_by = event.to, person_of(facts.last_actor)
