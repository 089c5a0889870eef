"""Whose window is about to close while they wait for an answer: known in time, for worklists.

Reads a few columns of the rows that are shown. Judges nothing that is sent; that is done by
`doors.py` at the door.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.store import waiting, worklists
from workflow.store.models import ComplaintRow

MOST = 200
"""Complaints of each length of window that are looked at: those that have waited longest."""

SOON = timedelta(hours=4)
"""So long before it closes a window is pointed out as closing."""


def closing(
    db: Session, channels: Channels, rows: Sequence[ComplaintRow], now: datetime
) -> Mapping[int, datetime]:
    """When windows close within `SOON`, by complaint: only where somebody waits for an answer.

    They wait if they wrote after our last words, or if an answer is begun and has not gone.
    """
    windows = {
        row.id: window
        for row in rows
        if row.open and row.reply_contact_id and (window := _window(channels, row.reply_channel))
    }
    if not windows:
        return {}
    found = {}
    for waits in waiting.of(db, tuple(windows)):
        closes = waits.wrote_at + windows[waits.complaint]
        if waits.unanswered and now < closes <= now + SOON:
            found[waits.complaint] = closes
    return found


def closing_soon(
    db: Session, channels: Channels, whose: Sequence[ColumnElement[bool]], now: datetime
) -> list[tuple[str, datetime]]:
    """References and times of windows that close within `SOON`, the next one first.

    `whose` narrows the complaints to somebody's own. Asks nothing where no channel has a window.
    """
    names: dict[timedelta, list[str]] = {}
    for channel in channels:
        if window := _window(channels, channel.name):
            names.setdefault(window, []).append(channel.name)
    rows = [
        row
        for window, some in names.items()
        for row in worklists.answered_by(db, (some, now - window), whose, MOST)
    ]
    found = closing(db, channels, rows, now)
    told = [(row.reference, found[row.id]) for row in rows if row.id in found]
    return sorted(told, key=lambda one: one[1])


def _window(channels: Channels, name: str) -> timedelta | None:
    """How long a person's answer is taken; the longer of the two, for a person will write it."""
    if name not in channels:
        return None
    can = channels.get(name).can
    return can.window_by_hand or can.window
