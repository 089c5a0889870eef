"""Tables as a workbook (XLSX): a sheet for each, words that stay words, numbers that stay numbers.

Loaded when somebody saves one (`sections.as_xlsx`), never at the start.
"""

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from web.sections import Cell, Section, harmless

LONGEST_NAME = 31
"""Letters of a sheet's name, at most."""

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def written(sections: Sequence[Section]) -> bytes:
    """A workbook with a sheet for each section, written row by row."""
    out = BytesIO()
    with Workbook(out, _SAFE) as book:
        bold = book.add_format({"bold": True})
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, section in zip(_names(sections), sections, strict=True):
            _fill(book.add_worksheet(name), section, (bold, dates))
    return out.getvalue()


def _fill(sheet: Worksheet, section: Section, formats: tuple[Format, Format]) -> None:
    bold, dates = formats
    sheet.freeze_panes(1, 0)
    for column, words in enumerate(section.header):
        sheet.write_string(0, column, harmless(words), bold)
    for line, row in enumerate(section.rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, (line, column), cell, dates)


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, dates: Format) -> None:
    if isinstance(cell, str):
        sheet.write_string(*place, harmless(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, dates)
    elif cell is not None:
        sheet.write_number(*place, cell)


def _names(sections: Sequence[Section]) -> list[str]:
    """Names that a workbook takes: short, without certain marks, each once."""
    found: list[str] = []
    for nth, section in enumerate(sections, 1):
        name = _NOT_IN_NAMES.sub(" ", section.title)[:LONGEST_NAME].strip() or str(nth)
        taken = {one.casefold() for one in found}
        found.append(f"{name[: LONGEST_NAME - 3]} {nth}" if name.casefold() in taken else name)
    return found
