"""The worklist: everyone's first page after signing in, most urgent first.

Views with counts, filters, orders, finding, and pages by the last row seen; rows can be
picked to act on many (`many.py`). Works without a script; a small one adds keys and keeps
the counts fresh.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import allow
from web.asked import Asked, filters, orders, write_key
from web.discovery import MenuEntry
from web.here import actor, installation, now
from web.i18n import source
from web.many import acts_of
from web.saving import sharing
from web.worklist_rows import lines
from web.worklist_tabs import tabs
from workflow.core.reference import read_reference
from workflow.core.roles import Actor, May, Party
from workflow.store import complaints, worklists
from workflow.store.desk_views import view_named
from workflow.store.worklists import is_visible
from workflow.windows import closing_soon

blueprint = Blueprint("worklist", __name__, url_prefix="/aduan")

MENU = (
    MenuEntry(
        label=source("Worklist"),
        endpoint="worklist.show",
        icon="list-checks",
        needs=(May.SEE_ALL, May.SEE_UNIT),
        order=10,
    ),
)

ANSWERING = (Party.HEAD, Party.INTAKE)
"""Who makes the move that answers, of a unit's complaint or of a plain question."""


@blueprint.get("")
@allow(May.SEE_ALL, May.SEE_UNIT)
def show() -> ResponseReturnValue:
    asked = Asked(request.args)
    found = _exactly(asked.words)
    if found:
        return redirect(url_for("complaint.show", reference=found))
    with installation().sessions.reading() as db:
        page = worklists.page(db, actor(), asked.wanted, now())
        mine = (worklists.visible_to(actor()), view_named("mine").rows(actor(), now()))
        closing = () if asked.after else closing_soon(db, installation().channels, mine, now())
    older = url_for(".show", **asked.parts, after=write_key(page.next)) if page.next else ""
    return render_template(
        "desk/worklist.html",
        asked=asked,
        view=view_named(asked.view),
        lines=lines(page),
        closing=closing,
        tabs=tabs(asked),
        filters=filters(),
        orders=orders(words=bool(asked.words)),
        sort=page.sort,
        older=older,
        newer=url_for(".show", **asked.parts) if asked.after else "",
        acts=acts_of(actor()),
        sharing=sharing(actor()),
        keys=_keys(actor()),
        saves=actor().may(May.SEE_ALL) or actor().may(May.INSIGHT),
    )


def _keys(me: Actor) -> str:
    """The letters that lead from a row to an act: triage, the answer, more time."""
    able = (("a", me.may(May.TRIAGE)), ("r", me.party in ANSWERING), ("e", me.may(May.EXTEND)))
    return "".join(key for key, may in able if may)


@blueprint.get("/hitungan")
@allow(May.SEE_ALL, May.SEE_UNIT)
def counts() -> str:
    """The views alone, for the script that keeps their counts fresh."""
    return render_template("desk/_views.html", tabs=tabs(Asked(request.args)))


def _exactly(words: str) -> str:
    """The reference that was typed in full, if it is one that this person may see."""
    reference = read_reference(words) if words else None
    if reference is None:
        return ""
    with installation().sessions.reading() as db:
        row = complaints.by_reference(db, reference)
        return row.reference if row is not None and is_visible(row, actor()) else ""
