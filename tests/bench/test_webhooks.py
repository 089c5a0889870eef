"""The benchmark of pushed deliveries runs against real servers and loses nothing."""

from pathlib import Path

import pytest

from tests.web.commands.program import Program

COUNT = 24


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def test_every_signed_delivery_to_a_busy_office_is_kept(program: Program) -> None:
    rows = program.rows("bench", "webhooks", "--size", str(COUNT))
    assert [row["name"] for row in rows] == [
        "webhooks accepted", "webhooks p50", "webhooks p99", "webhooks kept of sent",
    ]  # fmt: skip
    assert (rows[-1]["ours"], rows[-1]["limit"]) == (COUNT, COUNT)
    assert all(row["ours"] > 0 and row["limit"] > 0 for row in rows)
    assert rows[1]["ours"] <= rows[2]["ours"]
    assert not program.home.exists()
