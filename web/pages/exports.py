"""Saving what is on the screen: the worklist, or the list behind a figure, as CSV or XLSX.

The same rows as the page shows, for the same person; no name, no address and no words of a
complainant. Who saved what, and how many rows, is kept.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from web import asked as of_worklist
from web import overview_asked as of_overview
from web.access import allow
from web.flags import flags_of
from web.here import actor, installation, now
from web.i18n import source, translate
from web.labels import label
from web.present import local
from web.sections import KIND, Cell, Section, answer, until
from web.who import short_unit
from workflow.core.roles import May
from workflow.store import audit, slices, worklists
from workflow.store.audit import Entry
from workflow.store.models import ComplaintRow
from workflow.store.slices import Place
from workflow.store.worklists import Key, Page

blueprint = Blueprint("exports", __name__)

MOST = 20_000
"""Rows of one file; what a worklist or a figure holds is far less."""

A_TIME = 500
"""Rows read at once."""

HEADER = (
    source("Reference"), source("Received"), source("State"), source("Class"), source("Category"),
    source("Priority"), source("Channel"), source("Unit"), source("Clock"), source("Due"),
    source("Closed"), source("Marks"),
)  # fmt: skip

Rows = list[tuple[Cell, ...]]

More = Callable[[Key | None], Page]
"""Gives the rows that follow the last one seen."""


@blueprint.get(f"/aduan/tabel.{KIND}")
@allow(May.SEE_ALL, May.INSIGHT)
def worklist(kind: str) -> ResponseReturnValue:
    """The worklist as it was asked for, in its order, from its beginning."""
    asked = of_worklist.Asked({**request.args, "after": ""})
    with installation().sessions.reading() as db:

        def more(after: Key | None) -> Page:
            wanted = replace(asked.wanted, after=after, limit=A_TIME)
            return worklists.page(db, actor(), wanted, now())

        rows = [_row(row) for row in _all(more)]
    return _saved("worklist.exported", kind, rows, asked.parts)


@blueprint.get(f"/ikhtisar/daftar/tabel.{KIND}")
@allow(May.INSIGHT)
def overview(kind: str) -> ResponseReturnValue:
    """The complaints behind a figure of the overview."""
    asked = of_overview.Asked(request.args)
    wanted = asked.slice()
    with installation().sessions.reading() as db:

        def more(after: Key | None) -> Page:
            return slices.page(db, actor(), wanted, now(), Place(after, A_TIME))

        rows = [_row(row) for row in _all(more)]
    return _saved("figure.exported", kind, rows, asked.parts)


def _saved(action: str, kind: str, rows: Rows, parts: Mapping[str, str]) -> ResponseReturnValue:
    # What somebody looked for may be a name: the trail says that words were given, not which.
    asked = " ".join(f"{name}={'…' if name == 'q' else value}" for name, value in parts.items())
    entry = Entry(
        at=now(), actor=actor().name, action=action, detail=f"{kind} {len(rows)} {asked}".strip()
    )
    installation().sessions.settled(lambda db: audit.note(db, entry))
    title = translate("Complaints")
    section = Section(title, tuple(translate(name) for name in HEADER), rows)
    return answer(f"aduan-{local(now()):%Y%m%d-%H%M}", kind, [section])


def _all(more: More) -> Iterator[ComplaintRow]:
    """Every row, page after page."""
    after: Key | None = None
    for _ in range(MOST // A_TIME):
        page = more(after)
        yield from page.rows
        after = page.next
        if after is None:
            return


def _row(row: ComplaintRow) -> tuple[Cell, ...]:
    return (
        row.reference,
        _moment(row.received_at),
        label("state", row.state),
        label("class", row.klass) if row.klass else "",
        label("category", row.category) if row.category else "",
        label("priority", row.priority) if row.priority else "",
        label("channel", row.channel),
        short_unit(row.unit) if row.unit else "",
        label("clock", row.due_clock) if row.due_clock else "",
        until(row.due_at, installation().office.calendars["office"].zone) if row.due_at else "",
        _moment(row.closed_at),
        ", ".join(flag.words for flag in flags_of(row)),
    )


def _moment(at: datetime | None) -> str:
    """A time as spreadsheets sort it, on the office's clock."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""
