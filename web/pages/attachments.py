"""Files of complaints: always to be saved; only pictures that we drew ourselves are shown.

Whoever may not see the complaint gets no file of it; a locked file goes to nobody until a
supervisor unlocks it, one file at a time, with a reason on the trail.
"""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.files import file_rules
from web.access import allow
from web.downloads import hand_out, show_picture
from web.file_lines import FileLine, file_line, why_locked
from web.here import actor, installation, now
from web.i18n import translate
from web.looking import Looked, look
from workflow.attachments import may_be_released
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May, Role
from workflow.drawing import SCREEN, THUMBNAIL
from workflow.releasing import REASONS, Release, release
from workflow.store import complaints, files
from workflow.store.files import Stored
from workflow.store.worklists import is_visible

blueprint = Blueprint("attachments", __name__)

SIZES = {"kecil": THUMBNAIL, "layar": SCREEN}


@blueprint.get("/berkas/<token>")
@allow(May.SEE_ALL, May.SEE_UNIT)
def download(token: str) -> Response:
    """The bytes of a file."""
    return hand_out(_of_complaint(token))


@blueprint.get("/berkas/<token>/<size>")
@allow(May.SEE_ALL, May.SEE_UNIT)
def view(token: str, size: str) -> Response:
    """A picture as we drew it: `kecil` for the conversation, `layar` for the screen."""
    if size not in SIZES:
        raise NotFound("page")
    return show_picture(_of_complaint(token), SIZES[size])


@blueprint.get("/berkas/<token>/buka-kunci")
@allow(Role.SUPERVISOR)
def ask(token: str) -> str:
    """Why may it be opened? Says what can happen before it does."""
    looked, file, code = _locked(token)
    return _form(looked, file, code)


@blueprint.post("/berkas/<token>/buka-kunci")
@allow(Role.SUPERVISOR)
def unlock(token: str) -> ResponseReturnValue:
    """Unlock one file."""
    looked, file, code = _locked(token)
    wish = Release(
        token=token,
        seen=request.form.get("seen", ""),
        reason=request.form.get("reason", ""),
        scanned=_scanned(),
    )
    try:
        release(installation().sessions, wish, actor().name, now())
    except NotFound:
        raise
    except Refused as refused:
        return _form(looked, file, code, refused), 422
    flash(translate("The file can be saved now. That is on record."), "done")
    return redirect(url_for("complaint.show", reference=looked.reference), 303)


def _scanned() -> bool:
    return file_rules(installation().settings).scanned


def _of_complaint(token: str) -> Stored:
    """The file, if its complaint exists for this person and the file is not locked."""
    with installation().sessions.reading() as db:
        row = files.by_token(db, token)
        if row is None or row.complaint_id is None:
            raise NotFound("file")
        if not is_visible(complaints.row_of(db, row.complaint_id), actor()):
            raise NotFound("file")
        if row.quarantined:
            sentence = "This file is not handed out. {why}"
            raise Refused("file-locked", sentence, why=why_locked(row))
        found = files.content(db, row)
    if not found.content:  # erased
        raise NotFound("file")
    return found


def _locked(token: str) -> tuple[Looked, FileLine, str]:
    """A locked file that a person may unlock, with its complaint; raises `NotFound` for others."""
    with installation().sessions.reading() as db:
        row = files.by_token(db, token)
        if row is None or row.complaint_id is None:
            raise NotFound("file")
        reference = complaints.row_of(db, row.complaint_id).reference
    try:
        looked = look(reference)
    except NotFound as error:  # whether there is a complaint is not told either
        raise NotFound("file") from error
    if not may_be_released(row.quarantined, scanned=_scanned()):
        raise NotFound("file")
    line = file_line(row, scanned=_scanned(), supervisor=True)
    return looked, line, row.quarantined


def _form(looked: Looked, file: FileLine, code: str, refused: Refused | None = None) -> str:
    return render_template(
        "desk/unlock.html",
        looked=looked,
        view=looked.view,
        file=file,
        code=code,
        reasons=REASONS,
        refused=refused,
    )
