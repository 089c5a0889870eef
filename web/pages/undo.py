"""Taking back what was just sent, while it waits; and putting away what came back."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web.access import allow
from web.here import installation, me, now
from web.i18n import translate
from web.looking import Looked, look
from web.postponing import form_of, rows_of
from workflow.core.refusal import NotFound
from workflow.core.roles import May
from workflow.store import postponed

blueprint = Blueprint("undo", __name__)


@blueprint.post("/aduan/<reference>/tunda/<int:number>/urungkan")
@allow(May.SEE_ALL, May.SEE_UNIT)
def take_back(reference: str, number: int) -> ResponseReturnValue:
    """Take an act back: nothing went out, and its words stand in the form again."""
    looked, staff = _place(reference, number), me()
    if staff is None:
        raise NotFound("page")
    row = installation().second_thoughts.take_back(number, staff.id, now())
    if row is None:
        flash(translate("It was carried out already and cannot be taken back."), "warning")
        return redirect(url_for("complaint.show", reference=looked.reference), 303)
    flash(translate("Taken back: nothing went out, and your words are here again."), "done")
    return redirect(form_of(looked, row), 303)


@blueprint.post("/aduan/<reference>/tunda/<int:number>/tutup")
@allow(May.SEE_ALL, May.SEE_UNIT)
def close(reference: str, number: int) -> ResponseReturnValue:
    """Put away the notice of an act that came back, and open its form again."""
    looked, staff = _place(reference, number), me()
    row = installation().second_thoughts.close(number, staff.id) if staff else None
    if row is None:
        raise NotFound("page")
    return redirect(form_of(looked, row), 303)


@blueprint.get("/aduan/<reference>/tunda/<int:number>")
@allow(May.SEE_ALL, May.SEE_UNIT)
def left(reference: str, number: int) -> Response:
    """How long an act still waits, for the page that counts down; its end, once it has ended."""
    waiting, back = rows_of(_place(reference, number))
    one = next((found for found in waiting if found.number == number), None)
    if one is not None:
        return make_response(render_template("desk/_seconds.html", seconds=one.seconds))
    came_back = any(found.number == number for found in back)
    page = render_template("desk/_gone.html", reference=reference, came_back=came_back)
    answer = make_response(page)
    answer.headers["HX-Retarget"] = f"#tunda-{number}"
    answer.headers["HX-Reswap"] = "outerHTML"
    return answer


def _place(reference: str, number: int) -> Looked:
    """The complaint, unless the act of this number waits at another one."""
    looked = look(reference)
    with installation().sessions.reading() as db:
        if postponed.is_elsewhere(db, number, looked.id):
            raise NotFound("page")
    return looked
