"""Coverage looks away where a file of tests has nothing new to tell, and comes back."""

import subprocess
import sys
from pathlib import Path

PLAY = """
import importlib, sys
from pathlib import Path
from coverage import Coverage
from tests.measuring import BEGINNING, Measuring

folder = Path(sys.argv[1])
for name in ("one", "two"):
    (folder / f"{name}.py").write_text(f"def run():\\n    return {name!r}\\n")
(folder / "long.py").write_text(
    "import time\\n"
    "def run():\\n"
    f"    end = time.process_time() + {2 * BEGINNING}\\n"
    "    while time.process_time() < end: pass\\n"
    "    return 'long'\\n"
)
sys.path.insert(0, str(folder))
cover = Coverage(branch=True, source=[str(folder)], data_file=None)
cover.start()
measuring, modules = Measuring(), {}
for number, name in enumerate(sys.argv[2:]):
    file = "postgresql" if name == "database" else "tests/test_a.py"
    with measuring.test(f"{file}::test_{number}"):
        print("measured" if sys.gettrace() else "left", end=" ")
        importlib.import_module("one" if name == "database" else name).run()
        if name == "long":
            print("to its end" if sys.gettrace() else "at first", end=" ")
cover.stop()
"""


def played(folder: Path, *tests: str) -> list[str]:
    """Which tests of a file were measured, each of which runs a module of that name."""
    asked = [sys.executable, "-c", PLAY, str(folder), *tests]
    return subprocess.run(
        asked, check=True, capture_output=True, text=True, timeout=60
    ).stdout.split()


def test_a_file_that_tells_nothing_new_is_measured_now_and_then(tmp_path: Path) -> None:
    assert played(tmp_path, *["one"] * 10) == ["measured"] * 4 + ["left", "measured"] + ["left"] * 4


def test_one_that_tells_something_new_again_is_measured_again(tmp_path: Path) -> None:
    told = played(tmp_path, *["one"] * 5, *["two"] * 3)
    assert told == ["measured"] * 4 + ["left"] + ["measured"] * 3


def test_the_other_database_is_never_measured(tmp_path: Path) -> None:
    assert played(tmp_path, "database", "one") == ["left", "measured"]


def test_of_one_that_takes_long_the_beginning_is_measured_and_the_next_one_again(
    tmp_path: Path,
) -> None:
    assert played(tmp_path, "long", "one") == ["measured", "at", "first", "measured"]
