"""Giving a complaint to a colleague of the unit, and taking that back.

The unit stays who has it: no clock and no deadline changes. Heads give; so does whoever works
on it, and anybody while nobody does.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import sheets
from web.access import allow
from web.choices import Choices, Group, Option
from web.giving import given_to
from web.here import actor, installation
from web.i18n import translate
from web.looking import Looked, look
from web.sheets import Ask, Sheet, Typed
from workflow.core.given import Give
from workflow.core.refusal import Refused
from workflow.core.roles import May
from workflow.store import staff

blueprint = Blueprint("colleague", __name__)

NOBODY = "unit"
"""What the form sends for “everybody of the unit”."""

DONE = 303


@blueprint.route("/aduan/<reference>/rekan", methods=["GET", "POST"])
@allow(May.SEE_UNIT)
def give(reference: str) -> ResponseReturnValue:
    """The form, and afterwards what was done, with the way back."""
    looked = look(reference)
    if request.method == "GET" and "dari" in request.args:
        return _done(looked, request.args["dari"][:20])
    before = looked.facts.given_to or NOBODY
    answer = sheets.run(looked, _sheet(looked), lambda typed: _command(looked, typed))
    if getattr(answer, "status_code", 0) != DONE:
        return answer
    return redirect(url_for(".give", reference=looked.reference, dari=before), DONE)


def _command(looked: Looked, typed: Typed) -> Give:
    to = typed.values["to"]
    if not to:
        raise Refused("nobody-chosen", "Choose a person.")
    return Give(
        complaint=looked.id,
        to="" if to == NOBODY else to,
        reason=typed.values["reason"],
        seen=typed.seen,
    )


def _sheet(looked: Looked) -> Sheet:
    return Sheet(
        name="give",
        title=translate("Give to a colleague"),
        button=translate("Give"),
        asks=(
            Ask(
                name="to",
                label=translate("Who works on it from now on?"),
                kind="choice",
                choices=_choices(looked),
            ),
            Ask(
                name="reason",
                label=translate("What should they know?"),
                required=False,
                hint=translate("Stays in the office."),
            ),
        ),
        intro=translate("The unit keeps it: no date changes."),
        done=translate("Done: {move}.", move=translate("Give to a colleague")),
    )


def _choices(looked: Looked) -> Choices:
    """The people of the unit, the one who has it left out; and all of them together."""
    facts = looked.facts
    with installation().sessions.reading() as db:
        people = [(str(row.id), row.name) for row in staff.of_unit(db, facts.unit)]
    able = [Option(id, _called(id, name)) for id, name in people if id != facts.given_to]
    if facts.given_to:
        able.append(Option(NOBODY, translate("Everybody of the unit")))
    return (Group("", tuple(able)),)


def _called(id: str, name: str) -> str:
    return translate("{name} (you)", name=name) if id == actor().id else name


def _done(looked: Looked, before: str) -> str:
    """What stands now; a page that is opened later tells the same, and offers the same."""
    now_ = looked.facts.given_to or NOBODY
    html: str = render_template(
        "desk/given.html",
        looked=looked,
        view=looked.view,
        given=given_to(looked),
        before=before if before != now_ else "",
    )
    return html
