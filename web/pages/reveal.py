"""Who the complainant is: shown once, on one answer, to somebody who says why.

Every look is on the trail with its reason (UU 27/2022 art. 35, UU 25/2009 art. 49). What was
revealed is never kept by a browser and never part of another page.
"""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from web import choices
from web.access import allow
from web.here import actor, installation, now
from web.i18n import translate
from web.looking import Looked, look
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May, Role
from workflow.store.audit import Entry
from workflow.together import reveal as reveal_person

blueprint = Blueprint("reveal", __name__)

ACTION = "identity.revealed"


@blueprint.get("/aduan/<reference>/identitas")
@allow(May.REVEAL)
def ask(reference: str) -> str:
    """Why do you want to know? Says what will be on record before anything is shown."""
    return _form(look(reference))


@blueprint.post("/aduan/<reference>/identitas")
@allow(May.REVEAL)
def reveal(reference: str) -> ResponseReturnValue:
    """The name and the addresses, for a reason from the list."""
    looked = look(reference)
    reason = request.form.get("reason", "")
    known = {entry.id for entry in installation().office.policy.reasons_in("reveal")}
    if reason not in known:
        refused = Refused("no-reason", "Say why you need to know who it is.")
        return _form(looked, refused), 422
    house = installation()
    entry = Entry(
        at=now(),
        actor=actor().name,
        action=ACTION,
        complaint=looked.id,
        person=looked.facts.person,
        detail=reason,
    )
    identity = reveal_person(house.engine, house.channels, house.vault, looked.facts, entry)
    if identity is None:
        raise NotFound("person")
    html = render_template("desk/identity.html", looked=looked, view=looked.view, identity=identity,
                           reason=reason)  # fmt: skip
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _form(looked: Looked, refused: Refused | None = None) -> str:
    return render_template(
        "desk/reveal.html",
        looked=looked,
        view=looked.view,
        reasons=choices.reasons("reveal"),
        refused=refused,
        may_forget=actor().role is Role.SUPERVISOR,
        who=translate("Complainant #{pseudonym}", pseudonym=looked.view.pseudonym),
    )
