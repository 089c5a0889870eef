"""A worker that sweeps at a given instant, to be killed at any moment: a program of its own.

Imports once; each line on its standard input forks a worker, whose process id it answers.
A worker ends by itself when nothing is left to ring.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from config.wiring import open_office
from tests.story import fakes, settings_for


def sweep(home: Path, url: str, at: datetime) -> None:
    """Open an office and ring whatever is due at `at`."""
    given = settings_for(home, url)
    office = open_office(given, now=lambda: at, channels=fakes(lambda: at), upgrade=False)
    while office.alarms.turn(at)["rung"]:
        pass
    office.close()


def fork(home: Path, url: str, at: datetime) -> int:
    """A worker in a process of its own; gives its id."""
    id = os.fork()
    if id == 0:
        failed = 1
        try:
            sweep(home, url, at)
            failed = 0
        finally:
            os._exit(failed)
    return id


def main() -> None:
    home, url, at = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the system
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        sys.stdout.write(f"{fork(Path(home), url, datetime.fromisoformat(at))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
