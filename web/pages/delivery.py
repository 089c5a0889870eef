"""Messages of the office that may not have arrived: send one again, or say that it did arrive.

Both are acts of an officer and stand in the history; the engine refuses what is not in doubt.
"""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.access import allow
from web.deciding import Deciding
from web.here import actor
from web.i18n import translate
from web.looking import Looked, look
from web.sheets import Sheet, run
from web.writing import where_now
from workflow.core.commands import ConfirmArrival, SendAgain
from workflow.core.roles import OFFICERS, UNIT, May

blueprint = Blueprint("delivery", __name__)


def deciding(looked: Looked) -> Deciding:
    """What this person may decide about the messages of a complaint."""
    me, facts = actor(), looked.facts
    theirs = me.party in OFFICERS or (me.party in UNIT and me.unit == facts.unit)
    return Deciding(looked.reference, facts, theirs)


@blueprint.route("/aduan/<reference>/pesan/<int:number>/kirim-ulang", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def again(reference: str, number: int) -> ResponseReturnValue:
    """Send a message once more, as it stood."""
    looked = look(reference)
    sheet = Sheet(
        name=f"again-{number}",
        title=translate("Send message {number} again", number=number),
        button=translate("Send it again"),
        asks=(),
        intro=" ".join(
            (
                translate("The same letter goes out once more, as a message of its own."),
                translate("If the first one did arrive, the complainant has it twice."),
                where_now(looked),
            )
        ),
        done=translate("It is on its way once more."),
    )
    return run(looked, sheet, lambda typed: SendAgain(complaint=looked.id, message=number))


@blueprint.route("/aduan/<reference>/pesan/<int:number>/sampai", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def arrived(reference: str, number: int) -> ResponseReturnValue:
    """Say that a message did arrive."""
    looked = look(reference)
    sheet = Sheet(
        name=f"arrived-{number}",
        title=translate("Message {number} did arrive", number=number),
        button=translate("It did arrive"),
        asks=(),
        intro=translate(
            "You know it from the complainant. Clocks go on as if it had been told by the channel."
        ),
        done=translate("It is on record that it arrived."),
    )
    return run(looked, sheet, lambda typed: ConfirmArrival(complaint=looked.id, message=number))
