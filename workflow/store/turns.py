"""One writer at a time in this process, in the order in which they came.

SQLite lets writers sleep and try again by chance: a busy one can keep the others out for
seconds. Other processes still wait for its own lock. Knows nothing of databases.
"""

from collections import deque
from threading import Event, Lock, get_ident


class TakesTurnsAlready(RuntimeError):
    """A thread that writes may not begin to write: it would wait for itself for ever."""


class Turns:
    """Enter it to write; leave it to hand the turn to whoever has waited longest."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Event] = deque()
        self._busy = False
        self._writer = 0

    def __enter__(self) -> None:
        with self._lock:
            if self._busy and self._writer == get_ident():
                raise TakesTurnsAlready
            if not self._busy:
                self._busy, self._writer = True, get_ident()
                return
            mine = Event()
            self._waiting.append(mine)
        try:
            mine.wait()
        except BaseException:  # told to stop while it waits: the turn must not die with it
            self._leave(mine)
            raise
        self._writer = get_ident()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._writer = 0
            if self._waiting:
                self._waiting.popleft().set()  # it stays busy: the turn is handed over
            else:
                self._busy = False

    def _leave(self, mine: Event) -> None:
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return
        self.__exit__()
