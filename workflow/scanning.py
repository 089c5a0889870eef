"""Has files looked at by a virus scanner, one after the other, while no transaction is open.

A file waits locked (`unscanned`) until the scanner has said that it is clean. A scanner that
cannot be reached unlocks nothing: the files wait on, and the turn fails where everybody sees it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from workflow.attachments import INFECTED, UNSCANNABLE, UNSCANNED
from workflow.store import files, views
from workflow.store.database import Sessions

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Files in one turn; the others come with the next."""


class ScannerDown(Exception):
    """The virus scanner cannot be reached or does not answer as one."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner says: the name of what it found, or that it will not look at such a file.

    Neither: the file is clean.
    """

    threat: str = ""
    too_much: bool = False


Scanner = Callable[[bytes], Scanned]
"""Looks at a file; raises any `OSError` when it cannot (unreachable, too slow, nonsense)."""


class Scanning:
    """One turn: what waits is looked at. Any number of machines may do so at once."""

    def __init__(self, sessions: Sessions, scanner: Scanner) -> None:
        self._sessions = sessions
        self._scanner = scanner

    def turn(self, now: datetime) -> dict[str, int]:
        """Look at the next files; counts by what was found. Raises `ScannerDown`."""
        counts = {"clean": 0, INFECTED: 0, UNSCANNABLE: 0}
        with self._sessions.reading() as db:
            waiting = files.waiting_for_scan(db, UNSCANNED, AT_ONCE)
        for sha256 in waiting:
            counts[self._look_at(sha256)] += 1
        return counts

    def _look_at(self, sha256: str) -> str:
        with self._sessions.reading() as db:
            content = views.original(db, sha256)
        if content is None:  # erased meanwhile
            return "clean"
        try:
            found = self._scanner(content)
        except OSError as failure:
            raise ScannerDown(type(failure).__name__) from failure
        outcome = _outcome(found)
        code = "" if outcome == "clean" else outcome
        self._sessions.settled(lambda db: files.end_scan(db, sha256, UNSCANNED, code, found.threat))
        if code:
            log.warning("file locked", extra={"action": "file.locked", "code": code})
        return outcome


def _outcome(found: Scanned) -> str:
    if found.threat:
        return INFECTED
    return UNSCANNABLE if found.too_much else "clean"
