"""What follows from a command: the core's one door. Pure: facts and `now` in, events out.

Refusing is normal (`Refused`). Whatever else is raised here is a bug.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from workflow.core import alarms, clockwork, deliveries, giving, moves, publishing, relating, typed
from workflow.core import commands as c
from workflow.core import public_commands as p
from workflow.core import related_commands as r
from workflow.core.checks import refuse_outsiders, some
from workflow.core.classifying import classify
from workflow.core.clocks import Office
from workflow.core.desk import Decision, Desk
from workflow.core.duties import apply_rules, extend, fulfil, recalculate
from workflow.core.events import (
    Classified,
    DeclaredComplete,
    Event,
    MessageCame,
    Moved,
    Opened,
    Recorded,
)
from workflow.core.facts import Facts
from workflow.core.given import Give
from workflow.core.refusal import Conflict, NotFound, Refused
from workflow.core.related_events import Joined
from workflow.core.roles import OFFICERS, Actor, May


def decide(
    office: Office, facts: Facts, command: c.Command, actor: Actor, now: datetime
) -> Decision:
    """The events that follow from a command; `facts` are taken over and changed.

    Raises `Refused` in words. For a merge the command's values hold what the engine looked up
    (`relating.target_of`).
    """
    if facts.seq and not may_see(facts, actor):
        raise NotFound
    desk = Desk(office, facts, actor.at(facts.unit), now)
    if not isinstance(command, _TELLS_OF_EARLIER):
        clockwork.note_breaches(office, facts, now, desk.record)
    _DECIDES[type(command)](desk, command)
    return desk.settle()


_TELLS_OF_EARLIER = (c.Open, c.RecordTyped, c.RecordDelivery, c.ConfirmArrival, c.Recalculate)
"""What these tell of happened earlier: a delivery in time, a calendar that has changed."""


def may_see(facts: Facts, actor: Actor) -> bool:
    """Whether a complaint exists for this actor at all (UU 25/2009 art. 45 and 49)."""
    if actor.role is None:
        return True
    if facts.reported_unit in actor.units:
        return False
    if actor.may(May.SEE_ALL):
        return True
    return actor.may(May.SEE_UNIT) and facts.unit in actor.units


def refuse_if_stale(history: Sequence[Recorded], seen: int | None) -> None:
    """Refuse an act on what has changed since the person looked, and say what changed."""
    if seen is None:
        return
    news = [line for r in history[seen:] if (line := _news(r.event))]
    if news:
        raise Conflict("; ".join(news))


def _news(event: Event) -> str:
    if isinstance(event, Moved):
        return f"{event.move} → {event.to}"
    if isinstance(event, MessageCame):
        return "a new message came in"
    return "class, category or flags were changed" if isinstance(event, Classified) else ""


def _open(desk: Desk, command: c.Open) -> None:
    desk.came(command.words)
    desk.record(
        Opened(
            reference=command.reference,
            channel=command.channel,
            account=command.account,
            received_at=command.received_at,
            message=1,
            person=command.person,
            language=command.language,
            reachable=command.reachable,
            confidential=command.confidential,
            anonymous=command.anonymous,
            suspected=command.suspected,
            reported_unit=command.reported_unit,
            silent=command.silent,
            split_from=command.split_from,
            acknowledged_at=command.acknowledged_at,
        )
    )
    if command.category:
        desk.record(Classified(category=command.category))
    if command.split_from:
        _tell_of_split(desk, command)
        return
    if command.acknowledge and command.reachable:
        desk.went("receipt")
    publishing.greet(desk, command)


def _tell_of_split(desk: Desk, command: c.Open) -> None:
    """What the second matter is, in the officer's words: kept, and told to who wrote."""
    if command.reachable:
        desk.went("split", some(command.matter))
    else:
        desk.keep("note", some(command.matter))


def _receive(desk: Desk, command: c.Receive) -> None:
    """A message of the complainant's may itself be the move: an answer, a dispute, a yes."""
    came_at = command.words.came_at
    stood = came_at is None or _stood(desk.facts, came_at)
    move = _move_of(desk.facts, command.reading) if stood else None
    if move is None:
        desk.came(command.words, command.reading)
        return
    moves.act(desk, c.Act(complaint=command.complaint, move=move, words=command.words))


