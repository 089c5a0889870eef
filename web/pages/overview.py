"""The overview: what is late or about to be, where, for how long; and the list behind a figure.

For supervisors the whole office, for unit heads their unit, for administrators numbers alone.
From a list, many are acted on at once (`many.py`).
"""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import channel_accounts
from web.access import allow
from web.asked import read_key, write_key
from web.discovery import MenuEntry
from web.here import actor, installation, now
from web.i18n import source
from web.many import acts_of
from web.overview_asked import Asked, calendar
from web.overview_counted import Counted, counted
from web.overview_plots import plots
from web.overview_tables import sees_rows, tables
from web.present import local
from web.sections import KIND, answer
from web.survey_words import this_year
from web.worklist_rows import lines
from workflow.core.roles import May, Role
from workflow.core.survey import FEW
from workflow.overview import Overview, overview
from workflow.store import audit, slices
from workflow.store.audit import Entry
from workflow.store.figures import counted_for
from workflow.store.slices import Place

blueprint = Blueprint("overview", __name__, url_prefix="/ikhtisar")

READERS = (May.INSIGHT, Role.ADMINISTRATOR)

MENU = (
    MenuEntry(
        label=source("Overview"),
        endpoint="overview.show",
        icon="chart-column",
        needs=READERS,
        order=20,
    ),
)


@blueprint.get("")
@allow(*READERS)
def show() -> str:
    figures = _figures()
    found = figures.found
    troubles = channel_accounts.account_troubles() if actor().may(May.SEE_HEALTH) else None
    return render_template(
        "desk/overview.html",
        found=found,
        counted_at=None if figures.at == now() else figures.at,
        tables=tables(found),
        plots=plots(found),
        sees_rows=sees_rows(),
        index=this_year(_own_unit()),
        few=FEW,
        year=local(now()).year,
        troubles=None if troubles is None else [*map(channel_accounts.in_words, troubles)],
    )


@blueprint.get(f"/tabel.{KIND}")
@allow(*READERS)
def save(kind: str) -> ResponseReturnValue:
    """All tables of the page as one file; who saved it is kept."""
    sections = [table.section for table in tables(_figures().found)]
    house = installation()
    entry = Entry(at=now(), actor=actor().name, action="overview.exported", detail=kind)
    house.sessions.settled(lambda db: audit.note(db, entry))
    return answer(f"ikhtisar-{now():%Y%m%d}", kind, sections)


@blueprint.get("/daftar")
@allow(May.INSIGHT)
def rows() -> str:
    """The complaints that one figure counts, to be picked and acted on."""
    asked, after = Asked(request.args), read_key(request.args.get("after", ""))
    with installation().sessions.reading() as db:
        page = slices.page(db, actor(), asked.slice(), now(), Place(after))
    older = url_for(".rows", **asked.parts, after=write_key(page.next)) if page.next else ""
    return render_template(
        "desk/overview_rows.html",
        asked=asked,
        lines=lines(page),
        acts=acts_of(actor()),
        older=older,
        newer=url_for(".rows", **asked.parts) if after else "",
    )


def _own_unit() -> str:
    """Of which unit alone somebody is told; none for who sees the whole office's numbers."""
    me = actor()
    return me.unit if me.may(May.SEE_UNIT) else ""


def _figures() -> Counted:
    me = actor()

    def count() -> Overview:
        with installation().sessions.reading() as db:
            return overview(db, calendar(), counted_for(me), now())

    return counted().figures(me, now(), count)
