"""Putting complaints off: they leave somebody's own list until a day comes; clocks run on."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import allow
from web.here import actor, installation, now
from web.i18n import plural, translate
from web.many import Row, picks, rows
from web.present import day, local
from workflow.core.roles import May
from workflow.store import snoozes
from workflow.store.saved_views import owner

blueprint = Blueprint("later", __name__, url_prefix="/aduan/nanti")

LONGEST = timedelta(days=90)
"""Who puts off for longer wants to hold, refer or close it."""


@blueprint.route("", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def show() -> ResponseReturnValue:
    """The day, and the act; bringing back at once is the other button."""
    given = (request.form if request.method == "POST" else request.args).getlist("which")
    found = rows(picks(given))
    if not found:
        flash(translate("Pick the complaints first."), "warning")
        return redirect(url_for("worklist.show"), 303)
    if request.method == "GET":
        return _page(found)
    ids = [row.looked.id for row in found]
    sessions, staff = installation().sessions, owner(actor())
    if request.form.get("step") == "wake":
        sessions.settled(lambda db: snoozes.wake(db, staff, ids))
        flash(translate("They are on your list again."), "done")
        return redirect(url_for("worklist.show"), 303)
    until = _until(request.form.get("until", ""))
    if until is None:
        return _page(found, translate("Choose a day from tomorrow on, 90 days ahead at most.")), 422
    sessions.settled(lambda db: snoozes.put_off(db, staff, ids, until, now()))
    said = plural("{count} complaint is put off", "{count} complaints are put off", len(ids))
    flash(translate("{what} until {day}.", what=said, day=day(until, "full")), "done")
    return redirect(url_for("worklist.show"), 303)


def _until(words: str) -> datetime | None:
    """The first moment of a local day; none for what is no day, past, or too far."""
    try:
        wanted = date.fromisoformat(words)
    except ValueError:
        return None
    today = local(now())
    if not today.date() < wanted <= (today + LONGEST).date():
        return None
    return datetime.combine(wanted, time(), today.tzinfo)


def _page(found: list[Row], error: str = "") -> str:
    today = local(now())
    return render_template(
        "desk/later.html",
        rows=found,
        error=error,
        tomorrow=(today + timedelta(days=1)).date().isoformat(),
        latest=(today + LONGEST).date().isoformat(),
        typed=request.form.get("until", ""),
    )
