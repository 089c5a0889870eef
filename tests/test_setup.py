"""`run.py` sets up from nothing, does nothing twice, and recovers from what went wrong.

Played in a small checkout of its own, whose one package is a wheel made here: real virtual
environments and a real installer, but no network.
"""

import ast
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parent.parent
# The least that the installer takes for a build backend: it installs a pointer to this folder.
BACKEND = """
import os, zipfile
FACTS = "Metadata-Version: 2.1\\nName: tuntas\\nVersion: 0\\n"
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "tuntas-0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("tuntas.pth", os.getcwd())
        wheel.writestr("tuntas-0.dist-info/METADATA", FACTS)
        wheel.writestr("tuntas-0.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr("tuntas-0.dist-info/RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tuntas"
version = "0"
"""
COMMAND = """
import sys, paper
print(paper.VERSION, *sys.argv[1:])
sys.exit(7 if "fail" in sys.argv else 0)
"""

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
ENVIRONMENT["PIP_NO_INDEX"] = "1"
"""Without the folders in which somebody else's Python looks for a `web` first."""


class Checkout:
    """A folder with the real `run.py`, a command that echoes its words, and local wheels."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path, text in {
            "run.py": (ROOT / "run.py").read_text(encoding="utf-8"),
            "pyproject.toml": PYPROJECT,
            "backend.py": BACKEND,
            "web/__init__.py": "",
            "web/cli.py": COMMAND,
            "bootstrap.lock": "",
            "requirements-test.lock": "",
        }.items():
            (folder / path).parent.mkdir(exist_ok=True, parents=True)
            (folder / path).write_text(text, encoding="utf-8")
        self.version = 0
        self.renew()

    def renew(self) -> None:
        """Lock a version of the package `paper` that was never there."""
        self.version += 1
        self.lock_to(self.version)

    def lock_to(self, version: int, *, spoilt: bool = False) -> None:
        """Lock a version of `paper`; spoilt, the wheel is not the one whose hash is locked."""
        wheel = self.folder / f"paper-{version}-py3-none-any.whl"
        facts = f"paper-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as file:
            file.writestr("paper.py", f"VERSION = {version}")
            file.writestr(
                f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: paper\nVersion: {version}\n"
            )
            file.writestr(
                f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            file.writestr(f"{facts}/RECORD", "")
        digest = hashlib.sha256(b"" if spoilt else wheel.read_bytes()).hexdigest()
        line = f"./{wheel.name} --hash=sha256:{digest}\n"
        (self.folder / "requirements.lock").write_text(line, encoding="utf-8")

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.folder / "run.py"), *words],
            cwd=self.folder.parent,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, output, errors."""
        with self.start(*words) as process:
            output, errors = process.communicate(timeout=120)
            return process.returncode, output, errors

    @property
    def listed(self) -> str:
        """What the command says when the locked version is there."""
        return f"{self.version} list"

    @property
    def state(self) -> dict[str, str]:
        kept: dict[str, str] = json.loads((self.folder / ".venv/tuntas-setup.json").read_text())
        return kept


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that was set up once; each story leaves it working."""
    made = Checkout(tmp_path_factory.mktemp("office") / "tuntas")
    assert made.run("setup")[0] == 0
    return made


def test_words_go_to_the_command_and_its_exit_code_comes_back(checkout: Checkout) -> None:
    version = checkout.version
    assert checkout.run("list", "--late") == (0, f"{version} list --late\n", "")
    assert checkout.run("tuntas", "list")[1] == f"{version} list\n"
    assert checkout.run("demo", "--port", "0")[1] == f"{version} run --demo --port 0\n"
    assert checkout.run("tuntas", "fail")[0] == 7


def test_a_folder_of_the_caller_is_not_taken_for_ours(checkout: Checkout) -> None:
    (checkout.folder.parent / "web").mkdir(exist_ok=True)
    (checkout.folder.parent / "web/cli.py").write_text("print('not ours')")
    assert checkout.run("list")[1] == f"{checkout.listed}\n"


def worked() -> float:
    """Seconds of the processor that went into the programs which this one started."""
    times = os.times()
    return times.children_user + times.children_system


def test_the_next_start_installs_nothing_and_takes_no_time(checkout: Checkout) -> None:
    began = worked()
    code, output, _ = checkout.run("setup")
    assert (code, worked() - began < 2) == (0, True)
    assert "Installing" not in output


def test_two_that_find_a_changed_lock_take_turns_and_install_it_into_the_same_environment(
    checkout: Checkout,
) -> None:
    mark = checkout.folder / ".venv/mark"
    mark.touch()
    checkout.renew()
    with checkout.start("list") as one, checkout.start("list") as other:
        said = [process.communicate(timeout=120)[0] for process in (one, other)]
    assert [text.splitlines()[-1] for text in said] == [checkout.listed, checkout.listed]
    assert sum("Installing requirements.lock" in text for text in said) == 1
    assert (one.returncode, other.returncode) == (0, 0)
    assert mark.exists()


def test_a_package_that_is_not_the_locked_one_stops_the_set_up(checkout: Checkout) -> None:
    checkout.lock_to(99, spoilt=True)
    code, output, errors = checkout.run("list")
    assert (code, "99 list" in output) == (1, False)
    assert "could not be installed" in errors
    assert checkout.state["unfinished"] == ""  # what was there before still works
    checkout.lock_to(checkout.version)
    assert checkout.run("list")[1].splitlines()[-1] == checkout.listed


def test_an_interrupted_set_up_is_made_anew(checkout: Checkout) -> None:
    left = checkout.folder / ".venv/left-over"
    left.touch()
    checkout.renew()
    with checkout.start("list") as process:
        assert process.stdout
        while "Installing" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGKILL)
    assert checkout.state["unfinished"] == "yes"
    code, output, _ = checkout.run("list")
    assert (code, output.splitlines()[-1]) == (0, checkout.listed)
    assert not left.exists()


def test_an_environment_that_somebody_else_made_is_added_to(
    checkout: Checkout, tmp_path: Path
) -> None:
    theirs = Checkout(tmp_path / "tuntas")
    made = theirs.folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    (pip,) = (checkout.folder / ".venv").rglob("site-packages/pip")
    (packages,) = made.rglob("site-packages")
    shutil.copytree(pip, packages / "pip")
    (made / "theirs").touch()
    assert theirs.run("list")[1].splitlines()[-1] == theirs.listed
    assert (made / "theirs").exists()


def test_without_words_it_says_what_there_is(checkout: Checkout) -> None:
    code, output, _ = checkout.run()
    assert code == 2
    assert all(word in output for word in run.COMMANDS if word != "tuntas")
    assert checkout.run("--help") == (0, output, "")


def test_another_place_or_other_locks_have_another_fingerprint() -> None:
    assert run.fingerprint("run") != run.fingerprint("test")
    assert str(ROOT) in run.place()


def pins(lock: str) -> dict[str, str]:
    """Name and version of each package that a lock names."""
    found = re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)
    return dict(found)


@pytest.mark.parametrize("lock", run.STAGES.values())
def test_a_lock_holds_all_that_was_asked_for_with_hashes(lock: str) -> None:
    asked = (ROOT / lock).with_suffix(".in").read_text(encoding="utf-8")
    wanted = set(re.findall(r"^([\w.-]+)", asked, re.MULTILINE)) - {"-r"}
    assert {name.lower() for name in wanted} <= set(pins(lock))
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    named = {block.partition("==")[0] for block in blocks}  # one may stand there for two Pythons
    assert named == set(pins(lock))
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_tests_run_on_the_versions_that_an_office_gets() -> None:
    office, tests = pins("requirements.lock"), pins("requirements-test.lock")
    assert office.items() <= tests.items()


def test_an_old_python_can_read_the_file_far_enough_to_be_told() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))
