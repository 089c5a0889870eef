"""The alarm sweep: looking when nothing is due, and when very many are due at once.

The limit is the poll query on the bare driver: what any sweep has to ask at least.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from config.wiring import Installation
from web.bench.clones import clone
from web.bench.figures import Figure, Watch, rates, seconds, timed
from web.bench.raw import Bare, bare
from web.bench.stage import MONDAY, Stage
from workflow.store import clocks

SIZE = 100_000
DUE = 10
"""One in so many is due in the second part."""

LOOKS = 20
MILLISECONDS = 1_000
POLL = """
select id, complaint_id, name, round from clock where next_alarm_at <= {at}
order by next_alarm_at limit {limit}
"""


def measure(stage: Stage) -> Iterator[Figure]:
    """Milliseconds to find nothing; seconds to record all that is due in one second."""
    with stage.office() as office:
        (model,) = stage.open(office, 1)
        office.outbox.turn(MONDAY)
        due = max(1, stage.size // DUE)
        clone(office, model, ringing=due, silent=stage.size - due)
        at = _first_alarm(office)
        yield _nothing_due(office, stage, at - timedelta(seconds=1))
        yield _all_due(office, due, at, stage.watch)


def _first_alarm(office: Installation) -> datetime:
    with office.sessions.reading() as db:
        at = clocks.next_alarm(db)
    assert at is not None
    return at


def _nothing_due(office: Installation, stage: Stage, before: datetime) -> Figure:
    def ours() -> None:
        for _ in range(LOOKS):
            office.alarms.turn(before)

    with bare(office) as connection:
        query = _poll(connection, before, 50)

        def limit() -> None:
            for _ in range(LOOKS):
                connection.rows(query)

        own, most = (MILLISECONDS / rate for rate in rates(LOOKS, ours, limit, stage.watch))
    return Figure(name="sweep, nothing due", size=stage.size, ours=own, limit=most, unit="ms")


def _all_due(office: Installation, due: int, at: datetime, watch: Watch) -> Figure:
    with bare(office) as connection:
        least = seconds(partial(connection.rows, _poll(connection, at, due + 1)), watch)
    counts, taken = timed(partial(office.alarms.turn, at), watch)
    if counts["rung"] <= due:
        raise RuntimeError(f"{counts['rung']} rang of {due} and the one they are copies of")
    return Figure(name="sweep, all due at once", size=due, ours=taken, limit=least, unit="s")


def _poll(connection: Bare, at: datetime, limit: int) -> str:
    """As times are stored: text on SQLite."""
    written = at.strftime("%Y-%m-%d %H:%M:%S.%f") if connection.on_sqlite else at.isoformat()
    return POLL.format(at=f"'{written}'", limit=limit)
