"""Clears away what platforms brought, a month after it was read: its bytes, not what became of it.

The words that matter stand in a complaint by then, and what was ignored nobody may keep for ever
(UU 27/2022 art. 16: no longer than its purpose lasts). Letters and forms are the office's own
records and stay. What still waits for a person keeps its bytes.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update

from workflow.channels import Channels
from workflow.post import PAGE
from workflow.store.database import Sessions
from workflow.store.tables import InboxRow

KEPT = timedelta(days=30)
LOOKED_BACK = timedelta(days=180)
"""So far back it is looked: what was put off for longer is old enough to be judged."""

PORTION = 500
"""Messages that one turn clears: others write meanwhile."""

_READ = InboxRow.state.in_(("handled", "ignored"))


class Clearing:
    """One turn clears what is old enough. Any number of workers may take turns."""

    def __init__(self, sessions: Sessions, channels: Channels) -> None:
        self._sessions = sessions
        # Where anybody may write any sender the bytes are the proof of what came: they stay.
        self._names = [
            channel.name
            for channel in channels
            if channel.name != PAGE and not channel.can.forgeable
        ]

    def turn(self, now: datetime) -> dict[str, int]:
        """Clear a portion of what is due; counts the messages."""
        if not self._names:
            return {}
        with self._sessions.reading() as db:
            ids = db.scalars(self._due(now)).all()
        if ids:  # to look for them keeps nobody out; to clear them does, and is short
            these = update(InboxRow).where(InboxRow.id.in_(ids), _READ)
            clear = these.values(body=b"", headers="[]")
            self._sessions.settled(lambda db: db.execute(clear))
        return {"cleared": len(ids)}

    def _due(self, now: datetime) -> Select[int]:
        old = (
            InboxRow.arrived_at < now - KEPT,
            InboxRow.arrived_at > now - LOOKED_BACK,
            InboxRow.channel.in_(self._names),
            _READ,
            func.length(InboxRow.body) > 0,
        )
        return select(InboxRow.id).where(*old).limit(PORTION)
