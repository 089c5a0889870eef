"""How often strangers may try something: counted in the database, so that all processes agree.

Counts by network and by what was tried. Neither is kept readable: both stand in the trail as
keyed prints that cannot be turned back into an address or a reference.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

from workflow.core.refusal import Refused
from workflow.store import audit
from workflow.store.audit import Entry
from workflow.store.database import Sessions

ONE_NETWORK = 64
"""Bits of an IPv6 address that name a household; the rest is the visitor's to choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many times within a span: by one network, and about one subject (0: no limit)."""

    action: str
    within: timedelta
    by_network: int
    by_subject: int = 0


# Mobile providers here put whole districts behind one address, so networks get some room.
WRONG_CODE = Limit(
    action="tracking.refused", within=timedelta(minutes=15), by_network=30, by_subject=10
)
WRONG_LINK = Limit(action="link.refused", within=timedelta(minutes=15), by_network=30)
WRONG_FACTOR = Limit(action="factor.refused", within=timedelta(minutes=15), by_network=30)
WRONG_PASSWORD = Limit(action="signin.refused", within=timedelta(minutes=15), by_network=50)
NEW_COMPLAINT = Limit(action="form.sent", within=timedelta(hours=1), by_network=60)
WRITE_BACK = Limit(action="form.answered", within=timedelta(hours=1), by_network=60, by_subject=20)


class TooOften(Refused):
    """Somebody tried this too often; they are told when to come back."""

    def __init__(self, within: timedelta) -> None:
        minutes = int(within.total_seconds() // 60)
        super().__init__(
            "too-often",
            "This was tried too often. Please try again in {minutes} minutes.",
            minutes=str(minutes),
        )
        self.retry_after = int(within.total_seconds())


class Limits:
    """Counts tries. `key` makes the prints (any secret of the installation)."""

    def __init__(self, sessions: Sessions, key: bytes) -> None:
        self._sessions = sessions
        self._key = key

    def check(self, limit: Limit, address: str, subject: str, now: datetime) -> None:
        """Raise `TooOften` where a network or a subject has used up its tries."""
        since = now - limit.within
        with self._sessions.reading() as db:
            used = audit.count(db, limit.action, since, actor=self._network(address))
            about = 0
            if limit.by_subject:
                about = audit.count(db, limit.action, since, detail=self._print("subject", subject))
        if used >= limit.by_network or (limit.by_subject and about >= limit.by_subject):
            raise TooOften(limit.within)

    def count(self, limit: Limit, address: str, subject: str, now: datetime) -> None:
        """Count one try."""
        entry = Entry(
            at=now,
            actor=self._network(address),
            action=limit.action,
            detail=self._print("subject", subject) if subject else "",
        )
        self._sessions.settled(lambda db: audit.note(db, entry))

    def _network(self, address: str) -> str:
        return f"net:{self._print('network', network_of(address))}"

    def _print(self, what: str, value: str) -> str:
        return hmac.digest(self._key, f"{what}:{value}".encode(), hashlib.sha256)[:12].hex()


def network_of(address: str) -> str:
    """Who counts as one: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), ONE_NETWORK), strict=False))
