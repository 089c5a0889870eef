"""Two at once, on purpose: each has read what it decides by before another one has written.

Somebody else holds a gate at which all of them have to pass, so that a race is run the same way
each time and not only on a slow machine. On SQLite, where writers take turns from their first
step, there is nothing to hold: there they simply go.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, text

from workflow.core.refusal import Refused
from workflow.store.database import Sessions

T = TypeVar("T")

STAFF = "select id from staff for update"
"""Nobody changes an account, signs in or keeps anything of their own."""

INBOX = "lock table inbox in share mode"
"""Messages are taken up and read, and none of them is ended."""

EVENTS = "lock table event in share mode"
"""Histories are read and complaints held, and nothing is added to them."""

PATIENCE = 60.0
_LOOK_ANEW = text("select pg_stat_clear_snapshot()")
_AT_THE_GATE = text(
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and wait_event_type = 'Lock'"
)


def race(sessions: Sessions, gate: str, *deeds: Callable[[], T]) -> list[T | Refused]:
    """Start each once those before it stand at the gate; then open it for all of them.

    Gives how each ended, in their order: what it gave, or why it was refused.
    """
    if sessions.on_sqlite:
        return [_ended(deed) for deed in deeds]
    with ThreadPoolExecutor(len(deeds)) as pool:
        doing: list[Future[T | Refused]] = []
        with sessions.engine.connect() as gatekeeper:
            gatekeeper.execute(text(gate))
            for deed in deeds:
                doing.append(pool.submit(_ended, deed))
                _wait(gatekeeper, doing)
        return [one.result(PATIENCE) for one in doing]


def _ended(deed: Callable[[], T]) -> T | Refused:
    try:
        return deed()
    except Refused as refused:
        return refused


def _wait(gatekeeper: Connection, doing: Sequence[Future[T]]) -> None:
    """Until each of them stands at the gate, or behind another one, or has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        gatekeeper.execute(_LOOK_ANEW)
        waiting = gatekeeper.execute(_AT_THE_GATE).scalar_one()
        if waiting + sum(one.done() for one in doing) >= len(doing):
            return
        time.sleep(0.005)
