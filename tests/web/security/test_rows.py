"""The table of this package: every class has its tests, and every test that it names is there."""

import re
from pathlib import Path

import tests.web.security as package

ROOT = Path(__file__).parents[3]
CLASSES = 25
ROW = re.compile(r"^( ?\d+)  ", re.MULTILINE)
NAMED = re.compile(r"^        (\S+)::(\S+)$", re.MULTILINE)
DRAWS = ("weasyprint", "xhtml2pdf", "pdfkit", "reportlab", "playwright", "pyppeteer", "docx")
WRITES_TABLES = re.compile(r"^(?:import|from) (?:csv|xlsxwriter|openpyxl)\b", re.MULTILINE)


def test_every_class_has_tests_that_are_there() -> None:
    head, *rows = ROW.split(package.__doc__ or "")
    assert "peers" in head
    assert [int(number) for number in rows[::2]] == list(range(1, CLASSES + 1))
    for tests in rows[1::2]:
        named = NAMED.findall(tests)
        assert named, tests
        for file, test in named:
            written = (ROOT / "tests" / file).read_text("utf-8")
            assert f"def {test}(" in written, f"{file}::{test}"


def test_nothing_here_draws_a_document_from_a_page() -> None:
    """Such programs read whatever a page names, files of the server and its network too."""
    locked = (ROOT / "requirements.lock").read_text("utf-8").lower()
    assert "flask==" in locked
    assert [name for name in DRAWS if re.search(rf"^[\w-]*{name}", locked, re.MULTILINE)] == []


def test_one_module_writes_tables_to_be_saved_and_one_its_workbooks() -> None:
    """So that no third one forgets what a spreadsheet program may calculate with."""
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("web", "workflow", "config", "adapters")
        for path in (ROOT / folder).rglob("*.py")
        if WRITES_TABLES.search(path.read_text("utf-8"))
    }
    assert found == {"web/sections.py", "web/workbooks.py"}
