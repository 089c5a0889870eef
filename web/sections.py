"""Tables to be saved: CSV and XLSX of the same sections, with nothing a program calculates with.

Numbers stay numbers; words that look like a formula get an apostrophe in front, as OWASP's sheet
on CSV injection has it.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from io import StringIO
from zoneinfo import ZoneInfo

from flask import Response

from workflow.core.calendar import MIDNIGHT

Cell = str | int | float | date | None

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KIND = "<any(csv, xlsx):kind>"
"""The part of an address that says what is to be saved; there are no others."""

FORMULA = re.compile("^[\\s\"'\u2018\u2019\u201c\u201d\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r]")
"""Beginnings that a program may calculate with, full-width forms and hidden ones included."""

MARK = "\ufeff"
"""Without it spreadsheet programs read UTF-8 as something else."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table: what it is called, its columns, its rows."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def harmless(words: str) -> str:
    """A cell's words, so that they stay words."""
    return f"'{words}" if FORMULA.match(words) else words


def until(at: datetime, zone: ZoneInfo) -> str:
    """The end of a time as spreadsheets sort it: midnight is 24:00 of the day that ends then."""
    local = at.astimezone(zone)
    if local.time() == MIDNIGHT:
        return f"{local - timedelta.resolution:%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


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
    # Asked for by name: what writes workbooks is 2 MB that most processes never need.
    content: bytes = import_module("web.workbooks").written(sections)
    return content


def answer(name: str, kind: str, sections: Sequence[Section]) -> Response:
    """The sections as a file to be saved; `name` is without its ending."""
    content = as_csv(sections).encode() if kind == "csv" else as_xlsx(sections)
    response = Response(content, content_type=f"{CSV}; charset=utf-8" if kind == "csv" else XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
