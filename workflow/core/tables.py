"""What a lifecycle is made of: states, moves, fields and clocks as frozen rows.

A `Lifecycle` checks itself when it is made, since `transitions` accepts unknown names and
fails only when one is used. It knows no particular state.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from workflow.core.refusal import Refused
from workflow.core.roles import Actor, Party

if TYPE_CHECKING:
    from workflow.core.facts import Facts
    from workflow.core.policy import Policy


class BadLifecycle(Exception):
    """A lifecycle's tables contradict themselves; the program must not start."""


class Tone(StrEnum):
    """What a state means for the office's time; each clock says itself what pauses it."""

    RUNS = "runs"
    PAUSES = "pauses"
    STOPS = "stops"


class FieldKind(StrEnum):
    """What a move asks for."""

    TEXT = "text"
    UNIT = "unit"
    CODE = "code"
    AGENCY = "agency"
    COMPLAINT = "complaint"


BACK = "<where it came from>"
"""Target of a move that leads to the state before this one."""

OWNER = "<its owner>"
"""Target of a move that leads to `assigned`, or to `received` while no unit owns it."""


@dataclass(frozen=True, slots=True)
class State:
    """One state. `means` is the half sentence that help texts show."""

    name: str
    label: str
    tone: Tone
    means: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a move asks for. `by` limits the asking to some parties."""

    name: str
    kind: FieldKind
    label: str
    required: bool = True
    list: str = ""
    """The closed list of the policy's reasons that a code is from."""
    sent_as: str = ""
    """The reply text in which the words go to the complainant; empty: kept in the house."""
    by: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a guard may look at. `values` are the move's fields, empty before they are given."""

    facts: "Facts"
    actor: Actor
    policy: "Policy"
    now: datetime
    values: dict[str, str] = field(default_factory=dict)
    other_state: str = ""
    """State of the other complaint of a merge."""


Guard = Callable[[Situation], Refused | None]


@dataclass(frozen=True, slots=True)
class Move:
    """One move. `needs` can be told before any field is filled; `checks` look at the fields."""

    name: str
    frm: tuple[str, ...]
    to: str
    by: tuple[Party, ...]
    button: str
    needs: tuple[Guard, ...] = ()
    fields: tuple[Field, ...] = ()
    checks: tuple[Guard, ...] = ()
    completes: bool = False
    """Whether it declares the file complete if nobody has."""
    says: str = ""
    """The reply text that goes to the complainant by itself."""
    outward: bool = False
    """Whether people outside notice, so that the page asks once more."""


@dataclass(frozen=True, slots=True)
class ClockKind:
    """A clock, as named events of a history: what starts, stops, continues and pauses it."""

    name: str
    label: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    continues: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    pauses_in: tuple[str, ...] = ()
    ends_in: str = ""
    """The move that time makes at its end; such a clock is the complainant's, never a breach."""
    reminds: str = ""
    """The reply text in which its warning goes to the complainant."""
    sp4n: bool = False
    statutory: bool = False


@dataclass(frozen=True, eq=False)
class Lifecycle:
    """The whole of it. Raises `BadLifecycle` with the wrong word when it is made."""

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    clocks: tuple[ClockKind, ...]
    initial: str

    def __post_init__(self) -> None:
        mistakes = tuple(_mistakes(self))
        if mistakes:
            raise BadLifecycle("; ".join(mistakes))

    @cached_property
    def _states(self) -> dict[str, State]:
        return {state.name: state for state in self.states}

    @cached_property
    def _moves(self) -> dict[str, Move]:
        return {move.name: move for move in self.moves}

    @cached_property
    def _clocks(self) -> dict[str, ClockKind]:
        return {clock.name: clock for clock in self.clocks}

    @cached_property
    def _clocks_at(self) -> dict[str, tuple[ClockKind, ...]]:
        found: dict[str, list[ClockKind]] = {}
        for clock in self.clocks:
            for moment in {*clock.starts, *clock.stops, *clock.continues, *clock.restarts}:
                found.setdefault(moment, []).append(clock)
        return {moment: tuple(clocks) for moment, clocks in found.items()}

    @cached_property
    def continuing(self) -> frozenset[str]:
        """The named events that let some kind of clock go on."""
        return frozenset(name for clock in self.clocks for name in clock.continues)

    def state(self, name: str) -> State:
        """The state of that name; `KeyError` if there is none."""
        return self._states[name]

    def move(self, name: str) -> Move | None:
        """The move of that name, or none."""
        return self._moves.get(name)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves that the table offers in a state, in its order."""
        return tuple(move for move in self.moves if state in move.frm)

    def clock(self, name: str) -> ClockKind:
        """The kind of clock of that name; `KeyError` if there is none."""
        return self._clocks[name]

    def clocks_at(self, moment: str) -> tuple[ClockKind, ...]:
        """The kinds of clock that a named event starts, stops or sets going again."""
        return self._clocks_at.get(moment, ())

    def is_open(self, state: str) -> bool:
        """Whether the office still owes something in a state."""
        return self.state(state).tone is not Tone.STOPS


def _mistakes(table: Lifecycle) -> list[str]:
    names = [state.name for state in table.states]
    moves = [move.name for move in table.moves]
    clocks = [clock.name for clock in table.clocks]
    found = [f"{name!r} is there twice" for name in _twice(names + moves) + _twice(clocks)]
    found += [f"initial state {table.initial!r} is unknown"] if table.initial not in names else []
    for move in table.moves:
        found += _wrong_in_move(move, names)
    found += [f"clock {c.name!r} ends in unknown move {c.ends_in!r}" for c in table.clocks
              if c.ends_in and c.ends_in not in (*moves, "over")]  # fmt: skip
    found += [f"clock {c.name!r} pauses in unknown state {s!r}" for c in table.clocks
              for s in c.pauses_in if s not in names]  # fmt: skip
    found += [f"clock {c.name!r} is never started" for c in table.clocks if not c.starts]
    return found + _dead_ends(table)


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _wrong_in_move(move: Move, names: list[str]) -> list[str]:
    allowed = ", ".join(names)
    ends = () if move.to in (BACK, OWNER) else (move.to,)
    found = [
        f"move {move.name!r} speaks of unknown state {state!r} (states: {allowed})"
        for state in (*move.frm, *ends)
        if state not in names
    ]
    found += [] if move.by else [f"nobody may make move {move.name!r}"]
    return found + ([] if move.frm else [f"move {move.name!r} starts nowhere"])


def _dead_ends(table: Lifecycle) -> list[str]:
    """States that nothing leads to, and open ones that nothing leads out of."""
    reached = {move.to for move in table.moves} | {table.initial}
    left = {state for move in table.moves for state in move.frm}
    return [f"nothing leads to state {s.name!r}" for s in table.states if s.name not in reached] + [
        f"nothing leads out of state {s.name!r}, and it is not final"
        for s in table.states
        if s.tone is not Tone.STOPS and s.name not in left
    ]
