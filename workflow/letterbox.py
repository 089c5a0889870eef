"""Messages that are pushed at the same moment are kept by one transaction, and all are answered.

Nobody is told that a message was kept before it is. Whoever comes while another one waits for
the database is taken along. Knows nothing of channels and of what the messages say.
"""

from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from workflow.balance import day_of
from workflow.core.messages import RawMessage
from workflow.store import books, inbox
from workflow.store.books import Entry
from workflow.store.database import Sessions, is_out_of_order

MOST = 64
"""So many share a transaction at the most."""


@dataclass(slots=True, eq=False)
class Letter:
    """A raw message that is handed in, and once `ended`, its id; none: it was there before."""

    raw: RawMessage
    now: datetime
    quiet: bool = False
    ended: bool = False
    id: int | None = None


class Letterbox:
    """Keeps raw messages and books them. One object serves all threads."""

    def __init__(self, sessions: Sessions, zone: str) -> None:
        self._sessions = sessions
        self._zone = zone
        self._door = Lock()
        self._waiting: deque[Letter] = deque()

    def keep(self, letter: Letter) -> int | None:
        """Keep a message; gives its id, or none when it is there already.

        Raises what the database raised; then it is not kept.
        """
        self._waiting.append(letter)
        with self._door:
            if not letter.ended:
                self._empty(letter)
        return letter.id

    def _empty(self, first: Letter) -> None:
        """Keep a letter, and those that have come by the time it is our turn to write."""
        taken = [first]
        with suppress(ValueError):  # taken along before, by somebody who failed
            self._waiting.remove(first)

        def work(db: Session) -> list[int | None]:
            while self._waiting and len(taken) < MOST:
                taken.append(self._waiting.popleft())
            return keep_all(db, taken, self._zone)

        try:
            ids = self._sessions.settled(work)
        except StatementError as failure:
            if len(taken) == 1 or is_out_of_order(failure):
                raise
            # One that the database refuses must not take the others with it: each for itself.
            del taken[1:]
            ids = self._sessions.settled(lambda db: keep_all(db, taken, self._zone))
        for letter, id in zip(taken, ids, strict=True):
            letter.id, letter.ended = id, True


def keep_all(db: Session, letters: Sequence[Letter], zone: str) -> list[int | None]:
    """Keep messages in the order given, and book each for its account and day."""
    ids = inbox.keep_each(db, [(one.raw, one.now, one.quiet) for one in letters])
    of = [(one.raw.channel, one.raw.account, day_of(one.now, zone)) for one in letters]
    seen, kept = Counter(of), Counter(of[n] for n, id in enumerate(ids) if id is not None)
    for channel, account, on in sorted(seen):  # in one order everywhere: nobody deadlocks
        place = channel, account, on
        entry = Entry(seen=seen[place], kept=kept[place], duplicate=seen[place] - kept[place])
        books.add(db, (channel, account), on, entry)
    return ids
