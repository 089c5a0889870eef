"""Sends what the office has decided to say, after the decision is safe.

A row is marked before the call and ended after it. A crash between the two leaves it marked:
channels that may repeat are asked again, for all others it ends as *unsure* and a person
decides. Nothing is ever sent twice where the other side could not tell.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.commands import RecordDelivery
from workflow.core.matching import STRAY_BOUNCE, STRAY_RECEIPT
from workflow.core.messages import OutboundMessage, Sent, TryLater, Undeliverable, Unsure
from workflow.core.roles import CHANNEL
from workflow.deliveries import receipts_of
from workflow.doors import door
from workflow.engine import Engine
from workflow.packing import Packed, Packing
from workflow.returned import give_back
from workflow.store import accounts, inbox, messages, outbox
from workflow.store.database import is_out_of_order
from workflow.store.models import MessageRow, OutboxRow

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600, 43200, 86400))
"""How long to wait after each failed try; after the last one it is given up."""

LONGEST_WAIT = timedelta(hours=1)
MOST_WAITS = len(PAUSES) + 2 * 24
"""Tries where the other side says itself for how long it is busy: it has refused nothing."""

CLOSED_TO_US = frozenset(
    {
        *("login-refused", "login-expired", "token-refused", "account-blocked"),
        *("account-disabled", "payment-missing", "sending-limited", "name-not-approved"),
    }
)
"""Codes by which a platform refuses the account, whatever it sends: the words wait with it."""

MOST_HOURS = len(PAUSES) + 14 * 24
"""Tries of an account that is refused: so long somebody has time to sign in anew."""

STUCK = timedelta(minutes=10)
"""A row marked for longer than this belongs to a worker that died."""

LONGEST = 300.0
"""Seconds after which a turn begins no further call: it marks rows with the time at which it
began, and must not be taken for dead."""


BREATHS = (0.1, 1.0, 3.0, 10.0)
"""Seconds until it is tried again to keep how a call ended: a database that is restarted."""

_STRAYS = (STRAY_BOUNCE, STRAY_RECEIPT)

_FURTHER = {
    **dict.fromkeys(("sent", "unsure"), ("delivered", "read", "refused")),
    "delivered": ("read",),
}
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
        self.longest = LONGEST
        self._channels = channels
        self._packing = packing

    def turn(self, now: datetime, limit: int = 100) -> dict[str, int]:
        """Send what is due; counts per end."""
        counts: dict[str, int] = {}
        self._rescue(now)
        until = time.monotonic() + self.longest
        for _ in range(limit):
            id = self._engine.sessions.settled(lambda db: outbox.claim(db, now))
            if id is None:
                break
            end = self._send(id, now)
            counts[end] = counts.get(end, 0) + 1
            if time.monotonic() > until:
                break
        return counts

    def _rescue(self, now: datetime) -> None:
        """Rows of a worker that died: asked again where that is safe, else *unsure*."""

        def work(db: Session) -> None:
            for row in outbox.stuck(db, now - STUCK):
                if row.external_id:  # an echo or a receipt has told that it went
                    outbox.end(row, ("sent", "", row.external_id), None, now)
                    continue
                safe = self._is_known_again(row, now)
                end = End("queued", again_at=now) if safe else End("unsure", "interrupted")
                self.settle(db, row, end, now)

        self._engine.sessions.settled(work)

    def _send(self, id: int, now: datetime) -> str:
        with self._engine.sessions.reading() as db:
            row = db.get(OutboxRow, id)
            assert row is not None
            packed = self._through(db, row, self._packing.pack(db, row, now), now)
            attempts, taken_at = row.attempts, row.taken_at
        end = self.attempt(packed, row.channel, attempts, now)

        def work(db: Session) -> None:
            inbox.one_at_a_time(db, (receipts_of(row.channel, row.account),))
            fresh = outbox.hold(db, id)
            # Somebody may have taken us for dead, and sent or ended it in our place.
            if end.state == "sent" or (fresh.state, fresh.taken_at) == ("sending", taken_at):
                fresh.target = packed.message.target if packed.message else fresh.target
                self.settle(db, fresh, end, now)

        self._put_down(work)
        extra = {"action": f"outbox.{end.state}", "outbox_id": id, "code": end.code}
        log.info("message left", extra=extra)
        return end.state

    def _put_down(self, work: Callable[[Session], None]) -> None:
        """Keep how a call ended, though the database be away for a moment: nobody else knows."""
        for pause in BREATHS:
            try:
                return self._engine.sessions.settled(work)
            except DBAPIError as failure:
                if not is_out_of_order(failure):
                    raise
                log.warning("end not kept", extra={"action": "outbox.not_kept"})
                time.sleep(pause)
        return self._engine.sessions.settled(work)

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
                target=found.target or packed.message.target,
                template=kept.purpose if found.template else "",
            )
        )

    def attempt(self, packed: Packed, channel: str, attempts: int, now: datetime) -> End:
        """Hand one message over; says how that ended and keeps nothing."""
        if packed.message is None:
            return End("given_up", packed.why, outcome="refused")
        return ended(partial(self._hand_over, channel, packed.message), attempts, now)

    def _hand_over(self, channel: str, message: OutboundMessage) -> Sent:
        return self._channels.get(channel).send(message)

    def settle(self, db: Session, row: OutboxRow, end: End, now: datetime) -> None:
        """Keep how an attempt ended, and tell the complaint what follows from it."""
        if row.external_id and end.state != "sent":
            # The platform itself has told that it went, whatever the call was answered.
            end = End("sent", external_id=row.external_id)
        if end.state == "sent" and row.taken_at is not None:
            # News of it may have come before we knew its id, and have been nobody's.
            inbox.read_again(db, (row.channel, row.account), _STRAYS, row.taken_at)
        outbox.end(row, (end.state, end.code, end.external_id), end.again_at, now)
        state = "refused" if end.outcome == "refused" else end.state
        delivered = end.outcome == "delivered"
        told = "delivered" if delivered else state
        messages.set_state(db, row.message_id, told, end.external_id, but=_FURTHER.get(told, ()))
        if end.state == "queued" and end.code in CLOSED_TO_US:
            self._pause_account(db, row, end, now)
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

    def _is_known_again(self, row: OutboxRow, now: datetime) -> bool:
        """Whether the other side would know a message by its key that it may have taken."""
        if row.channel not in self._channels or row.taken_at is None:
            return False
        can = self._channels.get(row.channel).can
        return can.repeat and (can.repeat_within is None or now - row.taken_at < can.repeat_within)

    def _pause_account(self, db: Session, row: OutboxRow, end: End, now: datetime) -> None:
        """Send nothing more through an account that is refused, and tell of it at once.

        The one that found out goes last next time: whatever it is that is refused, it must not
        hold up all the others for good.
        """
        assert end.again_at is not None
        which = (row.channel, row.account)
        outbox.put_off(db, which, end.code, end.again_at)
        row.next_try_at = end.again_at + timedelta(seconds=1)
        accounts.suspect(db, which, end.code, now)


def ended(call: Callable[[], Sent], attempts: int, now: datetime) -> End:
    """How one call to the other side ended, after so many before it."""
    try:
        sent = call()
    except TryLater as later:
        pause = _pause(later, attempts)
        if pause is None:
            return End("given_up", later.code, outcome="refused")
        return End("queued", later.code, again_at=now + pause)
    except Undeliverable as never:
        return End("given_up", never.code, outcome="refused")
    except Unsure as unsure:
        return End("unsure", unsure.code)
    outcome = "delivered" if sent.delivered else ""
    return End("sent", external_id=sent.external_id, outcome=outcome)


def _pause(later: TryLater, attempts: int) -> timedelta | None:
    """How long to wait before the next try; none if there is no next one.

    As long as the other side says; where it goes on saying so, twice as long each time.
    """
    if later.after is None:
        return PAUSES[attempts] if attempts < len(PAUSES) else None
    if attempts >= (MOST_HOURS if later.code in CLOSED_TO_US else MOST_WAITS):
        return None
    doubled = later.after * (1 << min(max(attempts - len(PAUSES), 0), 16))
    return max(later.after, min(doubled, LONGEST_WAIT))
