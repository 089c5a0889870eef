"""Forgetting a person: a supervisor does it on request, once nothing of theirs is open.

Cannot be undone, and says so; whoever does it types the reference once more.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import allow
from web.here import actor, installation, now
from web.i18n import translate
from web.looking import Looked, look
from workflow.core.reference import read_reference
from workflow.core.refusal import Refused
from workflow.core.roles import Role

blueprint = Blueprint("forgetting", __name__)


@blueprint.get("/aduan/<reference>/lupakan")
@allow(Role.SUPERVISOR)
def ask(reference: str) -> str:
    """What would go, and what would stay."""
    return _form(look(reference))


@blueprint.post("/aduan/<reference>/lupakan")
@allow(Role.SUPERVISOR)
def forget(reference: str) -> ResponseReturnValue:
    """Erase the complainant of this complaint, in all of their complaints."""
    looked = look(reference)
    if read_reference(request.form.get("reference", "")) != looked.reference:
        typed = Refused("not-confirmed", "Type the reference of this complaint to confirm.")
        return _form(looked, typed), 422
    try:
        installation().erasing.person(looked.facts.person, actor().name, now())
    except Refused as refused:
        return _form(looked, refused), 422
    flash(translate("Nothing here says any more who it was."), "done")
    return redirect(url_for("complaint.show", reference=looked.reference), 303)


def _form(looked: Looked, refused: Refused | None = None) -> str:
    return render_template("desk/forget.html", looked=looked, view=looked.view, refused=refused)