def _stood(facts: Facts, at: datetime) -> bool:
    """Whether what the complaint waits on had reached them by then, or was decided by then.

    What they wrote before that is no answer to it, though it is put here only now.
    """
    if facts.state == "resolved":
        return facts.closed_at is not None and at >= facts.closed_at
    return bool(facts.pauses) and facts.pauses[-1].until is None and at >= facts.pauses[-1].since


def _move_of(facts: Facts, reading: str) -> str | None:
    if facts.state == "waiting":
        return "supply"
    if facts.state == "responded" and reading == "solved":
        return "resolve"
    if facts.state == "responded" and reading != "thanks":
        return "dispute"
    if facts.state == "resolved" and reading in _NOT_DONE and _window_open(facts):
        return "dispute"
    return None


_NOT_DONE = ("not_solved", "more")
"""`more`: somebody goes on writing in a conversation whose complaint was closed days ago."""


def _window_open(facts: Facts) -> bool:
    window = facts.clocks.get("reopen_window")
    return window is None or window.running


def _act(desk: Desk, command: c.Act) -> None:
    desk.other_state = command.values.get("into_state", "")
    if command.move == "merge":
        relating.refuse_merge(desk, command)
    moves.act(desk, command)


def _complete(desk: Desk, command: c.DeclareComplete) -> None:
    if desk.actor.party not in OFFICERS:
        raise Refused("wrong-role", "Only intake officers and supervisors declare it complete.")
    if not desk.office.lifecycle.is_open(desk.facts.state):
        raise Refused("closed", "The complaint is closed.")
    if desk.facts.complete:
        raise Refused("complete-already", "The file is declared complete already.")
    desk.record(DeclaredComplete())


def _reply(desk: Desk, command: c.Reply) -> None:
    refuse_outsiders(desk)
    if not desk.facts.reachable:
        raise Refused("unreachable", "The complainant left no address that words could reach.")
    desk.went("reply", some(command.text), files=command.files)


def _note(desk: Desk, command: c.Note) -> None:
    if not desk.actor.may(May.DRAFT if command.purpose == "draft" else May.NOTE):
        raise Refused("wrong-role", "Your role leaves no notes here.")
    desk.keep(command.purpose, some(command.text), command.files, mentions=command.mentions)


def _alarm(desk: Desk, command: c.RaiseAlarm) -> None:
    alarms.ring(desk, command)


def _join(desk: Desk, command: c.Join) -> None:
    desk.record(Joined(other=command.other, left=command.left))


def _relay(desk: Desk, command: c.Relay) -> None:
    if desk.facts.state == "merged" and desk.facts.reachable:
        desk.went(command.purpose, command.text)


_DECIDES: dict[type[c.Command], Callable[[Desk, Any], None]] = {
    c.Open: _open,
    c.Receive: _receive,
    c.Act: _act,
    c.Classify: classify,
    c.DeclareComplete: _complete,
    c.Reply: _reply,
    c.Note: _note,
    c.RecordTyped: typed.record,
    c.RecordDelivery: deliveries.record,
    c.SendAgain: deliveries.send_again,
    c.ConfirmArrival: deliveries.confirm,
    p.Publish: publishing.publish,
    p.Propose: publishing.propose,
    p.Decline: publishing.decline,
    p.Alter: publishing.alter,
    p.Hide: publishing.hide,
    p.RecordHiding: publishing.record_hiding,
    c.RaiseAlarm: _alarm,
    c.Extend: extend,
    c.Fulfil: fulfil,
    c.Recalculate: recalculate,
    c.ApplyRules: apply_rules,
    c.Join: _join,
    r.Link: relating.link,
    r.NoteLink: relating.note_link,
    r.Split: relating.split,
    r.CarryAway: relating.carry_away,
    r.NoteBrought: relating.note_brought,
    Give: giving.give,
    c.Relay: _relay,
}
