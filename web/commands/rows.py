"""What `show` and `list` print of a complaint, as rows for JSON.

The console is the office's own machine: it sees every complaint, but no name and no
address, for these are opened on the pages only, with a reason that stays on record.
"""

import json
from collections.abc import Callable
from datetime import datetime

from config.wiring import Installation
from web.commands.words import Row
from workflow.core.clocks import Face
from workflow.core.events import Recorded
from workflow.core.record import write_event
from workflow.showing import ClockView, ComplaintView, MessageView, row_face
from workflow.store.models import ComplaintRow

References = Callable[[int], str]
"""Gives the reference of a complaint by its id."""

Moment = Callable[[datetime | None], str | None]
"""Writes a time as JSON has it: ISO 8601 on the office's clock."""

SAME = (
    "reference", "state", "category", "priority", "safety", "unit", "reported_unit", "agency",
    "channel", "account", "language", "suspected", "oversight", "confidential", "anonymous",
    "paused", "came_back", "due_clock", "first_line", "seq",
)  # fmt: skip
TIMES = ("received_at", "opened_at", "changed_at", "closed_at", "due_at", "warn_at")


def moments_of(office: Installation) -> Moment:
    """Times on the clock of the head office."""
    calendar = office.office.calendars["office"]
    return lambda at: calendar.local(at).isoformat() if at else None


def of_list(row: ComplaintRow, moment: Moment, now: datetime) -> Row:
    """One line of a list."""
    return {
        **{name: getattr(row, name) for name in SAME},
        **{name: moment(getattr(row, name)) for name in TIMES},
        "class": row.klass,
        "late": row_face(row, now) is Face.LATE,
    }


def of_complaint(view: ComplaintView, reference: References, moment: Moment, now: datetime) -> Row:
    """All about one complaint."""
    into = view.facts.merged_into
    return {
        **of_list(view.row, moment, now),
        "complainant": view.pseudonym,
        "merged_into": reference(into) if into else None,
        "joined": [reference(other) for other in view.facts.joined],
        "clocks": [_clock(clock, moment) for clock in view.clocks],
        "messages": [_message(message, moment) for message in view.messages],
        "events": [event(recorded, moment) for recorded in view.history],
    }


def _clock(view: ClockView, moment: Moment) -> Row:
    clock = view.clock
    return {
        "name": clock.name,
        "label": view.kind.label,
        "round": clock.round,
        "rule": clock.rule,
        "version": clock.version,
        "within": str(clock.span),
        "extended_by": clock.extended_by,
        "started_at": moment(clock.started_at),
        "due_at": moment(view.due_at),
        "used": view.used,
        "left": view.left,
        "unit": str(clock.span.unit),
        "shows": str(view.face),
        "running": clock.running,
        "outcome": clock.outcome,
        "stopped_at": moment(clock.stopped_at),
        "stopped_by": clock.stopped_by,
        "breached_at": moment(clock.breached_at),
    }


def _message(view: MessageView, moment: Moment) -> Row:
    row = view.row
    return {
        "number": row.number,
        "direction": row.direction,
        "purpose": row.purpose,
        "automatic": row.automatic,
        "visibility": row.visibility,
        "author": row.author,
        "channel": row.channel,
        "at": moment(row.at),
        "rule": row.rule,
        "state": row.state,
        "subject": row.subject,
        "text": row.text,
        "files": [
            {"name": f.name, "media_type": f.media_type, "size": f.size, "sha256": f.sha256}
            for f in view.files
        ],
    }


def event(recorded: Recorded, moment: Moment) -> Row:
    """One event of a history, as it is stored."""
    kind, data = write_event(recorded.event)
    return {
        "seq": recorded.seq,
        "at": moment(recorded.at),
        "actor": recorded.actor,
        "kind": kind,
        "data": json.loads(data),
    }
