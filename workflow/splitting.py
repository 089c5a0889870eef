"""Splits a second matter off a complaint: a complaint of its own, with copies of its messages.

The office can have known of the second matter from the day on which the message reached it, so
the clocks of the new complaint start there, as for a complaint received then (UU 25/2009 art.
50 counts from the receipt of the file, not from when an officer noticed): what the office
overlooked is its own delay, and the books say so. Only the acknowledgement is taken over: the
receipt for the message acknowledged all of it.

Nothing leaves the first complaint. Copies point to the same stored bytes and to nothing on the
platform: edits, deletions and answers that quote a message belong to the first one alone. What
is written there later, quoting nothing, joins whichever of the two we spoke on last
(`surroundings.py`): after the letter that tells of it, the second. Public comments stay where
they are, for they are answered where they stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.commands import Open, Receive, Words
from workflow.core.decide import refuse_if_stale
from workflow.core.facts import Facts
from workflow.core.messages import Visibility
from workflow.core.refusal import Refused
from workflow.core.related_commands import Split
from workflow.core.related_events import COPIED
from workflow.core.roles import Actor
from workflow.engine import Engine
from workflow.pressed import SPLIT, Pressed
from workflow.store import complaints, files, messages
from workflow.store.models import MessageRow
from workflow.store.tables import AttachmentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """What is to be split off: the matter in an officer's words, and what goes with it.

    `messages` are numbers of the complainant's messages, `files` ids of files of this complaint;
    `seen` is the history's length that the officer saw.
    """

    complaint: int
    matter: str
    messages: tuple[int, ...]
    files: tuple[int, ...]
    seen: int


def pressed_of(parted: Parted) -> Pressed:
    """It as something that was pressed and may wait."""
    values = {
        "matter": parted.matter,
        "messages": " ".join(map(str, parted.messages)),
        "files": " ".join(map(str, parted.files)),
    }
    return Pressed(complaint=parted.complaint, sheet=SPLIT, values=values, seen=parted.seen)


def parted_of(pressed: Pressed) -> Parted:
    """The same, the other way round."""
    values = pressed.values
    return Parted(
        complaint=pressed.complaint,
        matter=values["matter"],
        messages=tuple(map(int, values["messages"].split())),
        files=tuple(map(int, values["files"].split())),
        seen=pressed.seen,
    )


def can_go(row: MessageRow) -> bool:
    """Whether a message may go into a second complaint."""
    return (
        row.direction == "in" and row.visibility == Visibility.PRIVATE and row.altered != "deleted"
    )


def opening(db: Session, facts: Facts, parted: Parted, reference: str) -> Open:
    """The command that opens the second complaint; raises `Refused` where nothing was chosen."""
    rows = _chosen(db, parted)
    if not rows:
        raise Refused("no-message", "Choose at least one message of the complainant's.")
    way = complaints.ways(db, (parted.complaint,))[parted.complaint]
    reply = (way.reply_channel, way.reply_account, way.contact or 0)
    known = facts.began.get("acknowledged")
    received = facts.received_at
    assert received is not None
    return Open(
        reference=reference,
        words=words_of(rows[0], reply=reply),
        channel=way.channel,
        account=facts.account,
        person=facts.person,
        received_at=received,
        language=facts.language,
        reachable=facts.reachable,
        confidential=facts.confidential,
        anonymous=facts.anonymous,
        suspected=facts.suspected,
        reported_unit=facts.reported_unit,
        split_from=parted.complaint,
        matter=parted.matter,
        acknowledged_at=known.at if known else None,
    )


def split(engine: Engine, parted: Parted, actor: Actor, now: datetime) -> str:
    """Split it off, all or nothing; gives the new complaint's reference, raises `Refused`."""
    return engine.sessions.settled(lambda db: split_in(engine, db, parted, (actor, now)))


def split_in(engine: Engine, db: Session, parted: Parted, by: tuple[Actor, datetime]) -> str:
    """Split it off in the caller's transaction, in somebody's name and at a time."""
    actor, now = by
    complaints.lock(db, (parted.complaint,))  # nobody makes it confidential behind our back
    facts, past = engine.facts(db, parted.complaint)
    refuse_if_stale(past.events, parted.seen)
    rows, reference = _chosen(db, parted), engine.new_reference()
    copies = _copies(db, parted, rows)
    command = opening(db, facts, parted, reference)
    first = replace(command.words, files=copies.get(rows[0].number, ()))
    new = engine.execute_in(db, replace(command, words=first), actor, now).complaint
    for row in rows[1:]:
        words = replace(words_of(row), files=copies.get(row.number, ()))
        engine.execute_in(db, Receive(complaint=new, words=words, reading=COPIED), actor, now)
    numbers = tuple(row.number for row in rows)
    said = Split(complaint=parted.complaint, other=new, messages=numbers)
    engine.execute_in(db, said, actor, now)
    return reference


def _chosen(db: Session, parted: Parted) -> list[MessageRow]:
    told = messages.conversation(db, parted.complaint)
    return [row for row in told if row.number in parted.messages and can_go(row)]


def _copies(db: Session, parted: Parted, rows: Sequence[MessageRow]) -> dict[int, tuple[int, ...]]:
    """Copies of the chosen files by message; one of a message that stays goes with the first."""
    going = [row.number for row in rows]
    found: dict[int, tuple[int, ...]] = {}
    for number, theirs in files.of_complaint(db, parted.complaint).items():
        chosen = [file for file in theirs if file.id in parted.files]
        to = number if number in going or not going else going[0]
        found[to] = (*found.get(to, ()), *_copied(db, chosen))
    return found


def _copied(db: Session, chosen: Sequence[AttachmentRow]) -> tuple[int, ...]:
    return tuple(files.copy(db, row) for row in chosen)


def words_of(
    row: MessageRow, *, whole: bool = False, reply: tuple[str, str, int] | None = None
) -> Words:
    """A message as it came; `whole`: with what the platform knows it by, for only one has that."""
    words = Words(
        text=row.text,
        reply_text=row.reply_text,
        subject=row.subject,
        html=row.html,
        language=row.language,
        channel=row.channel,
        account=row.account,
        contact=row.contact_id or 0,
        sent_at=row.sent_at,
        rule=row.rule,
        permalink=row.permalink,
        came_at=row.at,
        reply=reply,
    )
    if not whole:
        return words
    return replace(
        words,
        external_id=row.external_id,
        conversation=row.conversation,
        about=row.about,
        inbox=row.inbox_id or 0,
    )
