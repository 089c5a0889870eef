"""Whether a receipt may go to whoever wrote, and why not: proof, robots, and caps by the day.

A receipt to an address that nobody proved would let a stranger make the office write to
somebody else. Domains and networks are counted in the trail as keyed prints, never readable.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.caps import Caps, domain_of, is_nobody
from workflow.core.messages import Check, InboundMessage
from workflow.store import audit, messages
from workflow.store.audit import Entry

OPENED = "mail.opened"
RECEIPT = "mail.receipt"
"""Entries of the trail: a complaint by mail without receipt, and one with."""

DAY = timedelta(days=1)


class Courtesy:
    """Decides about receipts. `key` makes the prints (any secret of the installation)."""

    def __init__(self, caps: Caps, channels: Channels, key: bytes) -> None:
        self._caps = caps
        self._channels = channels
        self._key = key

    def why_silent(
        self, db: Session, message: InboundMessage, known: tuple[int, bool], now: datetime
    ) -> str:
        """Why this message gets no receipt, as a code; empty where it gets one.

        `known` is the contact and whether it has proved itself.
        """
        contact, proved = known
        if message.sender_check is Check.FAILED:
            return "doubtful"
        if self.is_forgeable(message.channel) and not proved:
            return "not_proved"
        if is_nobody(message.sender.address):
            return "nobody"
        since = now - DAY
        if messages.automatic_to(db, contact, since) >= self._caps.receipts_per_address:
            return "address_capped"
        return self._capped(db, message, since) if self.is_forgeable(message.channel) else ""

    def is_forgeable(self, channel: str) -> bool:
        """Whether anybody may write any sender on a channel."""
        return channel in self._channels and self._channels.get(channel).can.forgeable

    def note(self, db: Session, message: InboundMessage, silent: str, now: datetime) -> None:
        """Count a complaint that was opened on a channel on which senders may be forged."""
        if self.is_forgeable(message.channel):
            action = OPENED if silent else RECEIPT
            network, domain = self._network(message), self._domain(message)
            audit.note(db, Entry(at=now, actor=network, action=action, detail=domain))

    def opened_alike(self, db: Session, message: InboundMessage, since: datetime) -> int:
        """New complaints since then from the same proved domain, or handed in by one network.

        A domain that nobody proved is the sender's to choose: counting it would let a stranger
        shut out a whole town. Those at which anybody has an address are no one sender.
        """
        if not self.is_forgeable(message.channel):
            return 0
        shared = self._caps.is_shared(domain_of(message.sender.address))
        named = message.sender_check is Check.PASSED and not shared
        by_domain = self._count(db, since, detail=self._domain(message)) if named else 0
        is_seen = bool(message.network) and not shared
        by_network = self._count(db, since, actor=self._network(message)) if is_seen else 0
        return max(by_domain, by_network)

    def _capped(self, db: Session, message: InboundMessage, since: datetime) -> str:
        domain = domain_of(message.sender.address)
        sent = audit.count(db, RECEIPT, since, detail=self._domain(message))
        if sent >= self._caps.receipts_of(domain):
            return "domain_capped"
        if not message.network or self._caps.is_shared(domain):
            return ""
        sent = audit.count(db, RECEIPT, since, actor=self._network(message))
        return "network_capped" if sent >= self._caps.receipts_per_network else ""

    def _count(self, db: Session, since: datetime, *, actor: str = "", detail: str = "") -> int:
        found = (audit.count(db, what, since, actor=actor, detail=detail)
                 for what in (OPENED, RECEIPT))  # fmt: skip
        return sum(found)

    def _network(self, message: InboundMessage) -> str:
        return f"net:{self._print('mail network', message.network)}"

    def _domain(self, message: InboundMessage) -> str:
        return self._print("mail domain", domain_of(message.sender.address))

    def _print(self, what: str, value: str) -> str:
        return hmac.digest(self._key, f"{what}:{value}".encode(), hashlib.sha256)[:12].hex()
