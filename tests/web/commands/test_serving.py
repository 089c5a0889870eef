"""`tuntas run`, `web`, `worker`: real processes that start, work and stop."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.web.commands.program import Program, furnished

PATIENCE = 60
"""Seconds that a machine under load may take for anything."""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


@pytest.fixture
def port() -> int:
    """A port that is free for it."""
    return free_port()


def until(true: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for something, as long as the process lives."""
    began = time.monotonic()
    while not true():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.2)


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status in (200, 302, 303)
    except ConnectionError:
        return False
    finally:
        connection.close()


def stop(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> tuple[str, str]:
    """Tell it to stop; it has to do so by itself, and in peace."""
    process.send_signal(how)
    said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert "Traceback" not in said[1]
    return said


def test_run_serves_ticks_and_stops_when_told(program: Program, tmp_path: Path, port: int) -> None:
    with program.process("run", "--port", str(port)) as process:
        until(lambda: answers(port), process)
        program.file(tmp_path / "one", "Atap bocor.")
        (reference,) = [row["reference"] for row in program.rows("list")]
        until(lambda: receipt(program, reference) == "delivered", process)
        out, log = stop(process)
    assert f"Tuntas is at http://127.0.0.1:{port}" in out
    assert "action=scheduler.started" in log
    assert log.rstrip().endswith("action=scheduler.stopped")
    assert program.row("verify")["count"] == 0


def receipt(program: Program, reference: str) -> str:
    """What became of the receipt, which only a running scheduler sends."""
    messages = program.row("show", reference)["messages"]
    return next(str(m["state"]) for m in messages if m["purpose"] == "receipt")


def test_a_port_in_use_is_told_before_anything_is_made(program: Program) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        said = program.refusal("run", "--demo", "--port", str(taken))
    assert said.startswith(f"Port {taken} on 127.0.0.1 is in use")
    assert not (program.home / "tuntas.db").exists()


def test_web_serves_and_takes_no_turns(tmp_path: Path, port: int) -> None:
    program = furnished(tmp_path / "home")
    with program.process("web", "--port", str(port)) as process:
        until(lambda: answers(port), process)
        (reference,) = program.file(tmp_path / "one", "Atap bocor.")
        _, log = stop(process)
    assert "action=web.started" in log
    assert "action=scheduler.started" not in log
    assert receipt(program, reference) == "queued"


def test_a_worker_takes_the_first_turns_at_once(program: Program, tmp_path: Path) -> None:
    (reference,) = program.file(tmp_path / "one", "Atap bocor.")
    with program.process("worker") as process:
        until(lambda: receipt(program, reference) == "delivered", process)
        stop(process)


def test_run_demo_plays_an_office_once_names_its_sign_ins_and_ends_with_ctrl_c(
    program: Program, port: int
) -> None:
    program.done("demo", "--complaints", "12", "--months", "2")
    played = {row["reference"] for row in program.rows("list", "--limit", "1000")}
    assert len(played) >= 8
    with program.process("run", "--demo", "--port", str(port)) as process:
        until(lambda: answers(port), process)
        out, log = stop(process, signal.SIGINT)
    assert log.rstrip().endswith("action=scheduler.stopped")
    assert re.search(r"petugas +intake_officer", out)
    assert {row["reference"] for row in program.rows("list", "--limit", "1000")} == played
    assert program.row("verify")["count"] == 0


def test_a_demo_needs_an_empty_office(program: Program, tmp_path: Path) -> None:
    program.file(tmp_path / "one", "Atap bocor.")
    assert "already" in program.refusal("demo", "--complaints", "5")
    assert len(program.rows("list")) == 1


def test_a_demo_that_was_cut_short_leaves_nothing(program: Program) -> None:
    unfinished = program.home / ".tuntas.db.demo"
    with program.process("demo", "--complaints", "200") as process:
        until(lambda: unfinished.exists() and unfinished.stat().st_size > 0, process)
        process.kill()
        process.wait(PATIENCE)
    assert program.rows("list") == []
    program.done("demo", "--complaints", "5")
    assert not unfinished.exists()
    assert program.rows("list")
