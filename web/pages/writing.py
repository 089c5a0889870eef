"""Writing at a complaint: a reply to the complainant, a note or a draft that stays in the house.

Also keeps what is being written, field by field, so that a closed window loses nothing.
"""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web import forms
from web.access import allow
from web.here import installation, me, now
from web.i18n import translate
from web.looking import Looked, look
from web.mentioning import called_by, offers_of, told, with_called
from web.sheets import LONGEST, Ask, Sheet, Typed, run
from web.ways import ways_left
from web.writing import window_of, writing_of
from workflow.core.commands import Note, Reply
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May
from workflow.store import drafts

blueprint = Blueprint("writing", __name__)

LONGEST_FIELD = 60


@blueprint.route("/aduan/<reference>/balas", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def reply(reference: str) -> ResponseReturnValue:
    """Words to the complainant that move nothing."""
    looked = look(reference)
    return run(looked, reply_sheet(looked), lambda typed: _reply(looked, typed))


def _reply(looked: Looked, typed: Typed) -> Reply:
    window = window_of(looked)
    if window.closed:
        raise Refused("window-closed", "It would not arrive: the platform takes no answer now. "
                      "{ways}", ways=ways_left(looked))  # fmt: skip
    return Reply(
        complaint=looked.id, text=typed.values["text"], files=typed.file_ids, seen=typed.seen
    )


def reply_sheet(looked: Looked) -> Sheet:
    """The form of a reply."""
    words = Ask(name="text", label=translate("Reply to the complainant"), sent=True)
    return Sheet(
        name="reply",
        title=translate("Reply"),
        button=translate("Send the reply"),
        asks=(words,),
        outward=True,
        intro=f"{writing_of(looked).route} {window_of(looked).says}".strip(),
        files=True,
        done=translate("The reply is on its way."),
        undo=True,
    )


@blueprint.route("/aduan/<reference>/catatan", methods=["GET", "POST"])
@allow(May.NOTE)
def note(reference: str) -> ResponseReturnValue:
    """Words that stay in the office."""
    looked = look(reference)
    words = with_called(forms.text("text", LONGEST), forms.line("call"))
    found = called_by(looked, words)
    sheet = Sheet(
        name="note",
        title=translate("Note"),
        button=translate("Keep the note"),
        asks=(
            Ask(name="text", label=translate("Note for the office")),
            Ask(
                name="call",
                label=translate("Call a colleague"),
                kind="line",
                required=False,
                offers=offers_of(looked),
                hint=translate("Write @ and a name, here or in the note."),
            ),
        ),
        intro=translate("Stays in the office; the complainant never sees it."),
        done=told(found),
    )
    return run(
        looked, sheet, lambda typed: Note(complaint=looked.id, text=words, mentions=found.ids)
    )


@blueprint.route("/aduan/<reference>/konsep", methods=["GET", "POST"])
@allow(May.DRAFT)
def draft(reference: str) -> ResponseReturnValue:
    """An answer in draft, which the head of the unit releases."""
    looked = look(reference)
    sheet = Sheet(
        name="draft",
        title=translate("Draft of an answer"),
        button=translate("Hand in the draft"),
        asks=(Ask(name="text", label=translate("Draft of an answer")),),
        intro=translate("The head of the unit reads it and releases the answer."),
        done=translate("The draft is kept; the head of the unit can release it."),
    )
    return run(
        looked,
        sheet,
        lambda typed: Note(complaint=looked.id, text=typed.values["text"], purpose="draft"),
    )


@blueprint.post("/aduan/<reference>/simpan-ketikan")
@allow(May.SEE_ALL, May.SEE_UNIT)
def keep(reference: str) -> ResponseReturnValue:
    """Keep what is being typed into one field; the script sends it every few seconds."""
    looked, staff = look(reference), me()
    field, text = request.form.get("field", ""), request.form.get("text", "")
    if staff is None or not field or len(field) > LONGEST_FIELD:
        raise NotFound("page")
    place = (staff.id, looked.id)
    installation().sessions.settled(lambda db: drafts.keep(db, place, {field: text}, now()))
    return "", 204


@blueprint.post("/aduan/<reference>/buang-ketikan")
@allow(May.SEE_ALL, May.SEE_UNIT)
def discard(reference: str) -> ResponseReturnValue:
    """Throw away what was begun in one field."""
    looked, staff = look(reference), me()
    field = request.form.get("field", "")
    if staff is not None:
        place = (staff.id, looked.id)
        installation().sessions.settled(lambda db: drafts.drop(db, place, (field,)))
    return redirect(url_for("complaint.show", reference=looked.reference), 303)
