"""Every gate in one run: `python3 run.py test` comes here once the packages are installed.

Each gate is tried whatever became of those before it, and the end says which held. Words
given to it go to pytest; coverage is held to its figures only when all tests ran.
Without a browser the run goes on, and its last line says so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import quick_folder

ROOT = Path(__file__).resolve().parent.parent
GATES = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "import-linter": (
        "-c",
        "from importlinter.cli import lint_imports_command as c; c(['--no-cache', '--no-logo'])",
    ),
    "mypy": ("-m", "mypy"),
}
SLOW = "mypy"
"""A minute of one core: it takes what the tests leave, and is told after them."""

BEHIND = 10
"""How far the gates stand behind the tests where there is not enough for all, as in `nice`."""

WORKERS = "3"
"""One more than there are cores: every third moment of a test is spent waiting."""

SHELL, WHOLE = "chromium-headless-shell", "chromium"
"""Debian's names. The first one draws no windows around pages that nobody sees: half the work."""

BROWSERS = (SHELL, WHOLE, "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Where the browser for the browser tests is; `TUNTAS_TEST_CHROMIUM` names another one."""
    named = os.environ.get("TUNTAS_TEST_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)


def fetch_chromium() -> str:
    """Get Debian's Chromium where that is ours to do. Gives why there is none, or nothing."""
    if "TUNTAS_TEST_CHROMIUM" in os.environ:
        return "" if chromium() else "TUNTAS_TEST_CHROMIUM names no program"
    if shutil.which(SHELL):
        return ""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        missing = f"there is no Chromium on this machine (on Debian: apt install {SHELL})"
        return "" if chromium() else missing
    print("Installing Chromium for the browser tests ...", flush=True)
    reason = install_chromium()
    return "" if chromium() else f"Chromium could not be installed ({reason})"


def install_chromium() -> str:
    """The quick one, or where there is only the other that one. Gives what apt said at last."""
    got = apt("install", "--no-install-recommends", SHELL)
    if got.returncode:  # the package lists of a new machine are empty or old
        apt("update")
        got = apt("install", "--no-install-recommends", SHELL)
    if got.returncode and not chromium():
        got = apt("install", "--no-install-recommends", WHOLE)
    return (got.stderr.strip().splitlines() or ["no reason given"])[-1]


def apt(*words: str) -> subprocess.CompletedProcess[str]:
    """Run apt-get without ever asking anybody anything."""
    return subprocess.run(
        ["apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=300", *words],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )


def passes(*words: str) -> bool:
    """Run this Python with these words, from the top folder."""
    return subprocess.run([sys.executable, *words], cwd=ROOT, check=False).returncode == 0


def coverage_holds() -> bool:
    """Hold each folder to its figure in `pyproject.toml`, and say where one is missed."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held, asked = True, []
    for files, floor in table["tool"]["tuntas"]["coverage"].items():
        words = ("-m", "coverage", "report", f"--include={files}", f"--fail-under={floor}")
        asked.append(
            (f"{files} in percent, at least {floor}", words, begin(*words, "--format=total"))
        )
    for what, words, report in asked:
        said, _ = report.communicate()
        print(f"Coverage of {what}: {said}", end="", flush=True)
        if report.returncode:
            held = False
            passes(*words, "--show-missing")
    return held


def keep_bytecode(*, whole: bool) -> None:
    """Have the hundreds of programs that the tests start read what one of them compiled.

    Where Python may not write it (containers often forbid that) each takes seconds to start.
    pytest compiles tests in its own way: for the `whole` of them, once rather than in each worker.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    folders = ("adapters", "config", "tests", "web", "workflow")
    passes("-m", "compileall", "-qq", "-j", "0", "-x", "/(test_|conftest)", *folders)
    if whole:
        begin("-m", "pytest", "-qq", "--collect-only").communicate()


def begin(*words: str) -> subprocess.Popen[str]:
    """Start this Python with these words, from the top folder; what it says is kept."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def in_memory() -> Iterator[None]:
    """Have what is started write its files to memory, if there is plenty and nobody says where."""
    memory = None if "TMPDIR" in os.environ else quick_folder()
    if memory is None:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="t", dir=memory, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as nobody where we are root
        os.environ["TMPDIR"] = folder
        try:
            yield
        finally:
            del os.environ["TMPDIR"]


def tell(name: str, gate: subprocess.Popen[str]) -> bool:
    """Say what a gate said, once it is through. Gives whether it held."""
    said, _ = gate.communicate()
    print(f"\n-- {name}\n{said}", end="", flush=True)
    return gate.returncode == 0


def run_gates(arguments: Sequence[str]) -> bool:
    """Run all of them and tell all of them. Gives whether all held."""
    held: dict[str, bool] = {}
    gates = {name: begin(*words) for name, words in GATES.items()}
    for gate in gates.values():
        os.setpriority(os.PRIO_PROCESS, gate.pid, BEHIND)
    keep_bytecode(whole=not arguments)
    held |= {name: tell(name, gate) for name, gate in gates.items() if name != SLOW}
    print("\n-- pytest", flush=True)
    cover = () if arguments else ("--cov", "--cov-report=")
    with in_memory():
        words = ("-n", WORKERS, "--dist=worksteal", *cover, *arguments)
        held["pytest"] = passes("-m", "pytest", *words)
    held[SLOW] = tell(SLOW, gates[SLOW])
    if cover:
        held["coverage"] = coverage_holds()
    for name, well in held.items():
        print(f"{'held  ' if well else 'BROKEN'}  {name}")
    return all(held.values())


PICTURE = Path("screenshots/worklist.1440-light-id.png")
README_PICTURE = Path(".readme/worklist.png")
IN_ALL_VIEWS = 1_800
"""Seconds in which a test has looked at its pages in all their views, on a busy machine, too."""


def take_pictures(arguments: Sequence[str]) -> bool:
    """Run the browser tests with each picture kept in `screenshots/`; one is the README's."""
    os.environ["TUNTAS_TEST_VIEWS"] = "all"
    patient = ("-n", WORKERS, "--dist=worksteal", "-o", f"faulthandler_timeout={IN_ALL_VIEWS}")
    held = passes("-m", "pytest", "tests/browser", "--pictures=screenshots", *patient, *arguments)
    if PICTURE.exists():
        README_PICTURE.parent.mkdir(exist_ok=True)
        shutil.copyfile(PICTURE, README_PICTURE)
    return held


def main(arguments: Sequence[str]) -> int:
    no_browser = fetch_chromium()
    os.environ["PYTHONUTF8"] = "1"  # some packages read their own files in the machine's alphabet
    try:
        pictures = arguments[:1] == ["--pictures"]
        held = take_pictures(arguments[1:]) if pictures else run_gates(arguments)
    except KeyboardInterrupt:
        return 130
    if no_browser:
        print(f"The browser tests did not run: {no_browser}.")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
