"""The lifecycle compiled to `transitions`: one shared machine per table, no state of its own.

A throwaway step carries the state through a trigger; nothing is decorated, nothing is kept,
so threads share it safely. Never `queued=True`, never `auto_transitions` (they bypass rules).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from transitions import EventData, Machine, MachineError

from workflow.core.refusal import Refused
from workflow.core.tables import BACK, OWNER, Guard, Lifecycle, Move, Situation

Condition = Callable[[EventData], bool]


@dataclass(slots=True)
class _Step:
    """What `transitions` moves: the state, and the situation that the guards look at."""

    state: str
    situation: Situation
    refused: Refused | None = None


def first_refusal(guards: tuple[Guard, ...], situation: Situation) -> Refused | None:
    """The first guard's no, or nothing."""
    return next((no for guard in guards if (no := guard(situation)) is not None), None)


def destination(situation: Situation, target: str) -> str:
    """The state behind `BACK` or `OWNER`; any other target is itself."""
    if target == BACK:
        return situation.facts.came_from
    if target == OWNER:
        return "assigned" if situation.facts.unit else "received"
    return target


def fire(lifecycle: Lifecycle, move: Move, situation: Situation) -> str:
    """The state to which a move leads now; raises `Refused` in the guard's own words."""
    step = _Step(situation.facts.state, situation)
    try:
        moved = compiled(lifecycle).events[move.name].trigger(step)
    except MachineError as cause:
        raise _not_from(lifecycle, move, situation.facts.state) from cause
    if not moved:
        raise step.refused or _not_from(lifecycle, move, situation.facts.state)
    return step.state


def _not_from(lifecycle: Lifecycle, move: Move, state: str) -> Refused:
    return Refused(
        "wrong-state",
        "“{move}” is not possible while the complaint is “{state}”.",
        move=move.button,
        state=lifecycle.state(state).label,
    )


@cache
def compiled(lifecycle: Lifecycle) -> Machine:
    """The machine of a table; made once, shared by all threads."""
    machine = Machine(
        model=None,
        states=[state.name for state in lifecycle.states],
        initial=lifecycle.initial,
        send_event=True,
        auto_transitions=False,
    )
    for move in lifecycle.moves:
        for target in _targets(lifecycle, move):
            machine.add_transition(
                move.name,
                list(move.frm),
                target,
                conditions=[_leads(move.to, target), _allowed((*move.needs, *move.checks))],
            )
    return machine


def _targets(lifecycle: Lifecycle, move: Move) -> tuple[str, ...]:
    """Where a move may end: for `BACK`, wherever one can have come from."""
    if move.to == OWNER:
        return ("assigned", "received")
    if move.to != BACK:
        return (move.to,)
    origins = {state for other in lifecycle.moves if other.to in move.frm for state in other.frm}
    return tuple(sorted(origins))


def _step(data: EventData) -> _Step:
    step = data.model
    if not isinstance(step, _Step):
        raise TypeError(type(step))
    return step


def _leads(to: str, target: str) -> Condition:
    def leads(data: EventData) -> bool:
        return destination(_step(data).situation, to) == target

    return leads


def _allowed(guards: tuple[Guard, ...]) -> Condition:
    def allowed(data: EventData) -> bool:
        step = _step(data)
        step.refused = first_refusal(guards, step.situation)
        return step.refused is None

    return allowed
