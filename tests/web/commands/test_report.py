"""`tuntas report`: the figures of a period to read, to save, and for other programs."""

import csv
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.web.commands.program import ABOUT, UNIT, Program
from workflow.now import now

NAMES = ("monthly", "units", "clocks", "breaches", "channels", "ikm")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("reports")
    program = Program(folder / "home")
    program.hire()
    first, _ = program.file(folder / "forms", "Kamar mandi licin.", "=1+1 lampu mati.")
    program.done("act", first, "assign", "--as", "ana", *ABOUT, "--set", f"unit={UNIT}")
    return program


def days() -> tuple[str, ...]:
    """Yesterday to tomorrow, wherever the sun stands."""
    first, last = now() - timedelta(days=1), now() + timedelta(days=1)
    return "--from", f"{first:%Y-%m-%d}", "--to", f"{last:%Y-%m-%d}"


def test_the_recap_is_in_the_offices_language_and_in_english(office: Program) -> None:
    said = office.done("report", "monthly", *days())
    assert said.startswith("Rekapitulasi aduan, ")
    english = office.done("report", "monthly", *days(), "--language", "en")
    assert "Received                                    2" in english
    assert "Web form  2         100.0" in english


def test_json_has_codes_and_a_line_for_each_row(office: Program) -> None:
    rows = office.rows("report", "units", *days())
    units = {row["unit"]: row["received"] for row in rows}
    assert units == {"": 1, UNIT: 1}
    assert {row["report"] for row in rows} == {"units"}
    assert office.rows("report", "units", *days(), "--format", "json") == rows


def test_a_table_is_saved_for_spreadsheets(office: Program, tmp_path: Path) -> None:
    text = office.done("report", "channels", *days(), "--format", "csv", "--language", "en")
    lines = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    assert lines[0] == ["Channel", "Class", "Received"]
    assert ["Web form", "Not classified yet", "1"] in lines
    file = tmp_path / "recap.xlsx"
    office.done("report", "monthly", *days(), "--format", "xlsx", "--output", file)
    book = load_workbook(file)
    assert book.sheetnames[0] == "Rekapitulasi"
    assert book["Rekapitulasi"]["B2"].value == 2


@pytest.mark.parametrize("name", NAMES)
def test_every_report_can_be_made_of_an_empty_time(office: Program, name: str) -> None:
    empty = ("--from", "2025-01-01", "--to", "2025-01-31")
    assert office.done("report", name, *empty)
    assert office.done("report", name, *empty, "--format", "csv")
    assert "Kamar mandi" not in office.done("report", name, *days())


def test_without_days_it_is_last_month(office: Program) -> None:
    last = now().astimezone(UTC).replace(day=1) - timedelta(days=2)
    rows = office.rows("report", "monthly")
    assert rows[0]["from"].endswith("-01")
    assert rows[0]["to"] >= f"{last:%Y-%m}"


def test_a_wrong_name_and_a_period_that_ends_before_it_begins_are_refused(
    office: Program,
) -> None:
    assert "monthly" in office.refusal("report", "yearly", code=2)
    swapped = ("--from", "2026-02-02", "--to", "2026-02-01")
    assert office.refusal("report", "units", *swapped) == "The last day is before the first."
