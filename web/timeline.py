"""A complaint as a parcel: what happened when, what is promised next, and who has it.

Made of events alone. Names units and agencies, never a person, and nothing that stays in the
office: returns between desks, drafts, flags and alarms are not told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from web.i18n import source, translate
from web.labels import label
from web.present import due_day
from workflow.core import clocks, events
from workflow.core.clocks import Office
from workflow.core.events import Recorded
from workflow.core.facts import Facts
from workflow.core.related_events import COPIED
from workflow.tracking import Tracked


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Something that happened. `icon` is a name of Lucide's; `tone` one of the badges'."""

    at: datetime
    title: str
    icon: str
    detail: str = ""
    tone: str = "accent"
    ends: bool = False
    """Whether a time was over then: the end of a day is told as that day."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What comes next, and until when; `late` where the office has missed it."""

    words: str
    due_at: datetime
    late: bool
    yours: bool
    """Whether it is the complainant's own time, which they are told to the minute."""


MOVES: Mapping[str, tuple[str, str, str]] = {
    "assign": (source("Passed to the unit that deals with it"), "user-check", "accent"),
    "ask": (source("We asked you something"), "message-circle-question-mark", "due_soon"),
    "supply": (source("You answered our question"), "message-square", "accent"),
    "lapse": (source("Closed, for our question stayed without an answer"), "archive", "paused"),
    "hold": (source("Waits for another agency"), "hourglass", "due_soon"),
    "resume": (source("Being worked on again"), "rotate-ccw", "accent"),
    "respond": (source("Answered"), "send", "accent"),
    "resolve": (source("Resolved"), "circle-check", "on_time"),
    "dispute": (source("You said that it is not solved; it is being worked on again"), "rotate-ccw",
                "due_soon"),
    "refer": (source("Passed on to the agency that decides it"), "forward", "accent"),
    "reject": (source("Closed without treatment"), "archive", "paused"),
    "merge": (source("Joined with another complaint about the same"), "merge", "paused"),
    "withdraw": (source("You withdrew it"), "undo-2", "paused"),
    "reopen": (source("Opened again"), "rotate-ccw", "accent"),
}  # fmt: skip
"""Moves that are told; those between desks of the office are not."""

PROMISES: Mapping[str, str] = {
    "acknowledge": source("An officer reads it"),
    "verify_forward": source("It is checked and passed to the right unit"),
    "first_response": source("The unit gives its first answer"),
    "resolution": source("It is settled"),
    "statutory_respond": source("At the latest: you hear whether everything is there"),
    "statutory_decide": source("At the latest: it is decided"),
    "statutory_deliver": source("At the latest: the decision is with you"),
    "information_answer": source("At the latest: you hear what becomes of your request"),
    "completion": source("Please send us what we asked for"),
    "auto_close": source("Counts as solved if you do not object"),
    "reopen_window": source("Until then you may say that it is not solved after all"),
    "held": source("We ask the other agency again"),
}
"""Clocks that the complainant is told of. The others are the office's own."""

YOURS = frozenset({"completion", "auto_close", "reopen_window"})
"""Clocks that run for the complainant: the office cannot be late there."""


def stops(tracked: Tracked) -> list[Stop]:
    """What happened, the newest first. A confidential complaint names no unit and no agency."""
    found: list[Stop] = []
    for recorded in _told_once(tracked.history):
        tell = _TELLS.get(type(recorded.event))
        seen = _Seen(recorded.at, tracked.facts.confidential)
        stop = tell(recorded.event, seen) if tell else None
        if stop is not None:
            found.append(stop)
    return sorted(found, key=lambda stop: stop.at, reverse=True)


def _told_once(history: Sequence[Recorded]) -> list[Recorded]:
    """A message that is a move by itself (an answer, an objection) is told as the move only."""
    moving = {r.event.letter for r in history if isinstance(r.event, events.Moved)}
    return [
        recorded
        for recorded in history
        if not isinstance(recorded.event, events.MessageCame)
        or recorded.event.message not in moving
    ]


def promises(office: Office, facts: Facts, at: datetime) -> list[Promise]:
    """What is promised next, the soonest first; nothing while every clock is paused."""
    found = []
    for name, words in PROMISES.items():
        clock = facts.clocks.get(name)
        if clock is None or not clock.running:
            continue
        reading = clocks.read(office, facts, clock, at)
        if reading.due_at is not None:
            yours = name in YOURS
            late = reading.late and not yours
            promise = Promise(translate(words), reading.due_at, late=late, yours=yours)
            found.append(promise)
    return sorted(found, key=lambda promise: promise.due_at)


def holder(facts: Facts) -> str:
    """Who has it now: a unit or an agency, never a person; empty once it is closed."""
    if facts.confidential or facts.closed_at is not None:
        return ""
    if facts.state == "held":
        return label("agency", facts.agency)
    return label("unit", facts.unit) if facts.unit else translate("The complaints desk")


@dataclass(frozen=True, slots=True)
class _Seen:
    """When an event was recorded, and whether what it says is kept secret."""

    at: datetime
    secret: bool


def _opened(event: events.Opened, _seen: _Seen) -> Stop:
    title = translate("We received it")
    return Stop(at=event.received_at, title=title, icon="inbox")


def _moved(event: events.Moved, seen: _Seen) -> Stop | None:
    told = MOVES.get(event.move)
    if told is None:
        return None
    words, drawing, tone = told
    detail = "" if seen.secret else _detail(event)
    return Stop(at=seen.at, title=translate(words), icon=drawing, tone=tone, detail=detail)


def _detail(event: events.Moved) -> str:
    if event.agency:
        return label("agency", event.agency)
    if event.unit:
        return label("unit", event.unit)
    return label("reason", event.code) if event.move == "reject" and event.code else ""


def _came(event: events.MessageCame, seen: _Seen) -> Stop | None:
    if event.reading == COPIED:  # they wrote it long before
        return None
    return Stop(
        at=seen.at, title=translate("You wrote to us"), icon="message-square", tone="paused"
    )


def _extended(event: events.Extended, seen: _Seen) -> Stop | None:
    if event.new_due_at is None:
        return None
    detail = translate("New date: {date}", date=due_day(event.new_due_at))
    return Stop(
        at=seen.at,
        title=translate("We need more time"),
        icon="calendar",
        tone="due_soon",
        detail=detail,
    )


def _breached(event: events.Breached, _seen: _Seen) -> Stop | None:
    """A missed promise is told as plainly as a kept one."""
    if event.clock not in PROMISES:
        return None
    return Stop(
        at=event.due_at,
        title=translate("We missed a date"),
        icon="circle-alert",
        tone="late",
        detail=translate(PROMISES[event.clock]),
        ends=True,
    )


_TELLS: Mapping[type, Callable[[Any, _Seen], Stop | None]] = {
    events.Opened: _opened,
    events.Moved: _moved,
    events.MessageCame: _came,
    events.Extended: _extended,
    events.Breached: _breached,
}
