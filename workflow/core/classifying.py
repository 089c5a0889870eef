"""Saying what a complaint is about, and what follows for secrecy and oversight."""

from workflow.core import commands as c
from workflow.core.checks import known
from workflow.core.commands import PRIORITIES, SAFETY
from workflow.core.desk import Desk
from workflow.core.events import Classified
from workflow.core.refusal import Refused
from workflow.core.roles import OFFICERS, May


def classify(desk: Desk, command: c.Classify) -> None:
    """Set what is given; refuses unknown words and the lowering of secrecy."""
    if desk.actor.party not in OFFICERS:
        raise Refused("wrong-role", "Only intake officers and supervisors classify.")
    known(command.klass, tuple(desk.office.policy.classes), "class")
    known(command.category, tuple(desk.office.policy.categories), "category")
    known(command.safety, SAFETY, "safety")
    known(command.priority, PRIORITIES, "priority")
    known(command.reported_unit or "", tuple(desk.office.policy.units), "unit")
    if command.reported_unit and command.reported_unit == desk.facts.unit:
        raise Refused("owns-it", "That unit owns the complaint; assign it elsewhere first.")
    was_confidential = desk.facts.confidential
    desk.record(_with_defaults(desk, command))
    if desk.facts.confidential and not was_confidential:
        _keep_copies_secret(desk)


def _keep_copies_secret(desk: Desk) -> None:
    """The same words stand where they were split off, in what was split off, and what is merged
    here is told the same: nobody is to read there what is confidential here.
    """
    facts = desk.facts
    for other in sorted({facts.split_from, *facts.parts, *facts.joined} - {0}):
        desk.follow_ups.append(c.Classify(complaint=other, confidential=True))


def _with_defaults(desk: Desk, command: c.Classify) -> Classified:
    """A category brings its confidentiality; only a supervisor lowers that."""
    category = desk.office.policy.categories.get(command.category)
    confidential, oversight = command.confidential, command.oversight
    if category is not None:
        confidential = True if category.confidential and confidential is None else confidential
        oversight = True if category.oversight and oversight is None else oversight
    named = category or desk.office.policy.categories.get(desk.facts.category)
    protected = desk.facts.confidential or (named is not None and named.confidential)
    if confidential is False and protected and not desk.actor.may(May.LOWER_CONFIDENTIALITY):
        raise Refused("stays-confidential", "Only a supervisor lowers confidentiality.")
    return Classified(
        klass=command.klass or (category.klass if category and not desk.facts.klass else ""),
        category=command.category,
        safety=command.safety,
        priority=command.priority,
        reported_unit=command.reported_unit,
        oversight=oversight,
        confidential=confidential,
    )
