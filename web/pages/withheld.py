"""Words that their author deleted, where the office has to keep them: opened once, with a reason.

For supervisors only, and for none whose unit the complaint is about. Every look is on the trail
before anything is shown; the answer is never kept by a browser.
"""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from web import choices
from web.access import allow
from web.here import actor, installation, now
from web.looking import Looked, look
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import Role
from workflow.store.audit import Entry
from workflow.withholding import OPENED, TakenBack

blueprint = Blueprint("withheld", __name__)


@blueprint.get("/aduan/<reference>/pesan/<int:number>/dihapus")
@allow(Role.SUPERVISOR)
def ask(reference: str, number: int) -> str:
    """Why do you want to read it? Says what will be on record before anything is shown."""
    return _form(_of_deleted(reference, number))


@blueprint.post("/aduan/<reference>/pesan/<int:number>/dihapus")
@allow(Role.SUPERVISOR)
def open_words(reference: str, number: int) -> ResponseReturnValue:
    """The words, for a reason from the list."""
    looked = _of_deleted(reference, number)
    reason = request.form.get("reason", "")
    house = installation()
    if reason not in {entry.id for entry in house.office.policy.reasons_in("reveal")}:
        return _form(looked, Refused("no-reason", "Say why you need to read it.")), 422
    detail = f"{number} {reason}"
    entry = Entry(at=now(), actor=actor().name, action=OPENED, complaint=looked.id, detail=detail)
    found = house.withholding.open(looked.id, number, entry)
    if found is None:
        raise NotFound("message")
    response = make_response(_form(looked, found=found))
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _of_deleted(reference: str, number: int) -> Looked:
    """The complaint, if it has such a message and the office keeps what was deleted."""
    looked = look(reference)
    rows = (one.row for one in looked.view.messages)
    if not any(row.number == number and row.altered == "deleted" for row in rows):
        raise NotFound("message")
    return looked


def _form(looked: Looked, refused: Refused | None = None, found: TakenBack | None = None) -> str:
    return render_template(
        "desk/withheld.html",
        looked=looked,
        reasons=choices.reasons("reveal"),
        refused=refused,
        found=found,
    )
