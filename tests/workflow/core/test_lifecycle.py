"""The lifecycle checks itself, and a state and a move are added by editing one file."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from transitions import MachineError

from workflow.core import lifecycle
from workflow.core.lifecycle import CLOCKS, COMPLAINT, MOVES, STATES
from workflow.core.machine import compiled
from workflow.core.roles import Party
from workflow.core.tables import BadLifecycle, ClockKind, Lifecycle, Move, State, Tone


@pytest.mark.parametrize(
    ("states", "moves", "clocks", "word"),
    [
        (STATES, (*MOVES, Move("jump", ("mars",), "received", (Party.TIME,), "Jump")), (), "mars"),
        (STATES, (*MOVES, Move("jump", ("received",), "mars", (Party.TIME,), "Jump")), (), "mars"),
        (STATES, (*MOVES, Move("jump", ("received",), "held", (), "Jump")), (), "nobody"),
        (STATES, (*MOVES, Move("jump", (), "held", (Party.TIME,), "Jump")), (), "nowhere"),
        (STATES, (*MOVES, MOVES[0]), (), "twice"),
        ((*STATES, State("limbo", "Limbo", Tone.RUNS, "")), MOVES, (), "nothing leads to"),
        (STATES, MOVES, (ClockKind("x", "X", ("received",), (), ends_in="fly"),), "fly"),
        (STATES, MOVES, (ClockKind("x", "X", ("a",), (), pauses_in=("mars",)),), "mars"),
        (STATES, MOVES, (ClockKind("x", "X", (), ()),), "never started"),
    ],
)
def test_a_wrong_table_stops_the_start_and_names_the_word(
    states: tuple[State, ...], moves: tuple[Move, ...], clocks: tuple[ClockKind, ...], word: str
) -> None:
    with pytest.raises(BadLifecycle, match=word):
        Lifecycle("wrong", states, moves, clocks, initial="received")


def test_an_open_state_that_nothing_leads_out_of_is_a_mistake() -> None:
    limbo = State("limbo", "Limbo", Tone.RUNS, "")
    fall = Move("fall", ("received",), "limbo", (Party.TIME,), "Fall")
    with pytest.raises(BadLifecycle, match="leads out of state 'limbo'"):
        Lifecycle("wrong", (*STATES, limbo), (*MOVES, fall), (), initial="received")


def test_an_unknown_first_state_is_a_mistake() -> None:
    with pytest.raises(BadLifecycle, match="initial state 'mars'"):
        Lifecycle("wrong", STATES, MOVES, CLOCKS, initial="mars")


def test_the_machine_has_no_shortcuts() -> None:
    machine = compiled(COMPLAINT)
    assert not [name for name in machine.events if name.startswith("to_")]
    assert set(machine.events) == {move.name for move in MOVES}
    assert not machine.has_queue


def test_a_state_and_a_move_are_added_by_editing_one_file() -> None:
    source = Path(lifecycle.__file__).read_text()
    source = source.replace(
        "STATES = (",
        'STATES = (\n    State("checked", "Being checked", Tone.RUNS, "somebody checks it"),',
    ).replace(
        "MOVES = (",
        'MOVES = (\n    Move("check", (RECEIVED,), "checked", OFFICERS, "Check"),'
        '\n    Move("pass", ("checked",), RECEIVED, OFFICERS, "Pass"),',
    )
    edited = ModuleType("edited_lifecycle")
    sys.modules["edited_lifecycle"] = edited
    exec(compile(source, "lifecycle.py", "exec"), edited.__dict__)  # noqa: S102
    table = edited.COMPLAINT
    assert [move.name for move in table.moves_from("checked")] == ["pass"]
    assert "check" in compiled(table).events


def test_moves_read_as_the_table_says() -> None:
    assert {move.name for move in COMPLAINT.moves_from("resolved")} == {"dispute"}
    assert COMPLAINT.move("fly") is None
    assert COMPLAINT.is_open("responded")
    assert not COMPLAINT.is_open("merged")


def test_a_machine_refuses_what_the_state_does_not_offer() -> None:
    class Step:
        state = "resolved"

    with pytest.raises(MachineError):
        compiled(COMPLAINT).events["assign"].trigger(Step())


def test_every_state_is_final_or_left_and_every_clock_ends() -> None:
    left = {state for move in MOVES for state in move.frm}
    assert all(state.tone is Tone.STOPS or state.name in left for state in STATES)
    assert all(clock.stops for clock in CLOCKS)
