"""Asks every account for what came since its mark, each at its own pace and on its own thread.

A message, the mark behind it and the books are one transaction: kill the process at any line
and nothing is lost, doubled or miscounted. An account that fails is left alone for longer and
longer, one that hangs holds up nobody but itself. Reads no clock but the stop-watch.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from sqlalchemy.orm import Session

from workflow.balance import day_of
from workflow.channels import Channels
from workflow.core.messages import Channel, ChannelDown, Fetched
from workflow.store import accounts, books, inbox
from workflow.store.accounts import Lease, Which
from workflow.store.books import Entry
from workflow.store.database import Sessions

log = logging.getLogger(__name__)

MOST = 500
"""Messages of one account in one poll; the rest comes at once with the next."""

LONGEST = 30.0
"""Seconds after which a poll that still brings messages lets others have the thread."""

THREADS = 8
"""Accounts that are asked at the same time. They wait for others more than they work."""

PATIENCE = 3.0
"""Seconds that a turn waits for its polls; what takes longer goes on behind it."""

PATIENCE_BY_HAND = 600.0
COUNTS = ("fetched", "new", "duplicate", "gone", "down")


class _Overtaken(Exception):
    """Another worker wrote to the account since; what this one holds is not kept."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn: its time, the accounts that nobody took yet, and whether a person asked."""

    now: datetime
    by_hand: bool
    jobs: "SimpleQueue[Which]" = field(default_factory=SimpleQueue)


