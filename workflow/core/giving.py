"""Decides who of a unit may hand a complaint to whom. Pure, like all of the core."""

from workflow.core.desk import Desk
from workflow.core.facts import Facts
from workflow.core.given import Give, Given
from workflow.core.refusal import Refused
from workflow.core.roles import UNIT, Actor, Party

NOT_THEIRS = "Only the head, or whoever works on it, gives it to a colleague."


def give(desk: Desk, command: Give) -> None:
    """Give it to a colleague of the same unit, or back to all of them."""
    refused = refusal(desk.facts, desk.actor)
    if refused is not None:
        raise refused
    if not desk.office.lifecycle.is_open(desk.facts.state):
        raise Refused("closed", "The complaint is closed.")
    if command.to == desk.facts.given_to:
        raise Refused("given-already", "It is with them already.")
    if command.to and command.of_unit != desk.facts.unit:
        raise Refused("no-colleague", "There is no such colleague in the unit.")
    if command.reason.strip():
        desk.keep("give_reason", command.reason.strip())
    desk.record(Given(to=command.to))


def refusal(facts: Facts, actor: Actor) -> Refused | None:
    """Why this person may not give it to anybody; none where they may.

    Whoever gave it last may take that back.
    """
    if actor.party not in UNIT or actor.unit != facts.unit:
        return Refused("not-your-unit", "Only the unit that owns it may do this.")
    theirs = facts.given_to in ("", actor.id) or facts.given_by == actor.name
    if actor.party is Party.HEAD or theirs:
        return None
    return Refused("not-theirs", NOT_THEIRS)
