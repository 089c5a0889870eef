"""Signed deliveries against a real server whose worker is busy reading them at the same time.

The limit is a bare WSGI app on the same server that only puts the bytes into a table. Both
run as processes of their own, on loopback, one after the other. Counts the wall's seconds.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import Settings
from web.bench.deliveries import push
from web.bench.figures import PER_SECOND, Figure
from web.bench.processes import running
from web.bench.stage import Stage
from workflow.store import inbox
from workflow.store.database import Sessions

SIZE = 2_000
SECRET = "bench-bench-bench"  # noqa: S105
PLACE = "/kanal/webhook/office"
CHANNELS = """
[[channel]]
name = "form"
on = true
[[channel.account]]
id = "office"
unit = "sekretariat"
name = "Dinas Sosial"
[[channel]]
name = "webhook"
on = true
[[channel.account]]
id = "office"
unit = "sekretariat"
address = "us"
name = "Dinas Sosial"
options = { secret = "secret:bench" }
"""


def measure(stage: Stage) -> Iterator[Figure]:
    """Deliveries a second, the milliseconds of the middle and of the slowest one in a hundred."""
    with _bare(stage) as port:
        most = push((PLACE, SECRET), port, stage.size)
    with _office(stage) as (port, url):
        own = push((PLACE, SECRET), port, stage.size)
        kept = _kept(url)
    size = {"size": stage.size}
    rate, limit = stage.size / own.seconds, stage.size / most.seconds
    yield Figure(name="webhooks accepted", ours=rate, limit=limit, unit=PER_SECOND, **size)
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        ours, limit = own.part(share), most.part(share)
        yield Figure(name=f"webhooks {name}", ours=ours, limit=limit, unit="ms", **size)
    sent = float(stage.size)
    yield Figure(name="webhooks kept of sent", ours=kept, limit=sent, unit="messages", **size)


@contextmanager
def _office(stage: Stage) -> Iterator[tuple[int, str]]:
    """`tuntas run` with a new home: pages and worker in one process; its port and database."""
    rules, home = stage.folder / "rules", stage.folder / "home"
    shutil.copytree(Settings.model_fields["rules"].default, rules)
    (rules / "channels.toml").write_text(CHANNELS, encoding="utf-8")
    home.mkdir()
    told = {
        "TUNTAS_HOME": str(home),
        "TUNTAS_RULES": str(rules),
        "TUNTAS_DATABASE_URL": stage.database,
        "TUNTAS_SECRET_BENCH": SECRET,
        "TUNTAS_LOG_LEVEL": "WARNING",
    }
    with running("web.cli", "run", "--port", "{port}", told=told) as (port, _):
        yield port, stage.database or f"sqlite:///{home / 'tuntas.db'}"


@contextmanager
def _bare(stage: Stage) -> Iterator[int]:
    """The bare app, on a database of its own."""
    file = stage.folder / "bare.db"
    with running("web.bench.bare_app", "{port}", f"sqlite:///{file}", told={}) as (port, _):
        yield port


def _kept(url: str) -> float:
    sessions = Sessions(url)
    try:
        with sessions.reading() as db:
            return float(sum(inbox.counts(db).values()))
    finally:
        sessions.close()
