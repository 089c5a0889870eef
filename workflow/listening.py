"""Listens where a source tells of news at once, so that nobody waits for the next poll.

One thread for each such account, in one process at a time. News only makes the account due:
the poll stays the truth, and a listener that is deaf or dead costs seconds, never a message.
"""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.messages import Channel, Trouble
from workflow.store import accounts, leases
from workflow.store.accounts import Which
from workflow.store.database import Sessions

log = logging.getLogger(__name__)

LISTEN = 240.0
"""Seconds of one call; servers hang up on those who listen for half an hour."""

LEASE = timedelta(seconds=LISTEN) + timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 900.0
BREATH = 2.0
"""Seconds between news and the next call: what came is being fetched."""

DEAF = 5.0
"""A call that ends sooner without news did not listen: the server cannot."""

Now = Callable[[], datetime]


class Listening:
    """Threads that wait for news until they are told to stop."""

    def __init__(self, sessions: Sessions, channels: Channels, now: Now) -> None:
        self._sessions = sessions
        self._now = now
        self._over = Event()
        self._owner = secrets.token_hex(8)
        self._threads = [
            Thread(target=self._listen, args=(channel, account), name="listen", daemon=True)
            for channel in channels
            if channel.can.wait
            for account in channel.accounts
        ]

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin no further call. Those that have begun end with the process."""
        self._over.set()
        if self._threads:
            self._sessions.settled(lambda db: leases.give_back(db, self._owner))

    def _listen(self, channel: Channel, account: str) -> None:
        pause, which = FIRST_PAUSE, (channel.name, account)
        while not self._over.is_set():
            try:
                rest = self._once(channel, account)
                pause = FIRST_PAUSE
            except Exception as failure:
                log.warning("cannot listen", extra=_told(which, failure), exc_info=True)
                rest, pause = pause, min(2 * pause, LONGEST_PAUSE)
            self._over.wait(rest)

    def _once(self, channel: Channel, account: str) -> float:
        """One call; gives the seconds until the next one."""
        which = (channel.name, account)
        if not self._holds(which):
            return 60.0
        began = time.monotonic()
        news = channel.wait(account, LISTEN)
        if self._over.is_set():
            return 0.0
        if news:
            self._sessions.settled(lambda db: accounts.wake(db, which, self._now()))
            return BREATH
        return LONGEST_PAUSE if time.monotonic() - began < DEAF else 0.0

    def _holds(self, which: Which) -> bool:
        """Whether it is this process that listens: servers allow few connections."""
        name, now = ":".join(("listen", *which)), self._now()

        def work(db: Session) -> bool:
            return leases.hold(db, (name, self._owner), now, now + LEASE)

        return self._sessions.settled(work)


def _told(which: Which, failure: Exception) -> dict[str, str]:
    code = failure.code if isinstance(failure, Trouble) else type(failure).__name__
    return {
        "action": "listen.failed",
        "channel": which[0],
        "account": which[1],
        "code": code,
    }
