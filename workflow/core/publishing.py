"""What is public: answers that everybody can read, their release, and comments that are hidden.

A unit proposes, the desk releases. Words with personal data in them go out only when a
supervisor has looked at what was found and says so. Pure, like all of the core.
"""

from workflow.core import public_commands as p
from workflow.core.checks import refuse_outsiders, some
from workflow.core.commands import Open
from workflow.core.desk import Desk
from workflow.core.events import Altered, Published
from workflow.core.messages import Visibility
from workflow.core.personal_data import KINDS, kinds_in
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May

ANSWER = "answer_public"
GREETING = "receipt_public"
DRAFT = "public_draft"
SEND, RELEASE, NONE = "send", "release", "none"
GREETINGS = (SEND, RELEASE, NONE)
"""Whether a public comment is greeted in public: by itself, after a release, or not at all."""


def greet(desk: Desk, command: Open) -> None:
    """Answer a public comment with words that say nothing about it, if the office wants that."""
    how = desk.office.policy.public_receipt
    if command.words.visibility is not Visibility.PUBLIC or how == NONE or not command.acknowledge:
        return
    if how == SEND:
        number = desk.went_public(GREETING, "", 1)
        desk.record(Published(message=number, answers=1))
    else:
        desk.propose(GREETING, "", 1)


def publish(desk: Desk, command: p.Publish) -> None:
    """Answer in public, now; `found` is what the shell saw beside what can be seen here."""
    refuse_outsiders(desk)
    if not desk.actor.may(May.PUBLISH):
        raise Refused("not-released", "Public answers of a unit are released by the desk.")
    if desk.facts.confidential and not desk.actor.may(May.LOWER_CONFIDENTIALITY):
        raise Refused("confidential-in-public", "It is confidential: only a supervisor says "
                      "anything about it in public.")  # fmt: skip
    text = some(command.text)
    if command.draft and command.draft not in desk.facts.proposed:
        raise Refused("released-already", "This proposal was released or is not there any more.")
    found = _found(text, command.found)
    if found and not desk.actor.may(May.PUBLISH_PERSONAL):
        raise Refused("personal-data", "There is personal data in it. Take it out, or hand it to "
                      "a supervisor.")  # fmt: skip
    if found and not command.confirmed:
        raise Refused("personal-data-unconfirmed", "There is personal data in it. Take it out, or "
                      "confirm that everybody may read it.")  # fmt: skip
    number = desk.went_public(ANSWER, text, command.answers)
    desk.record(
        Published(message=number, answers=command.answers, draft=command.draft, found=found)
    )


def propose(desk: Desk, command: p.Propose) -> None:
    """Hand in a public answer; it stays in the house until somebody releases it."""
    refuse_outsiders(desk)
    desk.propose(DRAFT, some(command.text), command.answers)


def decline(desk: Desk, command: p.Decline) -> None:
    """Keep a proposal in the house for good, and say why."""
    refuse_outsiders(desk)
    if not desk.actor.may(May.PUBLISH):
        raise Refused("not-released", "Public answers of a unit are released by the desk.")
    if command.draft not in desk.facts.proposed:
        raise Refused("released-already", "This proposal was released or is not there any more.")
    desk.decline(some(command.reason), command.draft)


def alter(desk: Desk, command: p.Alter) -> None:
    """The author changed or deleted it; what is deleted stays deleted."""
    if desk.facts.altered.get(command.message) != "deleted":
        desk.record(Altered(message=command.message, how=command.how))


def hide(desk: Desk, command: p.Hide) -> None:
    """Have a comment hidden, once."""
    refuse_outsiders(desk)
    if not 1 <= command.message <= desk.facts.messages:
        raise NotFound("message")
    if desk.facts.altered.get(command.message) in ("hiding", "hidden", "deleted"):
        raise Refused("hidden-already", "It is hidden already, or about to be.")
    desk.record(Altered(message=command.message, how="hiding"))


def record_hiding(desk: Desk, command: p.RecordHiding) -> None:
    """What came of it, once."""
    if desk.facts.altered.get(command.message) == "hiding":
        desk.record(Altered(message=command.message, how=command.how, code=command.code))


def _found(text: str, more: tuple[str, ...]) -> tuple[str, ...]:
    there = {*kinds_in(text), *more}
    return tuple(kind for kind in KINDS if kind in there)
