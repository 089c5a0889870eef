"""Holds what the office keeps of a complaint's clocks against an independent recount."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.recount import Book, Look, recount
from tests.workflow.runs import Run
from workflow.core.clockface import Clock
from workflow.core.clocks import Office
from workflow.core.events import Breached, Escalated, Recorded, Warned
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.showing import view_of
from workflow.store import complaints
from workflow.store.models import BreachRow, ClockRow

Key = tuple[str, int]
"""A clock and its round."""


def differences(
    db: Session, office: Office, complaint: int, looks: Sequence[Look], now: datetime
) -> list[str]:
    """Whatever the books say otherwise than the recount, one sentence each."""
    history = complaints.history(db, complaint).events
    facts, book = fold(history), recount(office, history, looks)
    rounds = {(run.kind.name, run.round): run for run in book.all_runs() if run.round}
    clocks = {(c.name, c.round): c for c in (*facts.past_clocks, *facts.clocks.values())}
    row = complaints.row_of(db, complaint)
    known = [state.name for state in office.lifecycle.states]
    states = [f"{row.state}, not {book.state}"] if row.state != book.state else []
    states += [f"{row.state} is not in the table"] if row.state not in known else []
    wrong = [f"clock {key} is not in both" for key in sorted(rounds.keys() ^ clocks.keys())]
    for key in sorted(rounds.keys() & clocks.keys()):
        told = _told(office, facts, clocks[key], now)
        counted = _counted(book, rounds[key], now)
        wrong += [f"{key} says {told}, the recount {counted}"] if told != counted else []
    wrong += [f"{key} would sleep through its due time" for key in _asleep(db, complaint, rounds)]
    wrong += _ledger(db, complaint, rounds)
    wrong += [f"{run.kind.name} runs in a closed complaint" for run in book.outliving()]
    return [*states, *book.odd, *wrong, *_twice(history)]


def _told(office: Office, facts: Facts, clock: Clock, now: datetime) -> dict[str, object]:
    view = view_of(office, facts, clock, now)
    return {
        "started": clock.started_at,
        "due": view.due_at,
        "stopped": clock.stopped_at,
        "outcome": clock.outcome,
        "used": round(view.used, 6),
    }


def _counted(book: Book, run: Run, now: datetime) -> dict[str, object]:
    stopped, due, outcome = run.ended or (None, run.due(book.pauses), "")
    return {
        "started": run.started_at,
        "due": due,
        "stopped": stopped,
        "outcome": outcome,
        "used": round(run.used(book.pauses, now), 6),
    }


def _asleep(db: Session, complaint: int, rounds: dict[Key, Run]) -> Iterator[Key]:
    """Clocks with a breach still to come that the sweep would not look at in time."""
    for row in db.scalars(select(ClockRow).where(ClockRow.complaint_id == complaint)):
        run = rounds.get((row.name, row.round))
        running = run is not None and run.ended is None and row.due_at is not None
        if running and not row.breached and not (row.next_alarm_at and row.due_at):
            yield row.name, row.round


def _ledger(db: Session, complaint: int, rounds: dict[Key, Run]) -> Iterator[str]:
    rows = db.scalars(select(BreachRow).where(BreachRow.complaint_id == complaint))
    found = {(row.clock, row.round): row.due_at for row in rows}
    wanted = {key: run.breached_at for key, run in rounds.items() if run.breached_at}
    for key in sorted(found.keys() | wanted.keys()):
        if found.get(key) != wanted.get(key):
            yield f"{key} broke at {found.get(key)}, by the recount at {wanted.get(key)}"


def _twice(history: Sequence[Recorded]) -> list[str]:
    """Alarms that were said more than once in a round."""
    said = Counter(
        (type(event).__name__, event.clock, event.round, getattr(event, "step", ""))
        for event in (recorded.event for recorded in history)
        if isinstance(event, Warned | Breached | Escalated)
    )
    return [f"{alarm} came {count} times" for alarm, count in said.items() if count > 1]
