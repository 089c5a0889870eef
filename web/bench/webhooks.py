"""Signed deliveries against a real server whose worker is busy reading them at the same time.

The limit is a bare WSGI app on the same server that only puts the bytes into a table. Both
run as processes of their own, on loopback, one after the other. Counts the wall's seconds.
"""

import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, perf_counter, sleep

from config.settings import Settings
from web.bench.figures import PER_SECOND, Figure
from web.bench.stage import Stage
from workflow.now import now
from workflow.store import inbox
from workflow.store.database import Sessions

SIZE = 2_000
CLIENTS = 4
MILLISECONDS = 1_000
PATIENCE = 60
"""Seconds for a process to answer at all."""

SECRET = "bench-bench-bench"  # noqa: S105
PLACE = "/kanal/webhook/office"
ROOT = Path(__file__).parents[2]
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


@dataclass(frozen=True, slots=True)
class Measured:
    """What the clients saw: seconds altogether, and of each delivery, shortest first."""

    seconds: float
    each: tuple[float, ...]

    def part(self, share: float) -> float:
        """The milliseconds within which that share of the deliveries was answered."""
        return self.each[min(int(share * len(self.each)), len(self.each) - 1)] * MILLISECONDS


def measure(stage: Stage) -> Iterator[Figure]:
    """Deliveries a second, the milliseconds of the middle and of the slowest one in a hundred."""
    with _bare(stage) as port:
        most = _push(port, stage.size)
    with _office(stage) as (port, url):
        own = _push(port, stage.size)
        kept = _kept(url)
    size = {"size": stage.size}
    rate, limit = stage.size / own.seconds, stage.size / most.seconds
    yield Figure(name="webhooks accepted", ours=rate, limit=limit, unit=PER_SECOND, **size)
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        ours, limit = own.part(share), most.part(share)
        yield Figure(name=f"webhooks {name}", ours=ours, limit=limit, unit="ms", **size)
    sent = float(stage.size)
    yield Figure(name="webhooks kept of sent", ours=kept, limit=sent, unit="messages", **size)


def _push(port: int, count: int) -> Measured:
    """Deliver from several threads, each on its own connection; raises if one is refused."""
    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        shares = [range(first, count, CLIENTS) for first in range(CLIENTS)]
        each = [one for taken in threads.map(lambda s: _client(port, s), shares) for one in taken]
    return Measured(perf_counter() - began, tuple(sorted(each)))


def _client(port: int, numbers: range) -> list[float]:
    connection, taken = HTTPConnection("127.0.0.1", port, timeout=PATIENCE), []
    for number in numbers:
        body = _event(number)
        headers = {"X-Signature": _signature(body), "Content-Type": "application/json"}
        began = perf_counter()
        connection.request("POST", PLACE, body, headers)
        answer = connection.getresponse()
        answer.read()
        taken.append(perf_counter() - began)
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"delivery {number}: {answer.status}")
    connection.close()
    return taken


def _signature(body: bytes) -> str:
    """As the other system makes it (adapters/webhook/README.md)."""
    seconds = int(now().timestamp())
    signed = hmac.new(SECRET.encode(), b"%d.%s" % (seconds, body), "sha256")
    return f"t={seconds},v1={signed.hexdigest()}"


def _event(number: int) -> bytes:
    event = {
        "id": f"bench-{number}",
        "type": "message.created",
        "occurred_at": "2026-11-16T02:00:00Z",
        "conversation": {"external_id": f"b-{number}", "visibility": "private"},
        "sender": {"external_id": f"warga-{number}", "display_name": f"Warga {number}"},
        "message": {"external_id": f"m-{number}", "text": f"Kamar mandi wisma {number} licin."},
    }
    return json.dumps(event).encode()


@contextmanager
def _office(stage: Stage) -> Iterator[tuple[int, str]]:
    """`tuntas run` with a new home: pages and worker in one process; its port and database."""
    rules, home = stage.folder / "rules", stage.folder / "home"
    shutil.copytree(Settings.model_fields["rules"].default, rules)
    (rules / "channels.toml").write_text(CHANNELS, encoding="utf-8")
    home.mkdir()
    port = _free_port()
    told = {
        "TUNTAS_HOME": str(home),
        "TUNTAS_RULES": str(rules),
        "TUNTAS_DATABASE_URL": stage.database,
        "TUNTAS_SECRET_BENCH": SECRET,
        "TUNTAS_LOG_LEVEL": "WARNING",
    }
    with _running([sys.executable, "-m", "web.cli", "run", "--port", str(port)], told, port):
        yield port, stage.database or f"sqlite:///{home / 'tuntas.db'}"


@contextmanager
def _bare(stage: Stage) -> Iterator[int]:
    """The bare app, on a database of its own."""
    port, file = _free_port(), stage.folder / "bare.db"
    command = [sys.executable, "-m", "web.bench.bare_app", str(port), f"sqlite:///{file}"]
    with _running(command, {}, port):
        yield port


@contextmanager
def _running(command: list[str], told: Mapping[str, str], port: int) -> Iterator[None]:
    """A process that answers on its port; whatever happens, it is gone afterwards."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port, process)
            yield
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it answers anything: the port is taken long before there is an app behind it."""
    until = monotonic() + PATIENCE
    while process.poll() is None and monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", PLACE)
            connection.getresponse().read()
        except (OSError, HTTPException):
            sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _kept(url: str) -> float:
    sessions = Sessions(url)
    try:
        with sessions.reading() as db:
            return float(sum(inbox.counts(db).values()))
    finally:
        sessions.close()
