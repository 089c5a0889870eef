"""Unlocks a file that was quarantined: one person, one file, one reason from a list, on the trail.

What a scanner found stays locked whatever anybody writes, and with a scanner in the house an
unlocked file is looked at before it is handed out.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.attachments import UNSCANNED, may_be_released
from workflow.core.refusal import NotFound, Refused
from workflow.store import audit, files
from workflow.store.audit import Entry
from workflow.store.database import Sessions

ACTION = "file.released"
REASONS = ("evidence", "sender_confirmed", "checked_elsewhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Which file, what it was locked for when somebody looked, and why it is unlocked all the same.

    `scanned`: whether this office has a scanner.
    """

    token: str
    seen: str
    reason: str
    scanned: bool


def release(sessions: Sessions, wish: Release, actor: str, now: datetime) -> None:
    """Unlock it; raises `Refused` without a reason, for a virus, and when it has changed since."""
    if wish.reason not in REASONS:
        raise Refused("no-reason", "Say why the file may be opened.")
    sessions.settled(lambda db: _release(db, wish, actor, now))


def _release(db: Session, wish: Release, actor: str, now: datetime) -> None:
    row = files.held(db, wish.token)
    if row is None or row.complaint_id is None:
        raise NotFound("file")
    if row.quarantined != wish.seen:
        raise Refused("changed-meanwhile", "The file is in another state now. Look at it again.")
    if not may_be_released(row.quarantined, scanned=wish.scanned):
        raise Refused("stays-locked", "This file stays locked for everybody.")
    files.release(row, UNSCANNED if wish.scanned else "")
    audit.note(
        db,
        Entry(
            at=now,
            actor=actor,
            action=ACTION,
            complaint=row.complaint_id,
            detail=f"file:{row.id} {wish.seen} {wish.reason}",
        ),
    )
