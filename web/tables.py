"""Tables to save (CSV) that no spreadsheet program takes for formulas.

A cell that begins like one gets an apostrophe in front, as OWASP's sheet on CSV injection has it.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from flask import Response

FORMULA = re.compile("^[\\s\"'\u2018\u2019\u201c\u201d\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r]")
"""Beginnings that a program may calculate with, full-width forms and hidden ones included."""

MARK = "\ufeff"
"""Without it spreadsheet programs read UTF-8 as something else."""


def harmless(words: str) -> str:
    """A cell's words, so that they stay words."""
    return f"'{words}" if FORMULA.match(words) else words


def table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return MARK + out.getvalue()


def saved_as(name: str, rows: Iterable[Sequence[str]]) -> Response:
    """Rows as a file to be saved."""
    response = Response(table(rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
