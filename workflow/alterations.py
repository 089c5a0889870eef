"""Takes in what happens to messages later: edits, deletions, reactions, in whatever order.

Each is kept first and applied once its message is there, so that an edit that overtakes its
message, or one told ten times, ends the same. An older edit never replaces a newer one.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.messages import Happening, InboundMessage
from workflow.core.public_commands import Alter
from workflow.core.roles import CHANNEL
from workflow.core.typed import TYPED
from workflow.engine import Engine
from workflow.post import first_line
from workflow.store import alterations, complaints, search
from workflow.store.alterations import Place
from workflow.store.models import MessageRow
from workflow.store.people import Vault
from workflow.store.social_tables import AlterationRow
from workflow.withholding import Withholding

ALTERING = (Happening.EDIT, Happening.DELETE, Happening.REACTION)
HOW = {"edit": "edited", "delete": "deleted"}


class Alterations:
    """Keeps and applies what happens to messages, in the caller's transaction."""

    def __init__(self, engine: Engine, vault: Vault, withholding: Withholding) -> None:
        self._engine = engine
        self._vault = vault
        self._withholding = withholding

    def take(self, db: Session, message: InboundMessage, inbox: int, now: datetime) -> None:
        """Keep what happened, and apply it if its message is here."""
        at = min(message.sent_at or now, now)
        sender = self._vault.blind(message.channel, message.sender.address).hex()[:32]
        values = {
            "channel": message.channel,
            "account": message.account,
            "target": message.target,
            "print": _print(message),
            "kind": str(message.happening),
            "sender": sender if message.sender.address else "",
            "text": message.text,
            "reply_text": message.reply_text,
            "at": at,
            "applied": False,
            "inbox_id": inbox,
        }
        alterations.keep(db, values)
        self.settle(db, (message.channel, message.account, message.target), now)

    def settle(self, db: Session, place: Place, now: datetime) -> None:
        """Apply what is kept of a message, if both are here."""
        rows = alterations.of(db, place) if place[2] else ()
        fresh = [row for row in rows if not row.applied]
        found = alterations.message_at(db, place) if fresh else None
        if found is None:
            return
        complaints.lock(db, (found.complaint_id,))
        db.expire(found)  # its author may have been forgotten while we waited
        message = alterations.message_at(db, place)
        if message is None:
            return
        if _stands_there(message):
            self._rewrite(db, message, (place, now), rows)
        alterations.mark_applied(db, fresh)
        db.flush()  # the engine below writes with statements of its own
        for row in fresh:
            if row.kind in HOW and _stands_there(message):
                command = Alter(
                    complaint=message.complaint_id, message=message.number, how=HOW[row.kind]
                )
                self._engine.execute_in(db, command, CHANNEL, now)

    def _rewrite(
        self,
        db: Session,
        message: MessageRow,
        where: tuple[Place, datetime],
        rows: Sequence[AlterationRow],
    ) -> None:
        """The message as it stands after all that is known: taken back, or in its newest words."""
        place, now = where
        if any(row.kind == "delete" for row in rows):
            self._withholding.keep(db, message, rows, now)
            alterations.blank(db, message, place)
        elif edits := [row for row in rows if row.kind == "edit"]:
            if not message.altered:
                at = min(message.sent_at or message.at, edits[0].at)
                alterations.keep(db, alterations.original(place, message, at))
            alterations.rewrite(message, edits[-1])
        if message.number == 1 and message.altered:
            line = first_line(message.subject, message.reply_text or message.text)
            complaints.set_first_line(db, message.complaint_id, line)
        db.flush()  # what is searched is read from the rows
        search.refresh(db, message.complaint_id)


def _stands_there(message: MessageRow) -> bool:
    """Whether it was written on the platform: what we sent stands as we sent it."""
    return message.direction == "in" or message.purpose in TYPED


def _print(message: InboundMessage) -> str:
    """The same for the same happening, by whatever way and under whatever id it is told."""
    sent = message.sent_at.isoformat() if message.sent_at else message.external_id
    parts = (message.channel, message.account, message.target, message.happening, sent,
             message.sender.address, message.text)  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:64]
