"""A day that a supervisor declares on the calendar's page: what was typed, and what would follow.

Which dates move is the answer of `workflow/decrees.py`; a reader sees no complaint that is
hidden from them, only how many there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from web import forms
from web.here import actor, installation
from web.i18n import source, translate
from web.labels import label
from web.present import due_day
from web.who import short_unit
from web.year import on_words
from workflow.core.calendar import Calendar
from workflow.core.decree import KINDS, WORKING, Day, Decree, Effect, Moved
from workflow.core.refusal import Refused
from workflow.decrees import Change
from workflow.store import complaints
from workflow.store.worklists import is_visible

EVERYBODYS = "office"
MOST_SHOWN = 100
"""Moved dates that are listed one by one."""

LONGEST_NAME = 120

EFFECTS = {
    Effect.CLOSES: source("It becomes a day off."),
    Effect.OPENS: source("It becomes a working day."),
    Effect.OFF_ALREADY: source("It is off already."),
    Effect.WORKING_ALREADY: source("It is a working day already."),
    Effect.KEPT_OPEN: source("It stays a working day: calendar.toml takes it back."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLine:
    """A date that would move, in words."""

    reference: str
    clock: str
    unit: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a declared day would do. `unlisted` dates move too, beyond what is shown."""

    on: str
    effect: str
    moved: int
    complaints: int
    later: int
    earlier: int
    lines: Sequence[MovedLine]
    unlisted: int


@dataclass(frozen=True, slots=True)
class Declared:
    """What was typed, field by field, and the sentence that refuses it."""

    values: Mapping[str, str] = field(default_factory=dict)
    refused: Refused | None = None


FIELDS = ("on", "kind", "name", "basis", "estimate")


def typed() -> dict[str, str]:
    """The fields of the form as they were sent."""
    return {name: forms.line(name, LONGEST_NAME) for name in FIELDS}


def decree_of(values: Mapping[str, str], calendars: Mapping[str, Calendar]) -> Decree:
    """The decree that was typed; raises `Refused` for what no calendar can do."""
    on, kind = _date(values["on"], calendars), values["kind"]
    if kind not in KINDS:
        raise Refused("field-missing", "Say what kind of day it becomes.")
    if not values["name"] or not values["basis"]:
        raise Refused("field-missing", "Give the day a name, and the decree that it rests on.")
    if kind == WORKING and not _has_hours(on, calendars):
        raise Refused("no-hours", "No calendar has hours for that day of the week.")
    day = Day(
        on=on,
        kind=kind,
        name=values["name"],
        legal_basis=values["basis"],
        estimate=bool(values["estimate"]) and kind != WORKING,
    )
    return Decree(values["name"], values["basis"], (day,))


def _date(words: str, calendars: Mapping[str, Calendar]) -> date:
    known = calendars[EVERYBODYS].rules
    try:
        on = date.fromisoformat(words)
    except ValueError as error:
        raise Refused("field-missing", "Choose the date.") from error
    if not known.first <= on <= known.last:
        raise Refused("beyond-calendar", "The calendar knows {first} to {last}.",
                      first=str(known.first), last=str(known.last))  # fmt: skip
    return on


def _has_hours(on: date, calendars: Mapping[str, Calendar]) -> bool:
    return any(each.hours(on) for each in calendars.values() if not each.rules.round_the_clock)


def preview_of(change: Change) -> Preview:
    """A change that was only looked at, as this person may read it."""
    (day, effect), *_ = change.effects
    ways = [moved.later for moved in change.moved]
    shown = _visible(change.moved[:MOST_SHOWN])
    return Preview(
        on=on_words(day.on),
        effect=translate(EFFECTS[effect]),
        moved=len(change.moved),
        complaints=len({moved.reference for moved in change.moved}),
        later=ways.count(True),
        earlier=ways.count(False),
        lines=[_line(moved) for moved in shown],
        unlisted=len(change.moved) - len(shown),
    )


def _visible(moved: Sequence[Moved]) -> list[Moved]:
    me = actor()
    with installation().sessions.reading() as db:
        rows = {each.reference: complaints.by_reference(db, each.reference) for each in moved}
    return [each for each in moved if (row := rows[each.reference]) and is_visible(row, me)]


def _line(moved: Moved) -> MovedLine:
    return MovedLine(
        reference=moved.reference,
        clock=label("clock", moved.clock.name),
        unit=short_unit(moved.unit) if moved.unit else "–",
        old=_due(moved.old_due_at),
        new=_due(moved.new_due_at),
    )


def _due(at: datetime | None) -> str:
    return due_day(at, "full") if at else translate("paused")
