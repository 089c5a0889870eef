"""Making a move: may they, does the table allow it, are the fields right, what follows.

`offer` asks the same questions without moving, for the page's greyed buttons.
"""

from dataclasses import dataclass

from workflow.core.commands import Act, Join, Relay
from workflow.core.desk import Desk, Told
from workflow.core.events import DeclaredComplete, Moved
from workflow.core.machine import fire, first_refusal
from workflow.core.refusal import Refused
from workflow.core.roles import UNIT, Actor, Party
from workflow.core.tables import Field, FieldKind, Move, Situation

LONGEST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that the table offers in this state, and the no that greys it, if any."""

    move: Move
    refused: Refused | None
    fields: tuple[Field, ...]


def may_make(move: Move, actor: Actor, unit: str) -> Refused | None:
    """Whether this party makes this move at all; units move only what they own."""
    if actor.party not in move.by:
        return Refused("wrong-role", "“{move}” is not yours to do.", move=move.button)
    if actor.party in UNIT and actor.unit != unit:
        return Refused("not-your-unit", "Only the unit that owns it may do this.")
    return None


def offers(situation: Situation, moves: tuple[Move, ...]) -> tuple[Offer, ...]:
    """The moves of this state for this actor: those of others are not shown at all."""
    shown = []
    for move in moves:
        if situation.actor.party not in move.by:
            continue
        refused = may_make(move, situation.actor, situation.facts.unit)
        refused = refused or first_refusal(move.needs, situation)
        shown.append(Offer(move, refused, fields_for(move, situation.actor.party)))
    return tuple(shown)


def fields_for(move: Move, party: Party) -> tuple[Field, ...]:
    """What a move asks of this party."""
    return tuple(field for field in move.fields if not field.by or party in field.by)


def act(desk: Desk, command: Act) -> None:
    """Make a move, or refuse it in words."""
    move = desk.office.lifecycle.move(command.move)
    if move is None:
        known = ", ".join(move.name for move in desk.office.lifecycle.moves)
        raise Refused("no-such-move", "There is no such move; there are: {moves}.", moves=known)
    refused = may_make(move, desk.actor, desk.facts.unit)
    if refused:
        raise refused
    values = _clean(command.values)
    situation = Situation(
        desk.facts, desk.actor, desk.office.policy, desk.now, values, desk.other_state
    )
    if desk.facts.state in move.frm:
        _refuse_first(move, situation)
        _check_fields(desk, move, values, own_words=command.words is not None)
    _carry_out(desk, move, fire(desk.office.lifecycle, move, situation), command)


def _clean(values: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items() if value.strip()}


def _refuse_first(move: Move, situation: Situation) -> None:
    """What is missing before any field is looked at comes first, as on the page."""
    refused = first_refusal(move.needs, situation)
    if refused:
        raise refused


def _check_fields(desk: Desk, move: Move, values: dict[str, str], *, own_words: bool) -> None:
    """Each field that is asked for is there and known; a person's own message says it all."""
    asked = desk.actor.party is not Party.TIME and not own_words
    for field in fields_for(move, desk.actor.party):
        given = values.get(field.name, "")
        if field.required and asked and not given:
            raise Refused(
                "field-missing", "Fill in “{field}” ({name}).", field=field.label, name=field.name
            )
        if given:
            _check_value(desk, field, given)


def _check_value(desk: Desk, field: Field, given: str) -> None:
    policy = desk.office.policy
    allowed: tuple[str, ...] = ()
    if field.kind is FieldKind.UNIT:
        allowed = tuple(policy.units)
    elif field.kind is FieldKind.AGENCY:
        allowed = tuple(policy.agencies)
    elif field.kind is FieldKind.CODE:
        allowed = tuple(reason.id for reason in policy.reasons_in(field.list))
    if allowed and given not in allowed:
        raise Refused(
            "unknown-value",
            "“{given}” is not known as “{field}”; allowed: {allowed}.",
            given=given[:40],
            field=field.label,
            allowed=", ".join(allowed),
        )
    if len(given) > LONGEST_WORDS:
        raise Refused("too-long", "“{field}” is longer than we can keep.", field=field.label)


def _carry_out(desk: Desk, move: Move, to: str, command: Act) -> None:
    values = _clean(command.values)
    frm, merged_into = desk.facts.state, desk.facts.merged_into
    if move.completes and not desk.facts.complete:
        desk.record(DeclaredComplete())
    sent, kept = _words(desk, move, values, command)
    desk.record(
        Moved(
            move=move.name,
            frm=frm,
            to=to,
            unit=values.get("unit", ""),
            code=values.get("code", "") or values.get("no_evidence", ""),
            agency=values.get("agency", ""),
            other=int(values.get("into_id", 0)),
            message=sent,
            letter=kept,
            since=command.words.came_at if command.words else None,
        )
    )
    if move.says:
        desk.went(move.says, told=_told(values))
    _tell_others(desk, move, command, merged_into)


def _words(desk: Desk, move: Move, values: dict[str, str], command: Act) -> tuple[int, int]:
    """Keep the words of a move as messages: what goes out, and what stays in the house."""
    sent = kept = 0
    if command.words is not None:
        return 0, desk.came(command.words)
    for field in fields_for(move, desk.actor.party):
        text = values.get(field.name, "")
        if field.kind is not FieldKind.TEXT or not text:
            continue
        if field.sent_as:
            sent = desk.went(field.sent_as, text, files=command.files)
        else:
            kept = desk.keep(field.name, text, () if sent else command.files)
    return sent, kept


_TOLD = ("agency", "letter", "code", "into")


def _told(values: dict[str, str]) -> Told:
    return tuple((name, values[name]) for name in _TOLD if name in values)


def _tell_others(desk: Desk, move: Move, command: Act, merged_into: int) -> None:
    """A merge is noted at both ends; whoever was merged hears what the other one hears."""
    if move.name == "merge":
        into = int(command.values["into_id"])
        desk.follow_ups.append(Join(complaint=into, other=command.complaint))
    if move.name == "reopen" and merged_into:
        desk.follow_ups.append(Join(complaint=merged_into, other=command.complaint, left=True))
    purposes = [field.sent_as for field in move.fields if field.sent_as == "answer"]
    if move.to in _TELLS_JOINED and move.says:
        purposes.append(move.says)
    for other in desk.facts.joined:
        for purpose in purposes:
            text = command.values.get(purpose, "")
            desk.follow_ups.append(Relay(complaint=other, text=text, purpose=purpose))


_TELLS_JOINED = frozenset({"resolved", "referred"})
