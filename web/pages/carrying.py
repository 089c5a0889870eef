"""One message moved to another open complaint of the same person, with a reason.

For intake officers and supervisors; somebody of the accused unit finds neither complaint.
"""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web import sheets
from web.access import allow
from web.here import actor, installation, now
from web.i18n import translate
from web.looking import Looked, look
from web.sheets import Ask, Sheet
from workflow.carrying import Carry, carry
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May
from workflow.splitting import can_go

blueprint = Blueprint("carrying", __name__)

SHOWN = 80
"""Letters of the message by which it is known on the page."""


@blueprint.route(
    "/aduan/<reference>/pesan/<int:number>/pindah",
    methods=["GET", "POST"],
    endpoint="carry",
)
@allow(May.TRIAGE)
def move(reference: str, number: int) -> ResponseReturnValue:
    """To which complaint, and why."""
    looked = look(reference)
    sheet = _sheet(looked, number)
    g.come_back = request.path
    if request.method == "GET":
        return sheets.show(looked, sheet)
    typed = sheets.read(sheet)
    wish = Carry(
        complaint=looked.id,
        number=number,
        other=typed.values["other"],
        reason=typed.values["reason"],
        seen=typed.seen,
    )
    try:
        other = carry(installation().engine, wish, actor(), now())
    except Refused as refused:
        return sheets.refuse(looked.reference, sheet, typed, refused)
    sheets.forget(looked, sheet)
    flash(translate("The message was moved to {reference}.", reference=other), "done")
    return redirect(url_for("complaint.show", reference=looked.reference), 303)


def _sheet(looked: Looked, number: int) -> Sheet:
    rows = (message.row for message in looked.view.messages)
    row = next((one for one in rows if one.number == number and number > 1 and can_go(one)), None)
    if row is None:
        raise NotFound("message")
    words = " ".join((row.reply_text or row.text).split())
    short = words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
    return Sheet(
        name=f"carry-{number}",
        title=translate("Move a message"),
        button=translate("Move it"),
        asks=(
            Ask(
                name="other",
                label=translate("The other complaint"),
                kind="line",
                hint=translate("Its reference, such as C-7KQ4-2MX9."),
            ),
            Ask(
                name="reason",
                label=translate("Why it belongs there"),
                hint=translate("Stays with this complaint, in its history."),
            ),
        ),
        intro=translate(
            "“{words}” goes to another open complaint of the same person, with its files. Here a "
            "note of it stays. If you were wrong, move it back from there.",
            words=short,
        ),
    )
