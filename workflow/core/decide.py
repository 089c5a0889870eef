"""What follows from a command: the core's one door. Pure: facts and `now` in, events out.

Refusing is normal (`Refused`). Whatever else is raised here is a bug.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from workflow.core import alarms, moves
from workflow.core import commands as c
from workflow.core.clocks import Office, due_at
from workflow.core.desk import Decision, Desk
from workflow.core.events import (
    Classified,
    DeclaredComplete,
    Delivery,
    DutyDone,
    Event,
    Extended,
    Joined,
    MessageCame,
    Moved,
    Opened,
    Recorded,
)
from workflow.core.facts import Facts
from workflow.core.refusal import Conflict, NotFound, Refused
from workflow.core.roles import OFFICERS, UNIT, Actor, May
from workflow.core.spans import BadSpan, Span

SAFETY = ("none", "danger", "sexual_violence", "child")
PRIORITIES = ("normal", "urgent", "directive")


def decide(
    office: Office, facts: Facts, command: c.Command, actor: Actor, now: datetime
) -> Decision:
    """The events that follow from a command; `facts` are taken over and changed.

    Raises `Refused` in words. For a merge the command's values hold `into_id` and
    `into_state`, which the engine looked up.
    """
    if facts.seq and not may_see(facts, actor):
        raise NotFound
    desk = Desk(office, facts, actor, now)
    _DECIDES[type(command)](desk, command)
    return desk.settle()


def may_see(facts: Facts, actor: Actor) -> bool:
    """Whether a complaint exists for this actor at all (UU 25/2009 art. 45 and 49)."""
    if actor.role is None:
        return True
    if actor.unit and actor.unit == facts.reported_unit:
        return False
    if actor.may(May.SEE_ALL):
        return True
    return actor.may(May.SEE_UNIT) and bool(actor.unit) and actor.unit == facts.unit


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
        )
    )
    if command.category:
        desk.record(Classified(category=command.category))
    if command.acknowledge and command.reachable:
        desk.went("receipt")


def _receive(desk: Desk, command: c.Receive) -> None:
    """A message of the complainant's may itself be the move: an answer, a dispute, a yes."""
    move = _move_of(desk.facts, command.reading)
    if move is None:
        desk.came(command.words, command.reading)
        return
    moves.act(desk, c.Act(complaint=command.complaint, move=move, words=command.words))


def _move_of(facts: Facts, reading: str) -> str | None:
    if facts.state == "waiting":
        return "supply"
    if facts.state == "responded" and reading == "solved":
        return "resolve"
    if facts.state == "responded" and reading != "thanks":
        return "dispute"
    if facts.state == "resolved" and reading == "not_solved" and _window_open(facts):
        return "dispute"
    return None


def _window_open(facts: Facts) -> bool:
    window = facts.clocks.get("reopen_window")
    return window is None or window.running


def _act(desk: Desk, command: c.Act) -> None:
    desk.other_state = command.values.get("into_state", "")
    if command.move == "merge" and command.values.get("into_id") == str(command.complaint):
        raise Refused("same-complaint", "A complaint is not merged into itself.")
    moves.act(desk, command)


def _classify(desk: Desk, command: c.Classify) -> None:
    if desk.actor.party not in OFFICERS:
        raise Refused("wrong-role", "Only intake officers and supervisors classify.")
    _known(command.klass, tuple(desk.office.policy.classes), "class")
    _known(command.category, tuple(desk.office.policy.categories), "category")
    _known(command.safety, SAFETY, "safety")
    _known(command.priority, PRIORITIES, "priority")
    _known(command.reported_unit or "", tuple(desk.office.policy.units), "unit")
    if command.reported_unit and command.reported_unit == desk.facts.unit:
        raise Refused("owns-it", "That unit owns the complaint; assign it elsewhere first.")
    desk.record(_with_defaults(desk, command))


def _known(given: str, allowed: tuple[str, ...], what: str) -> None:
    if given and given not in allowed:
        raise Refused(
            "unknown-value",
            "“{given}” is not known as “{field}”; allowed: {allowed}.",
            given=given[:40],
            field=what,
            allowed=", ".join(allowed),
        )


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


def _complete(desk: Desk, command: c.DeclareComplete) -> None:
    if desk.actor.party not in OFFICERS:
        raise Refused("wrong-role", "Only intake officers and supervisors declare it complete.")
    if desk.facts.complete:
        raise Refused("complete-already", "The file is declared complete already.")
    desk.record(DeclaredComplete())