class Polling:
    """One turn polls every account that is due. Any number of workers may take turns.

    `zone` names the time zone whose days the books have.
    """

    def __init__(self, sessions: Sessions, channels: Channels, zone: str) -> None:
        self._sessions = sessions
        self._channels = channels
        self._zone = zone
        self._lock = Lock()
        self._busy: set[Which] = set()
        self._counts: Counter[str] = Counter()

    def turn(self, now: datetime) -> dict[str, int]:
        """Poll what is due; counts of what has come since the last turn."""
        return self._take(_Turn(now, by_hand=False), PATIENCE)

    def by_hand(self, now: datetime) -> dict[str, int]:
        """Poll every account that does not fail, due or not, to its end; counts."""
        return self._take(_Turn(now, by_hand=True), PATIENCE_BY_HAND)

    def _take(self, turn: _Turn, patience: float) -> dict[str, int]:
        until = time.monotonic() + patience
        threads = [
            Thread(target=self._work, args=(turn,), name="poll", daemon=True)
            for _ in range(self._queue_due(turn))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        # What found no thread is taken up by the next turn: these may hang for long.
        while (which := _next(turn)) is not None:
            self._free(which)
        return self._counted()

    def _queue_due(self, turn: _Turn) -> int:
        """Queue the accounts to poll now, marked as busy; gives how many threads to start."""
        with self._sessions.reading() as db:
            known = {(row.channel, row.account): row for row in accounts.polled(db)}
        with self._lock:
            hanging = len(self._busy)
            for which in self._accounts():
                row = known.get(which)
                due = row is None or accounts.is_due(row, turn.now, by_hand=turn.by_hand)
                if due and which not in self._busy:
                    self._busy.add(which)
                    turn.jobs.put(which)
            return max(0, min(THREADS, len(self._busy) - hanging, 2 * THREADS - hanging))

    def _accounts(self) -> Iterator[Which]:
        for channel in self._channels:
            for account in channel.accounts if channel.can.poll else ():
                yield channel.name, account

    def _work(self, turn: _Turn) -> None:
        while (which := _next(turn)) is not None:
            try:
                self._poll(which, turn)
            except Exception:
                extra = {"action": "poll.failed", "channel": which[0], "account": which[1]}
                log.exception("poll failed", extra=extra)
                self._count({"down": 1})
            finally:
                self._free(which)

    def _free(self, which: Which) -> None:
        with self._lock:
            self._busy.discard(which)

    def _poll(self, which: Which, turn: _Turn) -> None:
        lease = self._sessions.settled(
            lambda db: accounts.claim(db, which, turn.now, by_hand=turn.by_hand)
        )
        if lease is None:
            return
        told = {"channel": which[0], "account": which[1]}
        reading = Reading(self._sessions, lease, turn.now, day_of_books(turn.now, self._zone))
        with self._ends(reading, told):
            more = True
            while more:
                more = reading.run(self._channels.get(which[0])) and turn.by_hand
        self._count(reading.counts)

    @contextmanager
    def _ends(self, reading: "Reading", told: dict[str, str]) -> Iterator[None]:
        """Every way in which a poll may end badly, with its words for the health pages."""
        try:
            yield
        except _Overtaken:
            log.info("poll overtaken", extra={"action": "poll.overtaken", **told})
        except ChannelDown as down:
            extra = {"action": "channel.down", "code": down.code, **told}
            log.warning("channel down", extra=extra)
            reading.fails(down.code, down.detail)
        except Exception as failure:
            log.exception("poll failed", extra={"action": "poll.failed", **told})
            reading.fails("failed", type(failure).__name__)

    def _count(self, counts: Mapping[str, int]) -> None:
        with self._lock:
            self._counts.update(counts)

    def _counted(self) -> dict[str, int]:
        with self._lock:
            return {name: self._counts.pop(name, 0) for name in COUNTS}


def _next(turn: _Turn) -> Which | None:
    """The next account that nobody polls yet."""
    try:
        return turn.jobs.get_nowait()
    except Empty:
        return None


def day_of_books(now: datetime, zone: str) -> Callable[[Session, Which, Entry], None]:
    """What writes into the books of the day on which a poll began."""
    on = day_of(now, zone)
    return lambda db, which, entry: books.add(db, which, on, entry)


@dataclass(slots=True)
class Reading:
    """One poll of one account, step by step. `lease` is how far it has come."""

    sessions: Sessions
    lease: Lease
    now: datetime
    book: Callable[[Session, Which, Entry], None]
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, channel: Channel) -> bool:
        """Keep what the channel brings; tells whether it was ended before the source was."""
        began, before = time.monotonic(), self.counts["fetched"]
        steps = channel.fetch(self.lease.which[1], self.lease.position)
        ended = True
        try:
            for step in steps:
                self._keep(step)
                late = time.monotonic() - began > LONGEST
                if self.counts["fetched"] - before >= MOST or (late and step.raw is not None):
                    ended = False
                    break
        finally:
            close = getattr(steps, "close", None)
            if close:  # a generator lets go of its connection
                close()
        # A channel may hand over what it listed in several goes; only one that brings
        # nothing any more shows that the rest is missing.
        owes = self.lease.outstanding and self.counts["fetched"] > before
        self._finish(whole=ended and not owes)
        return not ended or bool(owes)

    def fails(self, code: str, detail: str) -> None:
        """Note why it ended badly. What came before shows that the source is there."""
        came = replace(self.lease, failures=0) if self.counts["fetched"] else self.lease
        self.counts["down"] += 1
        self.sessions.settled(lambda db: accounts.fail(db, came, (code, detail), self.now))

    def _keep(self, step: Fetched) -> None:
        until = self.now + accounts.LEASE

        def work(db: Session) -> tuple[Lease, Entry]:
            moved = accounts.step(db, self.lease, step, until)
            if moved is None:
                raise _Overtaken
            new = False
            if step.raw is not None:
                new = inbox.keep(db, step.raw, self.now, quiet=step.old) is not None
            came = step.raw is not None
            entry = Entry(
                seen=step.listed, kept=int(new), duplicate=int(came and not new), gone=step.gone
            )
            self.book(db, self.lease.which, entry)
            return moved, entry

        self.lease, entry = self.sessions.settled(work)
        self.counts["fetched"] += entry.kept + entry.duplicate
        self.counts["new"] += entry.kept
        self.counts["duplicate"] += entry.duplicate
        self.counts["gone"] += entry.gone

    def _finish(self, *, whole: bool) -> None:
        """Whatever was listed must have come by now, or have been told as gone."""
        missing = self.lease.outstanding if whole else 0

        def work(db: Session) -> bool:
            ours = accounts.finish(db, self.lease, self.now, whole=whole)
            if ours and missing:
                self.book(db, self.lease.which, Entry(missing=missing))
            return ours

        if not self.sessions.settled(work):
            raise _Overtaken
        rest = 0 if whole else self.lease.outstanding
        self.lease = replace(self.lease, steps=self.lease.steps + 1, outstanding=rest, failures=0)
        if missing:
            which = {"channel": self.lease.which[0], "account": self.lease.which[1]}
            extra = {"action": "poll.missing", "count": missing, **which}
            log.error("messages are missing", extra=extra)
