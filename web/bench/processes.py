"""Servers as processes of their own, on loopback: started, waited for, measured, always ended."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep

from workflow.core.refusal import Refused

PATIENCE = 60
"""Seconds for a process to answer at all, or to come to rest."""

ROOT = Path(__file__).parents[2]
QUIET = 0.05
"""A process rests that takes less than this part of a processor."""


@contextmanager
def running(module: str, *words: str, told: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """A server that answers: its port and process id; whatever happens, it is gone afterwards.

    `{port}` among the words becomes its port; `told` are further variables.
    """
    with (
        _kept_port() as port,
        subprocess.Popen(
            [sys.executable, "-m", module, *(word.format(port=port) for word in words)],
            cwd=ROOT,
            env={**os.environ, **told},
            stdout=subprocess.DEVNULL,
        ) as process,
    ):
        try:
            _wait_for(port, process)
            yield port, process.pid
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it answers anything: the port is taken long before there is an app behind it."""
    until = monotonic() + PATIENCE
    while process.poll() is None and monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, HTTPException):
            sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server does not answer")


@contextmanager
def _kept_port() -> Iterator[int]:
    """A port of this machine that nobody else is given before the server listens at it.

    It is bound, with `SO_REUSEADDR`, and not listened at: Linux gives it to nobody who asks for
    any port, and to a server that asks for this one. Other systems would refuse the server, too.
    """
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        port: int = kept.getsockname()[1]
        if sys.platform != "linux":
            kept.close()
        yield port


def held(process: int) -> Mapping[str, float]:
    """What a process holds, in MB: `Rss`, `Pss` and what else Linux tells, `VmHWM` the most ever.

    Raises `Refused` where there is no `/proc`.
    """
    folder = Path("/proc") / str(process)
    try:
        lines = "".join((folder / name).read_text() for name in ("smaps_rollup", "status"))
    except FileNotFoundError as error:
        raise Refused("not-linux", "Memory can be measured on Linux only.") from error
    cut = (line.split() for line in lines.splitlines() if line.endswith(" kB"))
    return {name.rstrip(":"): int(kilobytes) / 1024 for name, kilobytes, _ in cut}


def come_to_rest(process: int) -> None:
    """Wait until a process has done what it had to do, or there is no more patience."""
    until = monotonic() + PATIENCE
    before, now = -1.0, _worked(process)
    while now - before > QUIET and monotonic() < until:
        sleep(1)
        before, now = now, _worked(process)


def _worked(process: int) -> float:
    """Seconds that the processors have worked for a process (proc(5): fields 14 and 15)."""
    fields = (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
