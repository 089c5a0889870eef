"""Tables to be saved: CSV and XLSX of the same sections, with nothing a program calculates with.

Numbers stay numbers; words that look like a formula get an apostrophe in front, as OWASP's sheet
on CSV injection has it.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO

from flask import Response
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | None

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KIND = "<any(csv, xlsx):kind>"
"""The part of an address that says what is to be saved; there are no others."""

FORMULA = re.compile("^[\\s\"'\u2018\u2019\u201c\u201d\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r]")
"""Beginnings that a program may calculate with, full-width forms and hidden ones included."""

MARK = "\ufeff"
"""Without it spreadsheet programs read UTF-8 as something else."""

LONGEST_NAME = 31
"""Letters of a sheet's name, at most."""

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Section:
    """One table: what it is called, its columns, its rows."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def harmless(words: str) -> str:
    """A cell's words, so that they stay words."""
    return f"'{words}" if FORMULA.match(words) else words


def as_csv(sections: Sequence[Section]) -> str:
    """The sections under one another, an empty line between; titles where there are several."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for nth, section in enumerate(sections):
        if nth:
            writer.writerow(())
        if len(sections) > 1:
            writer.writerow([harmless(section.title)])
        writer.writerow([harmless(name) for name in section.header])
        writer.writerows([_plain(cell) for cell in row] for row in section.rows)
    return MARK + out.getvalue()


def _plain(cell: Cell) -> str:
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def as_xlsx(sections: Sequence[Section]) -> bytes:
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


def answer(name: str, kind: str, sections: Sequence[Section]) -> Response:
    """The sections as a file to be saved; `name` is without its ending."""
    content = as_csv(sections).encode() if kind == "csv" else as_xlsx(sections)
    response = Response(content, content_type=f"{CSV}; charset=utf-8" if kind == "csv" else XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
