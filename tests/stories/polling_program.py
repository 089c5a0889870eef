"""Workers that poll one account of a thousand messages, to be killed at any moment.

Imports once; each line on its standard input forks a worker, whose process id it answers.
The platform of each worker holds the same messages, as a real one would after our death.
"""

import os
import signal
import sys
from pathlib import Path

from config.wiring import open_office
from tests.stories.sources import Source
from tests.story import MONDAY, fakes, settings_for
from workflow.core.messages import Channel


def poll(home: Path, url: str, messages: int) -> None:
    """Take one turn by hand."""
    source = Source(("one",), lambda: MONDAY)
    for number in range(messages):
        source.says(f"Laporan {number}", id=f"m-{number}")
    channels: dict[str, Channel] = {**fakes(lambda: MONDAY), "memory": source}
    given = settings_for(home, url)
    office = open_office(given, now=lambda: MONDAY, channels=channels, upgrade=False)
    office.runners.tick_one("poll", MONDAY)
    office.close()


def fork(home: Path, url: str, messages: int) -> int:
    """A worker in a process of its own; gives its id."""
    id = os.fork()
    if id == 0:
        failed = 1
        try:
            poll(home, url, messages)
            failed = 0
        finally:
            os._exit(failed)
    return id


def main() -> None:
    home, url, messages = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the system
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        sys.stdout.write(f"{fork(Path(home), url, int(messages))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
