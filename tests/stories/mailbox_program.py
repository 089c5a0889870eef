"""Workers that poll a real mailbox and read what came, to be killed at any moment.

Imports once; each line on its standard input ("TIME PAGES") forks a worker, whose process id
it answers. With PAGES above zero its SQLite database may grow by so many pages only: the disk
is full.
"""

import logging
import os
import signal
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import event, text

from config.wiring import Installation, open_office, with_home
from tests.story import settings_for
from workflow.store.database import Sessions

log = logging.getLogger(__name__)

TURNS = 5
"""Of intake: more than it tries a message."""


def work(home: Path, url: str, now: datetime, pages: int) -> None:
    """One poll by hand, and some turns of intake."""
    settings = with_home(settings_for(home, url), rules=home / "rules")
    office = open_office(settings, now=lambda: now, upgrade=False)
    if pages:
        fill(office.sessions, pages)
    for name in ("poll", *("intake",) * TURNS):
        turn(office, name, now)
    office.close()


def warm_up(home: Path, url: str) -> None:
    """Add up twenty years of working time here, once, and not in every worker."""
    office = open_office(with_home(settings_for(home, url), rules=home / "rules"), channels={})
    with office.sessions.reading() as db:
        office.offices(db)
    office.close()


def turn(office: Installation, name: str, now: datetime) -> None:
    """As the scheduler gives it: one that fails, even to say so, does not end the worker."""
    try:
        office.runners.tick_one(name, now)
    except Exception:
        log.exception(name)


def fill(sessions: Sessions, pages: int) -> None:
    """From now on the database may grow by so many pages."""
    with sessions.reading() as db:
        most = db.scalar(text("pragma page_count")) + pages

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"pragma max_page_count={most}")

    event.listen(sessions.engine, "connect", limit)
    sessions.engine.dispose()


def fork(home: Path, url: str, now: datetime, pages: int) -> int:
    """A worker in a process of its own; gives its id."""
    id = os.fork()
    if id == 0:
        failed = 1
        try:
            work(home, url, now, pages)
            failed = 0
        except Exception:
            log.exception("worker")
        finally:
            os._exit(failed)
    return id


def main() -> None:
    home, url = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the system
    warm_up(Path(home), url)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        now, pages = line.split()
        sys.stdout.write(f"{fork(Path(home), url, datetime.fromisoformat(now), int(pages))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
