"""Decides about complaints that belong together: links, second matters, messages put wrongly.

Neither moves a complaint nor touches one of its clocks. Pure, like all of the core.
"""

from datetime import datetime

from workflow.core import related_commands as r
from workflow.core.checks import refuse_outsiders, some
from workflow.core.commands import Act
from workflow.core.desk import Desk
from workflow.core.refusal import Refused
from workflow.core.related_events import BroughtHere, CarriedAway, Linked, SplitOff
from workflow.core.roles import OFFICERS


def link(desk: Desk, command: r.Link) -> None:
    """Link two complaints, or take the link back; the other one learns of it too."""
    refuse_outsiders(desk)
    if command.other == command.complaint:
        raise Refused("same-complaint", "A complaint is not linked to itself.")
    known = command.other in desk.facts.linked
    if known and not command.left:
        raise Refused("linked-already", "These two are linked already.")
    if not known and command.left:
        raise Refused("not-linked", "These two are not linked.")
    if command.text.strip():
        desk.keep("link_reason", some(command.text))
    desk.record(Linked(other=command.other, left=command.left))
    desk.follow_ups.append(
        r.NoteLink(complaint=command.other, other=command.complaint, left=command.left)
    )


def note_link(desk: Desk, command: r.NoteLink) -> None:
    """The same at the other end, unless it is said there already."""
    if (command.other in desk.facts.linked) == command.left:
        desk.record(Linked(other=command.other, left=command.left))


def target_of(id: int, state: str, received_at: datetime) -> dict[str, str]:
    """What a merge has to know of the complaint into which it goes, as values of its command."""
    return {"into_id": str(id), "into_state": state, "into_received_at": received_at.isoformat()}


def refuse_merge(desk: Desk, command: Act) -> None:
    """Refuse a merge that goes in a circle, or that would end the clocks of the law early.

    They end here with the merge, and over there they began when that one was received.
    """
    if command.values.get("into_id") == str(command.complaint):
        raise Refused("same-complaint", "A complaint is not merged into itself.")
    received_at, came = desk.facts.received_at, command.values.get("into_received_at", "")
    if received_at and came and datetime.fromisoformat(came) > received_at:
        raise Refused(
            "came-later",
            "The other one came later, and here the clocks of the law run already: merge that one "
            "into this one.",
        )


def carry_away(desk: Desk, command: r.CarryAway) -> None:
    """Give a message of the complainant's over to another complaint; its place here stays empty."""
    if desk.actor.party not in OFFICERS:
        raise Refused("wrong-role", "Only intake officers and supervisors move a message.")
    if command.message == 1:
        raise Refused("first-message", "This complaint began with it. Merge the two instead.")
    desk.record(CarriedAway(message=command.message, other=command.other))
    desk.keep("carry_reason", some(command.text))
    desk.follow_ups.append(
        r.NoteBrought(complaint=command.other, message=command.as_number, other=command.complaint)
    )


def note_brought(desk: Desk, command: r.NoteBrought) -> None:
    """From where a message came that is here already."""
    desk.record(BroughtHere(message=command.message, other=command.other))


def split(desk: Desk, command: r.Split) -> None:
    """Note which messages went over into a second complaint; all of them stay here too."""
    refuse_split(desk)
    theirs = set(range(1, desk.facts.messages + 1)) - desk.facts.went.keys()
    if not command.messages or not set(command.messages) <= theirs:
        raise Refused("no-message", "Choose at least one message of the complainant's.")
    desk.record(SplitOff(other=command.other, messages=command.messages))


def refuse_split(desk: Desk) -> None:
    """Only intake and supervisors split, and only what is still open."""
    if desk.actor.party not in OFFICERS:
        raise Refused("wrong-role", "Only intake officers and supervisors split a complaint.")
    if not desk.office.lifecycle.is_open(desk.facts.state):
        raise Refused("closed", "The complaint is closed.")
