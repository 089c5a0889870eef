"""News of messages that we sent: a bounce or a delivery becomes the state of that very message."""

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.commands import RecordDelivery
from workflow.core.messages import Outcome, Receipt
from workflow.core.roles import CHANNEL
from workflow.engine import Engine
from workflow.store import messages
from workflow.surroundings import Surveyor

STATES = {
    Outcome.ACCEPTED: "sent",
    Outcome.DELIVERED: "delivered",
    Outcome.READ: "read",
    Outcome.REFUSED: "refused",
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
        if receipt.outcome is Outcome.REFUSED and not receipt.permanent:
            return  # the mail system is still trying
        if sent.state in ("refused", "read") or sent.state == STATES[receipt.outcome]:
            return
        messages.set_state(db, sent.id, STATES[receipt.outcome])
        if receipt.outcome in _TOLD:
            command = RecordDelivery(
                complaint=sent.complaint_id,
                message=sent.number,
                outcome=_TOLD[receipt.outcome],
                at=receipt.sent_at if receipt.sent_at and receipt.sent_at < now else now,
                code=receipt.code[:40],
            )
            self._engine.execute_in(db, command, CHANNEL, now)
