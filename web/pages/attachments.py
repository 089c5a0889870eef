"""Files of complaints, handed out one by one: always to be saved, never opened in the page.

Whoever may not see the complaint gets no file of it; a locked file goes to nobody.
"""

from flask import Blueprint, Response

from web.access import allow
from web.downloads import hand_out
from web.here import actor, installation
from web.labels import label
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May
from workflow.store import complaints, files
from workflow.store.files import Stored
from workflow.store.worklists import is_visible

blueprint = Blueprint("attachments", __name__)


@blueprint.get("/berkas/<token>")
@allow(May.SEE_ALL, May.SEE_UNIT)
def download(token: str) -> Response:
    """The bytes of a file."""
    return hand_out(_of_complaint(token))


def _of_complaint(token: str) -> Stored:
    """The file, if its complaint exists for this person and the file is not locked."""
    with installation().sessions.reading() as db:
        row = files.by_token(db, token)
        if row is None or row.complaint_id is None:
            raise NotFound("file")
        if not is_visible(complaints.row_of(db, row.complaint_id), actor()):
            raise NotFound("file")
        if row.quarantined:
            why = label("quarantine", row.quarantined)
            raise Refused("file-locked", "This file is not handed out. {why}", why=why)
        return files.content(db, row)
