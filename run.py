#!/usr/bin/env python3
"""Sets Tuntas up and starts it: the one file that needs nothing but Python itself.

Everything is installed into `.venv` beside this file, by locked versions and hashes, and
only when a lock, the Python or the place has changed since. It touches nothing else on the
machine, and is written so that an old Python can still read it and say what is needed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

# Lock an open file; the system lets go of it when we close it or die.
if sys.platform == "win32":
    import msvcrt

    def take_turn(file: IO[str]) -> None:
        while True:
            with contextlib.suppress(OSError):  # it gives up after ten seconds; we do not
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                return

else:
    import fcntl

    def take_turn(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


USAGE = """\
python3 run.py demo           set up if needed, then serve a demo office on this machine
python3 run.py setup          set up only
python3 run.py test [ARGS]    every gate and every test; ARGS go to pytest
python3 run.py screenshots    pictures of the pages, into screenshots/
python3 run.py lock [ARGS]    make the locks again; --upgrade takes newer versions
python3 run.py WORDS          anything else goes to `tuntas`, such as: list --late
"""
MINIMUM = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STATE = VENV / "tuntas-setup.json"
TURN = VENV / "tuntas-setup.lock"

STAGES = {
    "bootstrap": "bootstrap.lock",
    "run": "requirements.lock",
    "test": "requirements-test.lock",
}
"""What is installed, in this order; each stage needs those before it."""


class CannotSetUp(Exception):
    """Set-up did not work; the sentence says what to do about it."""


# -- Setting up ---------------------------------------------------------------------------


def place() -> str:
    """What an environment belongs to: it is made anew for another Python or another folder."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{sys.implementation.name} {version} {sysconfig.get_platform()} {ROOT}"


def fingerprint(stage: str) -> str:
    """The hash of the locks up to `stage`."""
    upto = list(STAGES)[: list(STAGES).index(stage) + 1]
    locks = b"".join((ROOT / STAGES[name]).read_bytes() for name in upto)
    return hashlib.sha256(locks).hexdigest()


def state() -> dict[str, str]:
    """What the last set-up left: its place, the fingerprint per stage, and whether it ended."""
    try:
        found: dict[str, str] = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def remember(**changes: str) -> None:
    """Write the state in one step, so that a kill leaves the old one or the new one."""
    new = STATE.with_suffix(".new")
    new.write_text(json.dumps({**state(), **changes}), encoding="utf-8")
    new.replace(STATE)


def is_ready(stage: str) -> bool:
    """Whether `stage` is installed from just these locks, and its Python is still there."""
    kept = state()
    return (
        kept.get("place") == place()
        and kept.get(stage) == fingerprint(stage)
        and kept.get("unfinished") == ""
        and PYTHON.exists()
    )


