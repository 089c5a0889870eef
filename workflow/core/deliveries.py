"""What becomes of messages that went: news of them, and what an officer decides about the rest.

A message that may or may not have arrived is never sent again by itself; a person says so,
and it goes as a message of its own, so that both stand in the conversation.
"""

from workflow.core import commands as c
from workflow.core import moves
from workflow.core.checks import refuse_outsiders
from workflow.core.desk import Desk
from workflow.core.events import Delivery
from workflow.core.facts import Went
from workflow.core.refusal import NotFound, Refused

IN_DOUBT = ("unsure", "given_up", "refused")
"""States of a message about which a person may decide."""

CARRIES = ("question", "answer")
"""Messages on which the complaint's state waits; when one comes back, so does the complaint."""

BY_OFFICER = "officer"
"""The code of a delivery that a person vouches for."""

HELD_BACK = ("robot-address", "too-many-automatic")
"""Codes of automatic messages that never left, and so cannot have come back."""


def record(desk: Desk, command: c.RecordDelivery) -> None:
    """News of a message; the repeated change nothing. What arrived after all has arrived.

    Which news count at all is told by the shell (`arrival.py`), which knows the channel.

    An answer that came back and arrives after all is an answer from that moment on: the clocks
    that wait for one stop then, not when it was written. The complaint stays where the bounce
    has put it. Meanwhile its officer was told that nobody was answered, and may have telephoned
    or begun another answer; and the complainant's time to object, at whose end the complaint
    closes by itself, must not begin without a word of the office's. So a person says whether
    that answer stands: their words are kept as the draft of the next one (`returned.py`).
    """
    went = desk.facts.went.get(command.message)
    if went is None or went.outcome == command.outcome:
        return
    desk.record(
        Delivery(
            message=command.message,
            purpose=went.purpose,
            outcome=command.outcome,
            at=command.at,
            code=command.code,
        )
    )
    if desk.facts.came_back and went.purpose in CARRIES:
        moves.act(desk, c.Act(complaint=command.complaint, move="bounce"))


def send_again(desk: Desk, command: c.SendAgain) -> None:
    """Once more, as a message of its own with a key of its own."""
    went = _in_doubt(desk, command)
    if not desk.facts.reachable:
        raise Refused("unreachable", "The complainant left no address that words could reach.")
    if went.outcome == "refused" and went.purpose in CARRIES:
        raise Refused(
            "came-back", "It came back, and the complaint with it: ask or answer once more."
        )
    desk.went_again(command.message)


def confirm(desk: Desk, command: c.ConfirmArrival) -> None:
    """Somebody knows better than the channel: the complainant has it."""
    went = _in_doubt(desk, command)
    if went.outcome == "refused" and went.purpose in CARRIES:
        raise Refused(
            "came-back", "It came back, and the complaint with it: ask or answer once more."
        )
    desk.record(
        Delivery(
            message=command.message,
            purpose=went.purpose,
            outcome="delivered",
            at=command.at or desk.now,
            code=BY_OFFICER,
        )
    )


def _in_doubt(desk: Desk, command: c.SendAgain | c.ConfirmArrival) -> Went:
    """The message, if there is something to decide about it."""
    refuse_outsiders(desk)
    went = desk.facts.went.get(command.message)
    if went is None:
        raise NotFound("message")
    if went.again:
        raise Refused("sent-again", "It was sent again already.")
    if went.outcome == "delivered":
        raise Refused("arrived", "It has arrived.")
    if command.state not in IN_DOUBT:
        raise Refused("on-its-way", "It is still on its way; nothing has to be decided.")
    return went
