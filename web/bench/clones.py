"""Many complaints from a few: rows copied by the bare driver, to measure among a hundred thousand.

Good for measuring only: the chains of their histories do not hold. Whatever is measured
with them still loads, folds, decides and writes like any other complaint.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.wiring import Installation
from web.bench.raw import Bare, Row, bare

FIRST = 10_000_000
"""Ids from here on: the database's own counters stay far below."""

LATER = 28
"""Years by which alarms of clones that must stay silent are put off: leap years are so again."""

CHUNK = 10_000
ROWS = "select * from {table} where {column} = {id} order by id"


@dataclass(frozen=True, slots=True)
class Model:
    """The complaint that is copied."""

    id: int
    reference: str
    complaint: dict[str, Any]
    clocks: list[dict[str, Any]]
    events: list[dict[str, Any]]


def clone(office: Installation, complaint: int, *, ringing: int, silent: int) -> None:
    """So many copies with a history and clocks as they are, and so many that have only clocks,
    whose alarms are years away.
    """
    with bare(office) as connection:
        model = _model(connection, complaint)
        for start in range(0, ringing + silent, CHUNK):
            numbers = range(start, min(start + CHUNK, ringing + silent))
            connection.add("complaint", [_complaint(model, n) for n in numbers])
            clocks = [row for n in numbers for row in _clocks(model, n, later=n >= ringing)]
            connection.add("clock", clocks)
            events = [row for n in numbers if n < ringing for row in _events(model, n)]
            connection.add("event", events)
        for table in ("complaint", "clock", "event"):
            connection.do(f"analyze {table}")


def ids(count: int) -> range:
    """The ids of the first clones."""
    return range(FIRST, FIRST + count)


def _model(connection: Bare, complaint: int) -> Model:
    def rows(table: str, column: str) -> list[dict[str, Any]]:
        found = connection.rows(ROWS.format(table=table, column=column, id=complaint))
        return [dict(zip(connection.names(table), row, strict=True)) for row in found]

    (own,) = rows("complaint", "id")
    clocks, events = rows("clock", "complaint_id"), rows("event", "complaint_id")
    return Model(complaint, own["reference"], own, clocks, events)


def _reference(number: int) -> str:
    return f"C-{number:09}"


def _complaint(model: Model, number: int) -> Row:
    changed = {"id": FIRST + number, "reference": _reference(number)}
    return [*(model.complaint | changed).values()]


def _clocks(model: Model, number: int, *, later: bool) -> list[Row]:
    rows: list[Row] = []
    for nth, clock in enumerate(model.clocks):
        changed = {
            "id": FIRST + number * len(model.clocks) + nth,
            "complaint_id": FIRST + number,
            "next_alarm_at": _later(clock["next_alarm_at"]) if later else clock["next_alarm_at"],
        }
        rows.append([*(clock | changed).values()])
    return rows


def _events(model: Model, number: int) -> list[Row]:
    rows: list[Row] = []
    for nth, event in enumerate(model.events):
        changed = {
            "id": FIRST + number * len(model.events) + nth,
            "complaint_id": FIRST + number,
            "data": event["data"].replace(model.reference, _reference(number)),
        }
        rows.append([*(event | changed).values()])
    return rows


def _later(at: str | datetime | None) -> str | datetime | None:
    """A text on SQLite, a time on PostgreSQL."""
    if isinstance(at, str):
        return f"{int(at[:4]) + LATER}{at[4:]}"
    return at and at.replace(year=at.year + LATER)
