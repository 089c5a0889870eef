"""Saved views: kept from the worklist, shared, renamed, deleted. Each owner manages their own."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import forms
from web.access import allow
from web.asked import Asked
from web.here import actor, installation, now
from web.i18n import say, translate
from web.saving import shared_with, told
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May
from workflow.store import saved_views
from workflow.store.saved_views import LONGEST_NAME, NewView, owner

blueprint = Blueprint("saved_views", __name__, url_prefix="/aduan/tampilan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A saved view as its page lists it."""

    id: int
    name: str
    address: str
    shared: str
    mine: bool


@blueprint.get("")
@allow(May.SEE_ALL, May.SEE_UNIT)
def show() -> str:
    """One's own views, and those that others share."""
    me = actor()
    with installation().sessions.reading() as db:
        found = [
            Kept(
                id=row.id,
                name=row.name,
                address=url_for("worklist.show", **Asked.written(row.asked).parts),
                shared=told(row.role, row.unit),
                mine=row.owner_id == owner(me),
            )
            for row in saved_views.of(db, me)
        ]
    return render_template("desk/saved_views.html", views=found, longest=LONGEST_NAME)


@blueprint.post("")
@allow(May.SEE_ALL, May.SEE_UNIT)
def add() -> ResponseReturnValue:
    """Keep what the worklist shows under a name."""
    asked = Asked.written(request.form.get("asked", ""))
    new = NewView(
        name=forms.line("name", LONGEST_NAME),
        asked=asked.address,
        **shared_with(actor(), request.form.get("share", "")),
    )
    try:
        installation().sessions.settled(lambda db: saved_views.add(db, actor(), new, now()))
    except Refused as refused:
        flash(say(refused), "danger")
    else:
        flash(translate("“{name}” is kept.", name=new.name), "done")
    return redirect(url_for("worklist.show", **asked.parts), 303)


@blueprint.post("/<int:id>")
@allow(May.SEE_ALL, May.SEE_UNIT)
def change(id: int) -> ResponseReturnValue:
    """Another name for one's own view, or its end."""
    me, name = actor(), forms.line("name", LONGEST_NAME)
    sessions = installation().sessions
    try:
        if request.form.get("step") == "delete":
            found = sessions.settled(lambda db: saved_views.drop(db, me, id))
        else:
            found = sessions.settled(lambda db: saved_views.rename(db, me, id, name))
    except Refused as refused:
        flash(say(refused), "danger")
        return redirect(url_for(".show"), 303)
    if not found:
        raise NotFound("page")
    flash(translate("The view is changed."), "done")
    return redirect(url_for(".show"), 303)
