"""News of messages that we sent: a bounce or a delivery becomes the state of that very message."""

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.balance import day_of
from workflow.channels import Channels
from workflow.core.arrival import after
from workflow.core.commands import RecordDelivery
from workflow.core.messages import InboundMessage, Outcome, Price, Receipt
from workflow.core.roles import CHANNEL
from workflow.digests import returned
from workflow.engine import Engine
from workflow.returned import give_back
from workflow.store import complaints, messages, outbox, prices
from workflow.store.models import MessageRow
from workflow.surroundings import Surveyor

STATES = {
    Outcome.ACCEPTED: "sent",
    Outcome.DELIVERED: "delivered",
    Outcome.READ: "read",
    Outcome.REFUSED: "refused",
    Outcome.DELAYED: "delayed",
}
"""Outcomes that change a message's state; the others are only kept in the inbox."""

ARRIVED = frozenset({Outcome.DELIVERED, Outcome.READ})
_TOLD = {Outcome.DELIVERED: "delivered", Outcome.READ: "delivered", Outcome.REFUSED: "refused"}


class Receipts:
    """Takes news of sent messages in, within the caller's transaction."""

    def __init__(self, engine: Engine, channels: Channels, surveyor: Surveyor) -> None:
        self._engine = engine
        self._channels = channels
        self._surveyor = surveyor

    def take(self, db: Session, receipt: Receipt, now: datetime) -> None:
        """Record what a receipt says; one that speaks of nothing of ours changes nothing."""
        if receipt.outcome is Outcome.REFUSED and returned(
            db, receipt.message_ids, receipt.code, now
        ):
            return  # a morning digest: it belongs to no complaint
        if receipt.price is not None:
            self._keep_price(db, receipt, receipt.price, now)
        if receipt.up_to is not None:
            for sent in self._surveyor.sent_up_to(db, receipt):
                self._note(db, sent, receipt, now)
        elif (one := self._surveyor.sent_message(db, receipt)) is not None:
            self._note(db, one, receipt, now)

    def _keep_price(self, db: Session, receipt: Receipt, price: Price, now: datetime) -> None:
        """What each part of a message costs, whether or not it is one of ours to find."""
        sent = self._surveyor.sent_message(db, receipt)
        zone = self._engine.office.policy.timezone
        about = (sent.id if sent else None, day_of(now, zone).strftime("%Y-%m"))
        for id in receipt.message_ids:
            prices.keep(db, (receipt.channel, receipt.account, id), about, price)

    def _note(self, db: Session, sent: MessageRow, receipt: Receipt, now: datetime) -> None:
        """What a receipt says of one message; the late and the repeated change nothing."""
        if receipt.outcome not in STATES:
            return
        # Several may come at once, and what an officer vouches for: none by what another changes.
        complaints.lock(db, (sent.complaint_id,))
        db.refresh(sent)
        known = sent.channel in self._channels
        told_apart = known and self._channels.get(sent.channel).can.receipts
        # A mail system that has given up says so, even where its code is one of "for now":
        # who asked again for five days will not ask a sixth (RFC 3464 2.3.3).
        state = after(sent.state, STATES[receipt.outcome], told_apart=told_apart)
        if state == sent.state:
            return
        messages.set_state(db, sent.id, state)
        if receipt.message_ids:
            outbox.went(db, receipt.key, receipt.message_ids[0])
        if receipt.outcome in ARRIVED:
            outbox.arrived(db, sent.id)
        outbox.note_code(db, sent.id, receipt.code)
        if state == "refused":
            give_back(db, sent, receipt.code, now)
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