def _reply(desk: Desk, command: c.Reply) -> None:
    _refuse_outsiders(desk)
    if not desk.facts.reachable:
        raise Refused("unreachable", "The complainant left no address that words could reach.")
    desk.went("reply", _some(command.text), files=command.files)


def _note(desk: Desk, command: c.Note) -> None:
    if not desk.actor.may(May.DRAFT if command.purpose == "draft" else May.NOTE):
        raise Refused("wrong-role", "Your role leaves no notes here.")
    desk.keep(command.purpose, _some(command.text), command.files)


def _some(text: str) -> str:
    if not text.strip():
        raise Refused("empty", "Write something first.")
    return text.strip()


def _refuse_outsiders(desk: Desk) -> None:
    """Words to the complainant come from intake, the supervisor or the unit that owns it."""
    if desk.actor.party in OFFICERS:
        return
    if desk.actor.party in UNIT and desk.actor.unit == desk.facts.unit:
        return
    raise Refused("not-your-unit", "Only the unit that owns it may do this.")


def _delivered(desk: Desk, command: c.RecordDelivery) -> None:
    """News of a message; the late, the repeated and the out-of-order change nothing."""
    went = desk.facts.went.get(command.message)
    if went is None or went.outcome in (command.outcome, "refused"):
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
    if desk.facts.came_back and went.purpose in ("question", "answer"):
        moves.act(desk, c.Act(complaint=command.complaint, move="bounce"))


def _alarm(desk: Desk, command: c.RaiseAlarm) -> None:
    alarms.ring(desk, command)


def _extend(desk: Desk, command: c.Extend) -> None:
    """Once per clock, on a ground from the list, with a letter; both dates stay on record."""
    if not desk.actor.may(May.EXTEND):
        raise Refused("wrong-role", "Only a supervisor extends a deadline.")
    clock = desk.facts.clocks.get(command.clock)
    if clock is None or not clock.running:
        raise Refused("no-such-clock", "No such clock is running.")
    if clock.extended_by:
        raise Refused("extended-once", "It was extended once already.")
    grounds = tuple(reason.id for reason in desk.office.policy.reasons_in("extend"))
    _known(command.ground, grounds, "ground")
    try:
        more = Span.parse(command.by)
    except BadSpan as cause:
        raise Refused("bad-span", "Write the time as “7 working days”.") from cause
    if more.unit is not clock.within.unit or not more.count:
        raise Refused("other-unit", "Extend it in the unit it counts: {unit}.", unit=more.unit)
    old = due_at(desk.office, desk.facts, clock)
    clock.extended_by = str(more)
    new = due_at(desk.office, desk.facts, clock)
    told = (("code", command.ground), ("old_due_at", _iso(old)), ("new_due_at", _iso(new)))
    letter = desk.went("extension_letter", _some(command.letter), told)
    desk.record(
        Extended(
            clock=clock.name,
            round=clock.round,
            by=str(more),
            ground=command.ground,
            letter=letter,
            old_due_at=old,
            new_due_at=new,
        )
    )


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _fulfil(desk: Desk, command: c.Fulfil) -> None:
    _refuse_outsiders(desk)
    clock = desk.facts.clocks.get(command.clock)
    if clock is None or not clock.running:
        raise Refused("no-such-clock", "No such clock is running.")
    message = desk.keep("duty", _some(command.text))
    desk.record(DutyDone(clock=command.clock, message=message))


def _join(desk: Desk, command: c.Join) -> None:
    desk.record(Joined(other=command.other, left=command.left))


def _relay(desk: Desk, command: c.Relay) -> None:
    if desk.facts.state == "merged" and desk.facts.reachable:
        desk.went(command.purpose, command.text)


_DECIDES: dict[type[c.Command], Callable[[Desk, Any], None]] = {
    c.Open: _open,
    c.Receive: _receive,
    c.Act: _act,
    c.Classify: _classify,
    c.DeclareComplete: _complete,
    c.Reply: _reply,
    c.Note: _note,
    c.RecordDelivery: _delivered,
    c.RaiseAlarm: _alarm,
    c.Extend: _extend,
    c.Fulfil: _fulfil,
    c.Join: _join,
    c.Relay: _relay,
}
