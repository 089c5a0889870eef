"""A pure decision over a history of some twenty events; the limit is `transitions` alone.

Folding the history is part of it, as it is part of every command.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from transitions import Machine

from config.calendars import load_calendars
from config.rulebook import load_policy
from config.settings import load_settings
from web.bench.figures import PER_SECOND, Figure, rates
from web.bench.stage import HEAD, INTAKE, MONDAY, Stage, assign, classify, respond
from workflow.core import commands as c
from workflow.core.clocks import Office
from workflow.core.decide import decide
from workflow.core.events import Recorded
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.lifecycle import COMPLAINT
from workflow.core.roles import CHANNEL, Actor
from workflow.core.tables import BACK, OWNER

SIZE = 5_000
EVENTS = 20


def measure(stage: Stage) -> Iterator[Figure]:
    """Decisions a second: an answer on a complaint with its history, against a bare move."""
    office, past = an_office(), []
    past = a_history(office)
    bare, steps = _machine(), [_Step() for _ in range(stage.size)]

    def ours() -> None:
        for _ in range(stage.size):
            decide(office, fold(past), respond(1), HEAD, MONDAY)

    def limit() -> None:
        trigger = bare.events["respond"].trigger
        for step in steps:
            step.state = "assigned"
            trigger(step)

    own, most = rates(stage.size, ours, limit, stage.watch)
    name = f"decide over {len(past)} events"
    yield Figure(name=name, size=stage.size, ours=own, limit=most, unit=PER_SECOND)


def an_office() -> Office:
    """The rules of this installation, and no database."""
    rules = load_settings().rules
    return Office(COMPLAINT, load_policy(rules), load_calendars(rules))


def a_history(office: Office) -> list[Recorded]:
    """A complaint that was filed, sorted, noted on and assigned."""
    facts, history = Facts(), list[Recorded]()
    words = c.Words(text="Kamar mandi licin.", channel="form", account="office", contact=1)
    opened = c.Open(
        reference="C-0000-0000", words=words, channel="form", account="office", person=1,
        received_at=MONDAY,
    )  # fmt: skip
    note = c.Note(complaint=1, text="Sudah ditelepon.")
    before: list[tuple[c.Command, Actor]] = [
        (opened, CHANNEL), (classify(1), INTAKE), (assign(1), INTAKE),
    ]  # fmt: skip
    for command, actor in before:
        history += decide(office, facts, command, actor, MONDAY).events
        facts.moments = []
    while len(history) < EVENTS:
        history += decide(office, facts, note, INTAKE, MONDAY).events
    return history


@dataclass(slots=True)
class _Step:
    state: str = "assigned"


def _machine() -> Machine:
    """The same states and moves, without guards, fields, clocks or history."""
    machine = Machine(
        model=None,
        states=[state.name for state in COMPLAINT.states],
        initial=COMPLAINT.initial,
        send_event=True,
        auto_transitions=False,
    )
    for move in COMPLAINT.moves:
        target = "assigned" if move.to in (BACK, OWNER) else move.to
        machine.add_transition(move.name, list(move.frm), target)
    return machine
