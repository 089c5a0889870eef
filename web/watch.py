"""The watchdog of the pages: which runner has been silent for two of its turns.

Reads heartbeats only. A dead scheduler rings no bell by itself, so every staff page looks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g

from web.here import installation, now
from workflow.store import chores

TURNS = 2
AT_LEAST = timedelta(seconds=60)
"""Runners that turn each second are not missed at the first hiccup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A runner's last turn; `finished_at` is none for one that never ran."""

    runner: str
    every: timedelta
    finished_at: datetime | None
    code: str
    silent: bool


def beats() -> list[Beat]:
    """How each runner of this office does."""
    with installation().sessions.reading() as db:
        kept = {row.runner: row for row in chores.heartbeats(db)}
    found = []
    for runner in installation().runners.all:
        row = kept.get(runner.name)
        every = timedelta(seconds=runner.every_seconds)
        at = row.finished_at if row else None
        found.append(
            Beat(
                runner=runner.name,
                every=every,
                finished_at=at,
                code=row.code if row else "",
                silent=at is None or now() - at > max(TURNS * every, AT_LEAST),
            )
        )
    return found


def silent_runners() -> list[str]:
    """The names of those that are silent; asked once in a request."""
    if "silent_runners" not in g:
        g.silent_runners = [beat.runner for beat in beats() if beat.silent]
    names: list[str] = g.silent_runners
    return names
