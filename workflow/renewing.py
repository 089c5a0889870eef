"""Renews the tokens of accounts: sealed in the database, once for all processes of the office.

A lease lets one process ask the platform; the others wait for what it was told. The call
itself stands in no transaction. A process that dies in the call loses what it was told, and
nobody can help that: the account then says that its access has ended.
"""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.core.messages import Trouble
from workflow.core.renewals import Ask, Due, Held
from workflow.store import leases, tokens
from workflow.store.accounts import Which
from workflow.store.database import Sessions
from workflow.store.sending_tables import TokenRow
from workflow.store.tokens import Origin
from workflow.vault import Vault

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""Longer than any call may take."""

PATIENCE = 20.0
"""Seconds to wait for a process that asks; after that one goes on with what is held."""

BREATH = 0.05
WHAT = "token"


class Renewing:
    """The tokens of one office. Implements `Renewals`."""

    def __init__(self, sessions: Sessions, vault: Vault, now: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._vault = vault
        self._now = now

    def held(self, which: Which, given: str) -> Held:
        """The token that comes from the given one; raises `Unsealable` under another key."""
        origin = self._origin(given)
        with self._sessions.reading() as db:
            row = tokens.of(db, which, origin)
            if row is not None:
                return self._opened(row, given)
        now = self._now()
        self._sessions.settled(lambda db: tokens.begin(db, which, origin, now))
        return Held(text=given, since=now)

    def renewed(self, which: Which, given: str, due: Due, ask: Ask) -> Held:
        """Renewed if it is due, by this process or by the one that is at it."""
        owner = secrets.token_hex(8)
        until = time.monotonic() + PATIENCE
        while due(held := self.held(which, given)):
            if self._may_ask(which, owner):
                return self._asked(which, given, owner, (due, ask))
            if time.monotonic() > until:
                return held
            time.sleep(BREATH)
        return held

    def _asked(self, which: Which, given: str, owner: str, how: tuple[Due, Ask]) -> Held:
        due, ask = how
        try:
            held = self.held(which, given)
            if due(held):  # it was renewed between our look and our lease
                self._ask((which, self._origin(given)), held, ask)
            return self.held(which, given)
        finally:
            self._sessions.settled(lambda db: leases.give_back(db, owner))

    def _ask(self, of_it: Origin, held: Held, ask: Ask) -> None:
        extra = dict(zip(("channel", "account"), of_it[0], strict=True))
        try:
            fresh = ask(held)
        except Trouble as trouble:
            code, now = trouble.code, self._now()
            self._sessions.settled(lambda db: tokens.fail(db, of_it, code, now))
            told = {**extra, "action": "token.not_renewed", "code": code}
            log.warning("token not renewed", extra=told)
            raise
        sealed, now = self._vault.seal(fresh.text, WHAT), self._now()
        self._sessions.settled(lambda db: tokens.renew(db, of_it, sealed, fresh.ends_at, now))
        log.info("token renewed", extra={**extra, "action": "token.renewed"})

    def _origin(self, given: str) -> str:
        """The print under which what comes from a given token is kept."""
        return self._vault.blind(WHAT, given).hex()[:32]

    def _may_ask(self, which: Which, owner: str) -> bool:
        name, now = ":".join(("renew", *which)), self._now()

        def work(db: Session) -> bool:
            return leases.hold(db, (name[:80], owner), now, now + LEASE)

        return self._sessions.settled(work)

    def _opened(self, row: TokenRow, given: str) -> Held:
        return Held(
            text=self._vault.open(row.sealed, WHAT) if row.sealed else given,
            since=row.since,
            renewed=bool(row.sealed),
            ends_at=row.ends_at,
            tried_at=row.tried_at,
            code=row.code,
        )
