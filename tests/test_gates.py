"""The run of all gates: where its browser comes from, and what it holds coverage to."""

import sys
import tomllib
from pathlib import Path

import pytest

from tests import gates


def test_the_browser_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNTAS_TEST_CHROMIUM", sys.executable)
    assert gates.chromium() == sys.executable
    assert gates.fetch_chromium() == ""


def test_a_browser_that_is_not_there_is_told_and_nothing_is_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUNTAS_TEST_CHROMIUM", "no-such-browser")
    assert "names no program" in gates.fetch_chromium()
    assert capsys.readouterr().out == ""


def test_a_machine_without_installer_says_how_to_get_a_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TUNTAS_TEST_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install chromium" in gates.fetch_chromium()


def test_coverage_is_held_to_figures_for_files_that_exist() -> None:
    table = tomllib.loads((gates.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floors = table["tool"]["tuntas"]["coverage"]
    assert {"*", "workflow/core/*"} <= set(floors)
    assert all(list(gates.ROOT.glob(files)) and 0 < floor <= 100 for files, floor in floors.items())
