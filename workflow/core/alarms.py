"""What an alarm does when it rings: the core looks again, an alarm is only a hint.

A clock that has stopped or is paused says nothing. Each warning, breach and step of the
ladder is recorded at most once, so that sweeping twice does no harm.
"""

from workflow.core import clocks, clockwork, moves
from workflow.core.clockface import Clock
from workflow.core.commands import Act, RaiseAlarm
from workflow.core.desk import Desk
from workflow.core.events import ClockStopped, Escalated, Warned
from workflow.core.refusal import Refused


def ring(desk: Desk, command: RaiseAlarm) -> None:
    """Record whatever a clock has to say by now; nothing, if it has nothing to say."""
    clock = desk.facts.clocks.get(command.clock)
    if clock is None or clock.round != command.round or not clock.running:
        return
    due = clocks.due_at(desk.office, desk.facts, clock)
    if due is None:
        return
    for at, what in clocks.alarms_of(desk.office, desk.facts, clock, due):
        if at <= desk.now and clock.running:
            _say(desk, clock, what)


def _say(desk: Desk, clock: Clock, what: str) -> None:
    kind = desk.office.lifecycle.clock(clock.name)
    if what == "warn":
        desk.record(Warned(clock=clock.name, round=clock.round))
        if kind.reminds:
            desk.went(kind.reminds)
    elif what == "due" and kind.ends_in:
        _end(desk, clock, kind.ends_in)
    elif what == "due":
        due = clocks.due_at(desk.office, desk.facts, clock)
        if due is not None:
            desk.record(clockwork.breach(desk.office, desk.facts, clock, (due, desk.now)))
    else:
        to = what.partition(">")[2]
        desk.record(Escalated(clock=clock.name, round=clock.round, step=what, to=to))


def _end(desk: Desk, clock: Clock, move: str) -> None:
    """The end of the complainant's own time is a move; where it is refused, the clock just ends."""
    if desk.office.lifecycle.move(move) is not None:
        clockwork.note_breaches(desk.office, desk.facts, desk.now, desk.record, time_acts=True)
        try:
            moves.act(desk, Act(complaint=0, move=move))
        except Refused:
            pass
        else:
            return
    due = clocks.due_at(desk.office, desk.facts, clock)
    desk.record(
        ClockStopped(
            clock=clock.name, round=clock.round, at=due or desk.now, due_at=due, outcome="over",
            by="over",
        )
    )  # fmt: skip
