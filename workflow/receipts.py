"""News of messages that we sent: a bounce or a delivery becomes the state of that very message."""

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.commands import RecordDelivery
from workflow.core.messages import InboundMessage, Outcome, Receipt
from workflow.core.roles import CHANNEL
from workflow.engine import Engine
from workflow.store import messages, outbox
from workflow.surroundings import Surveyor

STATES = {
    Outcome.ACCEPTED: "sent",
    Outcome.DELIVERED: "delivered",
    Outcome.READ: "read",
    Outcome.REFUSED: "refused",
    Outcome.DELAYED: "delayed",
}
"""Outcomes that change a message's state; the others are only kept in the inbox."""

_TOLD = {Outcome.DELIVERED: "delivered", Outcome.READ: "delivered", Outcome.REFUSED: "refused"}


class Receipts:
    """Takes news of sent messages in, within the caller's transaction."""

    def __init__(self, engine: Engine, surveyor: Surveyor) -> None:
        self._engine = engine
        self._surveyor = surveyor

    def take(self, db: Session, receipt: Receipt, now: datetime) -> None:
        """Record what a receipt says; one that speaks of nothing of ours changes nothing."""
        sent = self._surveyor.sent_message(db, receipt)
        if sent is None or receipt.outcome not in STATES:
            return
        if sent.state in ("refused", "read") or sent.state == STATES[receipt.outcome]:
            return
        # A mail system that has given up says so, even where its code is one of "for now":
        # who asked again for five days will not ask a sixth (RFC 3464 2.3.3).
        messages.set_state(db, sent.id, STATES[receipt.outcome])
        if receipt.message_ids:
            outbox.went(db, receipt.key, receipt.message_ids[0])
        outbox.note_code(db, sent.id, receipt.code)
        if receipt.outcome in _TOLD:
            command = RecordDelivery(
                complaint=sent.complaint_id,
                message=sent.number,
                outcome=_TOLD[receipt.outcome],
                at=receipt.sent_at if receipt.sent_at and receipt.sent_at < now else now,
                code=receipt.code[:40],
            )
            self._engine.execute_in(db, command, CHANNEL, now)

    def echo(self, db: Session, message: InboundMessage) -> int | None:
        """Our own message came back under our own key: it did go; gives its complaint.

        It may come before the call that sends it has ended, or after the process that made
        the call has died.
        """
        row = outbox.by_key(db, message.key)
        if row is None or row.channel != message.channel:
            return None
        outbox.went(db, message.key, message.external_id)
        messages.set_state(
            db, row.message_id, "sent", message.external_id, but=("delivered", "read", "refused")
        )
        return row.complaint_id
