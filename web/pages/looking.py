"""The beat of a page that is open: says who else has this complaint open at this moment.

Asked by a script only; without one nothing is noted and nothing is shown.
"""

from flask import Blueprint, render_template

from web.access import allow
from web.here import actor, installation, now
from workflow.core.refusal import NotFound
from workflow.core.roles import May
from workflow.store import complaints, looking
from workflow.store.saved_views import owner
from workflow.store.worklists import is_visible

blueprint = Blueprint("looking", __name__)


@blueprint.post("/aduan/<reference>/melihat")
@allow(May.SEE_ALL, May.SEE_UNIT)
def beat(reference: str) -> str:
    """Note that this person looks, and name the others who do."""
    staff, at = owner(actor()), now()
    with installation().sessions.reading() as db:
        row = complaints.by_reference(db, reference)
        if row is None or not is_visible(row, actor()):
            raise NotFound
        others = looking.others(db, [row.id], staff, at).get(row.id, [])
    installation().sessions.settled(lambda db: looking.note(db, row.id, staff, at))
    return render_template("desk/_looking.html", others=others)
