"""Moves one message to the complaint that it belongs to: another open one of the same person.

It stands there at its own time. If that complaint waited for an answer when it came, it is the
answer, from then on: an officer's slip costs neither the complainant nor the unit a day. What
the message brought about where it lay first is not undone, so one that answered or objected
stays. Ids, conversation and files go along: edits, receipts and the platform's window follow
it. Moved back in the same way, it stands in its first complaint again.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.commands import Receive, Words
from workflow.core.decide import may_see, refuse_if_stale
from workflow.core.events import MessageCame, Moved, Recorded
from workflow.core.facts import Facts
from workflow.core.refusal import NotFound, Refused
from workflow.core.related_commands import CarryAway
from workflow.core.replies import reading_of
from workflow.core.roles import COMPLAINANT, Actor
from workflow.engine import Done, Engine
from workflow.splitting import can_go, words_of
from workflow.store import carrying, complaints, messages
from workflow.store.models import MessageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """Message `number` of a complaint is to stand in the complaint with the reference `other`.

    `seen` is the history's length that the officer saw.
    """

    complaint: int
    number: int
    other: str
    reason: str
    seen: int


def carry(engine: Engine, wish: Carry, actor: Actor, now: datetime) -> str:
    """Move it, all or nothing; gives the other's reference, raises `Refused` or `NotFound`."""
    return engine.sessions.settled(lambda db: _carry_in(engine, db, wish, (actor, now)))


def _carry_in(engine: Engine, db: Session, wish: Carry, by: tuple[Actor, datetime]) -> str:
    actor, now = by
    other = _found(engine, db, wish.other)
    complaints.lock(db, (wish.complaint, other))
    here, past = engine.facts(db, wish.complaint)
    there, _ = engine.facts(db, other)
    refuse_if_stale(past.events, wish.seen)
    _refuse_between(engine, (wish.complaint, here), (other, there), actor)
    row = _message(db, wish)
    if any(_made_by(recorded, row.number) for recorded in past.events):
        raise Refused(
            "made-a-move",
            "With this message the complainant answered us or objected: what followed rests on "
            "it. Link the two, or split the matter off.",
        )
    words = _words(db, row, other)
    reading = reading_of(row.reply_text or row.text)
    receive = Receive(complaint=other, words=words, reading=reading)
    number = _number(engine.execute_in(db, receive, COMPLAINANT, now))
    away = CarryAway(
        complaint=wish.complaint,
        message=row.number,
        other=other,
        as_number=number,
        text=wish.reason,
    )
    engine.execute_in(db, away, actor, now)
    carrying.empty(db, row, (other, number), actor.signature)
    return there.reference


def _found(engine: Engine, db: Session, reference: str) -> int:
    try:
        return engine.find(db, reference)
    except NotFound:
        raise _no_such() from None


def _no_such() -> Refused:
    return Refused("no-such-other", "There is no such other complaint.")


def _refuse_between(
    engine: Engine, here: tuple[int, Facts], there: tuple[int, Facts], actor: Actor
) -> None:
    """What must be true of the two. An accused unit learns of neither (UU 25/2009 art. 45)."""
    (_, ours), (_, theirs) = here, there
    if not may_see(ours, actor):
        raise NotFound
    if not may_see(theirs, actor):
        raise _no_such()
    refusals = (
        (here[0] == there[0], "same-complaint", "It is in this complaint already."),
        (not engine.office.lifecycle.is_open(theirs.state), "closed",
         "The other complaint is closed."),
        (ours.person != theirs.person, "another-person", "The other complaint is somebody else's."),
        (bool(ours.reported_unit) and theirs.unit == ours.reported_unit, "accused-unit",
         "The unit that has the other complaint is the one that this one is about."),
        (ours.confidential and not theirs.confidential, "confidential",
         "This complaint is confidential, and the other one is not."),
    )  # fmt: skip
    for holds, code, sentence in refusals:
        if holds:
            raise Refused(code, sentence)


def _message(db: Session, wish: Carry) -> MessageRow:
    told = messages.conversation(db, wish.complaint)
    found = next((row for row in told if row.number == wish.number and can_go(row)), None)
    if found is None:
        raise NotFound("message")
    return found


def _made_by(recorded: Recorded, number: int) -> bool:
    """Whether a move was made with a message of the complainant's."""
    event = recorded.event
    return isinstance(event, Moved) and event.letter == number


def _words(db: Session, row: MessageRow, other: int) -> Words:
    """The message as it came; answers go on by the way that the newest message shows."""
    told = messages.conversation(db, other)
    way = complaints.ways(db, (other,))[other]
    is_newest = all(one.at <= row.at for one in told if one.direction == "in")
    reply = None if is_newest else (way.reply_channel, way.reply_account, way.contact or 0)
    return words_of(row, whole=True, reply=reply)


def _number(done: Done) -> int:
    """Under which number the message stands in the other complaint."""
    events = [recorded.event for recorded in done.events]
    came = (one.message for one in events if isinstance(one, MessageCame))
    moved = (one.letter for one in events if isinstance(one, Moved))
    return next(came, 0) or next(moved)