def ready(stage: str) -> None:
    """Install what `stage` needs, unless it is there. Raises `CannotSetUp`."""
    if is_ready(stage):
        return
    started = time.monotonic()
    with alone():
        if not is_ready(stage):
            install_upto(stage)
            print(f"Set up in {time.monotonic() - started:.0f} s.", flush=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait for any other set-up of this folder to end, and keep the next one waiting."""
    VENV.mkdir(exist_ok=True)
    with TURN.open("a") as file:
        take_turn(file)
        yield


def install_upto(stage: str) -> None:
    """Make `.venv` if it is missing, broken or foreign, then install the stages in order."""
    if not is_usable():
        make_venv()
    for name, lock in list(STAGES.items())[: list(STAGES).index(stage) + 1]:
        if state().get(name) != fingerprint(name):
            remember(**{"unfinished": "yes", "place": place(), name: ""})
            print(f"Installing {lock} ...", flush=True)
            try:
                INSTALL[name](lock)
            except CannotSetUp:  # an orderly end: what was there before still works
                remember(unfinished="")
                raise
            remember(**{"unfinished": "", name: fingerprint(name)})


def is_usable() -> bool:
    """Whether `.venv` can be added to. One that somebody else made is taken over if it can."""
    kept = state()
    if kept and (kept.get("unfinished") != "" or kept.get("place") != place()):
        return False
    check = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        return subprocess.run([str(PYTHON), "-c", check], check=False).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    """A new, empty `.venv`, in which nothing of an interrupted set-up is left."""
    for old in VENV.iterdir():
        if old != TURN:
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    remember(unfinished="yes", place=place())
    print("Making .venv ...", flush=True)
    try:
        venv.EnvBuilder(with_pip=True).create(VENV)
    except (subprocess.CalledProcessError, ImportError, OSError) as error:
        raise CannotSetUp(
            "Python could not make a virtual environment. On Debian and Ubuntu its venv is a "
            f"package of its own: apt install python3-venv, then try again. ({error})"
        ) from error


def install_bootstrap(lock: str) -> None:
    with_pip("--require-hashes", "-r", lock)


def install_run(lock: str) -> None:
    install("--require-hashes", "-r", lock)
    install("--no-deps", "--no-build-isolation", "-e", ".")


def install_test(lock: str) -> None:
    install("--require-hashes", "-r", lock)


INSTALL: dict[str, Callable[[str], None]] = {
    "bootstrap": install_bootstrap,
    "run": install_run,
    "test": install_test,
}


def install(*what: str) -> None:
    """Install by uv, which is quick; by pip where uv cannot run or reach what pip can."""
    uv = (str(BIN / "uv"), "pip", "install", "--quiet", "--compile-bytecode", "--python")
    with contextlib.suppress(OSError):
        if subprocess.run([*uv, str(PYTHON), *what], cwd=ROOT, check=False).returncode == 0:
            return
    print("uv could not install them; pip tries, which takes longer ...", flush=True)
    with_pip(*what)


def with_pip(*what: str) -> None:
    pip = (str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    if subprocess.run([*pip, *what], cwd=ROOT, check=False).returncode:
        raise CannotSetUp(
            "The packages could not be installed: the lines above say why. Is there a way to "
            "the package index? It is the one that pip is set up to use."
        )


# -- Commands -----------------------------------------------------------------------------


def set_up(_: Sequence[str]) -> int:
    ready("run")
    print("Tuntas is set up. `python3 run.py demo` shows it.")
    return 0


def lock(arguments: Sequence[str]) -> int:
    """Make the locks again. No address may get in: an office installs from its own index."""
    ready("bootstrap")
    words = "--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header"
    compiler = (str(BIN / "uv"), "pip", "compile", *words.split(), "--no-annotate", "--quiet")
    for name in STAGES.values():
        source = Path(name).with_suffix(".in").name
        same = ("-c", STAGES["run"]) if name == STAGES["test"] else ()
        subprocess.run([*compiler, *same, *arguments, "-o", name, source], cwd=ROOT, check=True)
        if "://" in (ROOT / name).read_text(encoding="utf-8"):
            raise CannotSetUp(f"{name} now holds an address; it must not be kept.")
    return 0


def demo(arguments: Sequence[str]) -> int:
    return tuntas(["run", "--demo", *arguments])


def tuntas(arguments: Sequence[str]) -> int:
    ready("run")
    # -P: a folder called `config` where the caller stands is not our `config`
    return become("-P", "-m", "web.cli", *arguments)


def test(arguments: Sequence[str]) -> int:
    ready("test")
    os.chdir(ROOT)
    return become("-m", "tests.gates", *arguments)


def screenshots(arguments: Sequence[str]) -> int:
    ready("test")
    os.chdir(ROOT)
    return become("-m", "tests.gates", "--pictures", *arguments)


def become(*words: str) -> int:
    """Go on as the environment's Python, so that signals and the exit code are its own."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(PYTHON, [str(PYTHON), *words])
    return subprocess.run([str(PYTHON), *words], check=False).returncode


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": set_up,
    "demo": demo,
    "test": test,
    "screenshots": screenshots,
    "lock": lock,
    "tuntas": tuntas,
}


def main(words: Sequence[str]) -> int:
    if sys.version_info[:2] < MINIMUM:
        needed, found = ".".join(map(str, MINIMUM)), platform.python_version()
        print(f"Tuntas needs Python {needed} or newer; this is {found}.", file=sys.stderr)
        return 1
    if not words or words[0] in ("help", "-h", "--help"):
        print(USAGE, end="")
        return 0 if words else 2
    command = COMMANDS.get(words[0])
    try:
        return command(words[1:]) if command else tuntas(words)
    except CannotSetUp as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
