"""The one-minute survey of a complainant: three questions, once for each complaint, no account.

Opened like the tracking page, by reference and code. Nothing of the answer is kept with the
complaint; nobody is reminded.
"""

from dataclasses import dataclass

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from web.access import public
from web.errors import status_of
from web.headers import unlisted
from web.here import installation, now
from web.i18n import say, translate
from web.keys import PATH, CodeAgain, key_for
from web.numbers import whole
from workflow.core.refusal import NotFound, Refused
from workflow.core.survey import ELEMENTS, HIGHEST
from workflow.surveys import Surveys
from workflow.tracking import Key

blueprint = Blueprint("survey", __name__, url_prefix=PATH)
blueprint.after_request(unlisted)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, the best one first, and the one that was chosen."""

    name: str
    asks: str
    options: tuple[tuple[str, str, str], ...]
    chosen: str


def surveys() -> Surveys:
    """The surveys of this office; they hold nothing between requests."""
    house = installation()
    return Surveys(house.sessions, house.office.calendars["office"])


@blueprint.get("/<reference>/survei")
@public
def ask(reference: str) -> AnyResponse:
    """The questions; whoever has answered them is told so on the tracking page."""
    try:
        key = key_for(reference)
    except CodeAgain:
        return redirect(url_for("track.door", nomor=reference[:20]), 303)
    if not surveys().is_open(key):
        return redirect(url_for("track.page", reference=key.reference), 303)
    return _page(key)


@blueprint.post("/<reference>/survei")
@public
def answer(reference: str) -> AnyResponse:
    """Keep the answers."""
    key = key_for(reference)
    given = tuple(whole(request.form.get(element.name, "")) or 0 for element in ELEMENTS)
    try:
        surveys().answer(key, given, now())
    except NotFound:
        raise
    except Refused as refused:
        return _page(key, refused)
    flash(translate("Thank you. It helps us to do better."), "done")
    return redirect(url_for("track.page", reference=key.reference), 303)


def _page(key: Key, refused: Refused | None = None) -> AnyResponse:
    html = render_template(
        "public/survey.html",
        reference=key.reference,
        questions=[
            Question(
                element.name,
                translate(element.asks),
                tuple(
                    (str(number), translate(element.answers[number - 1]), "")
                    for number in range(HIGHEST, 0, -1)
                ),
                request.form.get(element.name, "")[:1],
            )
            for element in ELEMENTS
        ],
        error=say(refused) if refused else "",
    )
    return make_response(html, status_of(refused) if refused else 200)
