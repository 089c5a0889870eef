"""Tries every account once a day, so that a token about to end is known before it does.

Asks the channel itself (`Channel.probe`); nothing is kept, sent or fetched. A person may ask
at any time.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.messages import Probe
from workflow.outbox import CLOSED_TO_US
from workflow.store import accounts, audit, outbox
from workflow.store.accounts import Which
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.tables import AccountRow

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
AFTER_FAILURE = timedelta(hours=1)
TOLD = "account.withdrawn"
WITHDRAWN = "token-refused"
AT_ONCE = 3
"""Accounts of one turn: each may take until its time limits, and turns are minutes apart."""


class Checkups:
    """One turn tries some accounts whose last trial is a day old."""

    def __init__(self, sessions: Sessions, channels: Channels) -> None:
        self._sessions = sessions
        self._channels = channels

    def turn(self, now: datetime) -> dict[str, int]:
        """Try what is due; counts how many."""
        with self._sessions.reading() as db:
            tried = {(row.channel, row.account): row for row in accounts.polled(db)}
        due = [which for which in self._reachable() if _is_due(tried.get(which), now)]
        for which in due[:AT_ONCE]:
            self.attempt(which, now)
        return {"tried": len(due[:AT_ONCE])}

    def attempt(self, which: Which, now: datetime) -> tuple[Probe, ...]:
        """Try one account and remember how it went; raises `Refused` for a channel that is off."""
        channel, account = which
        probes = self._channels.get(channel).probe(account)
        code = next((probe.code for probe in probes if probe.code), "")
        ends = [probe.expires_at for probe in probes if probe.expires_at]
        end = (code, min(ends, default=None))

        def work(db: Session) -> None:
            accounts.tried(db, which, end, now)
            if not code:  # it is well again: what waited for that goes now
                outbox.try_again(db, which, CLOSED_TO_US, now)

        self._sessions.settled(work)
        extra = {"action": "account.tried", "channel": channel, "account": account, "code": code}
        log.info("account tried", extra=extra)
        return probes

    def withdrawn(self, channel: str, names: Iterable[str], now: datetime) -> None:
        """A platform says that these accounts may have lost its consent: told until tried anew."""

        def work(db: Session) -> None:
            for which in [(channel, name) for name in names]:
                accounts.suspect(db, which, WITHDRAWN, now)
                detail = " ".join(which)
                audit.note(db, Entry(at=now, actor="channel", action=TOLD, detail=detail))

        self._sessions.settled(work)

    def _reachable(self) -> Iterator[Which]:
        """Accounts of channels with somebody at the other end."""
        for channel in self._channels:
            for account in channel.accounts if channel.can.poll or channel.can.push else ():
                yield channel.name, account


def _is_due(row: AccountRow | None, now: datetime) -> bool:
    """A trial that failed is repeated soon, so that what was mended is not told as broken."""
    if row is None or row.tried_at is None:
        return True
    every = AFTER_FAILURE if row.tried_code else EVERY
    return not timedelta() <= now - row.tried_at < every
