"""Files wait locked until a scanner has looked at them; none that cannot be asked unlocks any."""

import pytest

from tests.story import MONDAY
from workflow.attachments import INFECTED, UNSCANNABLE, UNSCANNED
from workflow.core.messages import Attachment
from workflow.scanning import Scanned, ScannerDown, Scanning
from workflow.store import files
from workflow.store.database import Sessions
from workflow.store.tables import AttachmentRow


def scan(content: bytes) -> Scanned:
    """A scanner that knows one virus and takes nothing large."""
    return Scanned(threat="Jahat" if b"virus" in content else "", too_much=len(content) > 100)


def down(content: bytes) -> Scanned:
    """A scanner that is not there."""
    raise ConnectionRefusedError


def keep(sessions: Sessions, content: bytes, quarantined: str = UNSCANNED) -> int:
    file = Attachment(name="a.txt", media_type="text/plain", content=content)
    return sessions.settled(lambda db: files.keep(db, file, quarantined, MONDAY))


def state(sessions: Sessions, id: int) -> tuple[str, str]:
    with sessions.reading() as db:
        row = db.get_one(AttachmentRow, id)
        return row.quarantined, row.detail


def test_each_file_ends_as_what_was_found(sessions: Sessions) -> None:
    clean, bad = keep(sessions, b"biasa"), keep(sessions, b"ada virus")
    same, large = keep(sessions, b"ada virus"), keep(sessions, bytes(200))
    other = keep(sessions, b"program", "macros")
    counts = Scanning(sessions, scan).turn(MONDAY)
    assert counts == {"clean": 1, INFECTED: 1, UNSCANNABLE: 1}
    assert state(sessions, clean) == ("", "")
    assert state(sessions, bad) == state(sessions, same) == (INFECTED, "Jahat")
    assert state(sessions, large) == (UNSCANNABLE, "")
    assert state(sessions, other) == ("macros", "")
    assert sum(Scanning(sessions, scan).turn(MONDAY).values()) == 0


def test_nothing_is_unlocked_while_the_scanner_cannot_be_reached(sessions: Sessions) -> None:
    waiting = keep(sessions, b"biasa")
    with pytest.raises(ScannerDown, match="ConnectionRefusedError"):
        Scanning(sessions, down).turn(MONDAY)
    assert state(sessions, waiting) == (UNSCANNED, "")
    Scanning(sessions, scan).turn(MONDAY)
    assert state(sessions, waiting) == ("", "")


def test_the_database_is_free_while_a_file_is_looked_at(sessions: Sessions) -> None:
    """Another writer gets through in the middle of a scan, and finds the file locked."""
    waiting, seen = keep(sessions, b"biasa"), []

    def slow(content: bytes) -> Scanned:
        seen.append(state(sessions, waiting))
        keep(sessions, b"sementara itu")
        return Scanned()

    Scanning(sessions, slow).turn(MONDAY)
    assert seen == [(UNSCANNED, "")]


def test_a_file_that_ended_during_its_scan_is_not_brought_back(sessions: Sessions) -> None:
    waiting = keep(sessions, b"biasa")

    def meanwhile(content: bytes) -> Scanned:
        sessions.settled(lambda db: files.end_scan(db, _hash(sessions, waiting), UNSCANNED, "x"))
        return Scanned()

    Scanning(sessions, meanwhile).turn(MONDAY)
    assert state(sessions, waiting) == ("x", "")


def _hash(sessions: Sessions, id: int) -> str:
    with sessions.reading() as db:
        return db.get_one(AttachmentRow, id).sha256
