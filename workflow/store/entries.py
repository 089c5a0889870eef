"""What decisions say, as rows: gathered, to be written by one statement a table.

Writes nothing and asks nothing; `complaints.py` does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow.core import clocks
from workflow.core import events as e
from workflow.core.clocks import Office
from workflow.core.desk import Decision
from workflow.core.events import Breached, Event, Recorded
from workflow.core.facts import Facts
from workflow.core.record import FIRST_HASH, chain_texts, write_event
from workflow.store.projection import (
    Readings,
    breach_values,
    clock_values,
    readings,
    row_values,
)

Row = dict[str, Any]


@dataclass(slots=True)
class History:
    """A complaint as it is stored: its id, its events in order, the hash of the last.

    One that is being opened has no id before it is written down.
    """

    complaint: int = 0
    events: list[Recorded] = field(default_factory=list)
    head: str = FIRST_HASH


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written: the history so far, the decision, and what else its row says.

    `was` is what the row said before (`projection.standing`): only what changed is written.
    """

    past: History
    decision: Decision
    row: Mapping[str, Any]
    was: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What one decision says: its events, its complaint's row, and the rows of its clocks."""

    events: list[Row]
    row: Row
    clocks: list[Row]
    breaches: list[Row]


def told(office: Office, entry: Entry, now: datetime) -> Told:
    """What an entry says; the chain of its history grows by it."""
    past, facts = entry.past, entry.decision.facts
    said = [recorded.event for recorded in entry.decision.events]
    events = [_chained(past, facts.reference, one) for one in entry.decision.events]
    read, row = _now(office, entry, said, now)
    moved = _moved(facts, said) if any(type(event) in _MOVES_CLOCKS for event in said) else ()
    return Told(
        events=events,
        row={**row, "head": past.head},
        clocks=[clock_values(facts.clocks[name], read[name]) for name in moved],
        breaches=[breach_values(event) for event in said if isinstance(event, Breached)],
    )


@dataclass(slots=True)
class Rows:
    """The rows of some entries."""

    events: list[Row] = field(default_factory=list)
    changes: list[tuple[frozenset[str], list[Row]]] = field(default_factory=list)
    """Of complaints, in order, in runs that change the same columns: a statement for each run."""
    clocks: list[Row] = field(default_factory=list)
    breaches: list[Row] = field(default_factory=list)

    def add(self, complaint: int, said: Told) -> None:
        """Take in what stands beside a complaint's row."""
        id = {"complaint_id": complaint}
        self.events += [{**id, **row} for row in said.events]
        self.clocks += [{**id, **row} for row in said.clocks]
        self.breaches += [{**id, **row} for row in said.breaches]

    def change(self, entry: Entry, row: Row) -> None:
        """Take in what is new in the complaint's own row."""
        fresh = {name: value for name, value in row.items() if entry.was.get(name, _NEW) != value}
        if not self.changes or self.changes[-1][0] != fresh.keys():
            self.changes.append((frozenset(fresh), []))
        self.changes[-1][1].append({**fresh, "which": entry.past.complaint})


_NEW = object()
"""Stands for what the row did not say before; it is no value of any column."""


def _now(
    office: Office, entry: Entry, said: Sequence[Event], now: datetime
) -> tuple[Readings, Row]:
    """What the clocks show that a decision can have moved, and what the row says after it."""
    facts = entry.decision.facts
    if all(isinstance(event, _SAID) for event in said):
        names = {event.clock for event in said if isinstance(event, _SAID)}
        read = {name: clocks.read(office, facts, facts.clocks[name], now) for name in names}
        return read, {"changed_at": facts.changed_at, "seq": facts.seq}
    read = readings(office, facts, now)
    return read, {**row_values(office, facts, read), **entry.row}


def _moved(facts: Facts, said: Sequence[Event]) -> Iterator[str]:
    """The clocks whose rows may say something else now: one that had stopped goes on as it was."""
    named = {getattr(event, "clock", "") for event in said}
    quiet = all(isinstance(event, _SAID) for event in said)
    for name, clock in facts.clocks.items():
        if name in named or (clock.running and not quiet):
            yield name


_SAID = (e.Warned, e.Breached, e.Escalated)
"""What a clock says of itself moves no date, neither its own nor another's."""


def _chained(past: History, reference: str, recorded: Recorded) -> dict[str, Any]:
    """An event's row, chained to the one before; the chain grows."""
    kind, data = write_event(recorded.event)
    past.head = chain_texts(past.head, reference, recorded, kind, data)
    return {
        "seq": recorded.seq,
        "kind": kind,
        "at": recorded.at,
        "actor": recorded.actor,
        "data": data,
        "hash": past.head,
    }


_MOVES_CLOCKS = {
    e.Moved, e.Delivery, e.Extended, e.ClockStarted, e.RuleApplied, e.ClockStopped,
    e.ClockContinued, e.Warned, e.Breached, e.Escalated, e.Recalculated,
}  # fmt: skip
