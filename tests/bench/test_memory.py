"""The memory of a running office is measured on real processes, beside an app that does nothing."""

from pathlib import Path

import pytest

from tests.web.commands.program import Program
from web.bench.processes import held
from workflow.core.refusal import Refused

NOBODY = 2**22 + 1
"""More than Linux gives out as a process id."""


def test_the_memory_of_a_running_office_is_told_beside_an_empty_app(tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    rest, after, most = program.rows("bench", "memory", "--size", "40")
    assert [row["name"] for row in (rest, after, most)] == [
        "memory at rest", "memory after 200 pages", "memory at most",
    ]  # fmt: skip
    assert {row["unit"] for row in (rest, after, most)} == {"MB"}
    assert 10 < rest["limit"] < rest["ours"] <= most["ours"]
    assert after["limit"] < after["ours"] <= most["ours"]
    for row in (rest, after):
        assert 0 < row["pss"] <= row["ours"]
        assert row["ratio"] == pytest.approx(row["limit"] / row["ours"], rel=0.01)


def test_what_linux_does_not_tell_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="Linux"):
        held(NOBODY)
