"""Sends what the office has decided to say, after the decision is safe.

A row is marked before the call and ended after it. A crash between the two leaves it marked:
channels that may repeat are asked again, for all others it ends as *unsure* and a person
decides. Nothing is ever sent twice where the other side could not tell.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.commands import RecordDelivery
from workflow.core.messages import Sent, TryLater, Undeliverable, Unsure
from workflow.core.roles import CHANNEL
from workflow.doors import door
from workflow.engine import Engine
from workflow.packing import Packed, Packing
from workflow.returned import give_back
from workflow.store import messages, outbox
from workflow.store.models import MessageRow, OutboxRow

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600, 43200, 86400))
"""How long to wait after each failed try; after the last one it is given up."""

STUCK = timedelta(minutes=10)
"""A row marked for longer than this belongs to a worker that died."""


_FURTHER = {"sent": ("delivered", "read", "refused"), "delivered": ("read",)}
"""What a receipt that overtook the answer of the call has told already."""


@dataclass(frozen=True, slots=True)
class End:
    """How an attempt ended: the row's state, and what it tells the complaint, if anything."""

    state: str
    code: str = ""
    external_id: str = ""
    outcome: str = ""
    again_at: datetime | None = None


class Outbox:
    """One turn sends what is due. Any number of workers may take turns at once."""

    def __init__(self, engine: Engine, channels: Channels, packing: Packing) -> None:
        self._engine = engine
        self._channels = channels
        self._packing = packing

    def turn(self, now: datetime, limit: int = 100) -> dict[str, int]:
        """Send what is due; counts per end."""
        counts: dict[str, int] = {}
        self._rescue(now)
        for _ in range(limit):
            id = self._engine.sessions.settled(lambda db: outbox.claim(db, now))
            if id is None:
                break
            end = self._send(id, now)
            counts[end] = counts.get(end, 0) + 1
        return counts

    def _rescue(self, now: datetime) -> None:
        """Rows of a worker that died: asked again where that is safe, else *unsure*."""

        def work(db: Session) -> None:
            for row in outbox.stuck(db, now - STUCK):
                if row.external_id:  # an echo or a receipt has told that it went
                    outbox.end(row, ("sent", "", row.external_id), None, now)
                    continue
                safe = row.channel in self._channels and self._channels.get(row.channel).can.repeat
                end = End("queued", again_at=now) if safe else End("unsure", "interrupted")
                self._end(db, row, end, now)

        self._engine.sessions.settled(work)

    def _send(self, id: int, now: datetime) -> str:
        with self._engine.sessions.reading() as db:
            row = db.get(OutboxRow, id)
            assert row is not None
            packed = self._through(db, row, self._packing.pack(db, row, now), now)
            attempts = row.attempts
        end = self.attempt(packed, row.channel, attempts, now)

        def work(db: Session) -> None:
            fresh = db.get(OutboxRow, id)
            assert fresh is not None
            self._end(db, fresh, end, now)

        self._engine.sessions.settled(work)
        extra = {"action": f"outbox.{end.state}", "outbox_id": id, "code": end.code}
        log.info("message left", extra=extra)
        return end.state

    def _through(self, db: Session, row: OutboxRow, packed: Packed, now: datetime) -> Packed:
        """The same message as the platform lets it through now, or why it does not."""
        if packed.message is None or row.channel not in self._channels:
            return packed
        kept = db.get_one(MessageRow, row.message_id)
        found = door(db, self._channels.get(row.channel).can, (row, kept), now)
        if found.why:
            return Packed(None, found.why)
        return Packed(
            replace(
                packed.message,
                window_until=found.until,
                private_reply=found.private_reply,
                template=kept.purpose if found.template else "",
            )
        )

    def attempt(self, packed: Packed, channel: str, attempts: int, now: datetime) -> End:
        """Hand one message over; says how that ended and keeps nothing."""
        if packed.message is None:
            return End("given_up", packed.why, outcome="refused")
        try:
            sent: Sent = self._channels.get(channel).send(packed.message)
        except TryLater as later:
            if attempts >= len(PAUSES):
                return End("given_up", later.code, outcome="refused")
            pause = later.after or PAUSES[attempts]
            return End("queued", later.code, again_at=now + pause)
        except Undeliverable as never:
            return End("given_up", never.code, outcome="refused")
        except Unsure as unsure:
            return End("unsure", unsure.code)
        outcome = "delivered" if sent.delivered else ""
        return End("sent", external_id=sent.external_id, outcome=outcome)

    def _end(self, db: Session, row: OutboxRow, end: End, now: datetime) -> None:
        outbox.end(row, (end.state, end.code, end.external_id), end.again_at, now)
        state = "refused" if end.outcome == "refused" else end.state
        delivered = end.outcome == "delivered"
        told = "delivered" if delivered else state
        messages.set_state(db, row.message_id, told, end.external_id, but=_FURTHER.get(told, ()))
        if not end.outcome:
            return
        message = db.get_one(MessageRow, row.message_id)
        if end.state == "given_up":
            give_back(db, message, end.code, now)
        command = RecordDelivery(
            complaint=row.complaint_id,
            message=message.number,
            outcome=end.outcome,
            at=now,
            code=end.code[:40],
        )
        self._engine.execute_in(db, command, CHANNEL, now)
