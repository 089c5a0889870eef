"""The tracking page at /lacak: how far a complaint is, and what its complainant can do.

Opened by reference and secret code. Wrong and missing look alike and take the same time, and
tries are counted by network and by reference. No page of it may be listed or kept.
"""

import secrets

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from adapters.form.inbound import Form, file_of
from adapters.form.wire import hand_over
from web.access import public
from web.cookies import drop_cookie
from web.downloads import hand_out
from web.errors import status_of
from web.forms import files, line, text
from web.headers import unlisted
from web.here import installation, now, shell
from web.i18n import language, say, translate
from web.keys import COOKIE, PATH, CodeAgain, admit, key_for, tracking
from web.pages.complain import ACCOUNT
from web.pages.survey import surveys
from web.timeline import holder, promises, stops
from workflow.core.reference import reply_token
from workflow.core.refusal import NotFound, Refused
from workflow.limits import WRITE_BACK, WRONG_CODE
from workflow.tracking import Key

blueprint = Blueprint("track", __name__, url_prefix=PATH)
blueprint.after_request(unlisted)

LONGEST_WORDS = 15_000
LONGEST_WHY = 4_000


@blueprint.get("")
@public
def door() -> AnyResponse:
    """Where reference and code are entered."""
    return _door(line("nomor") or request.args.get("nomor", "")[:20])


@blueprint.post("")
@public
def enter() -> AnyResponse:
    """Let in whoever has both."""
    reference, code, address = line("reference", 40), line("code", 40), request.remote_addr or ""
    try:
        shell().limits.check(WRONG_CODE, address, reference.upper(), now())
    except Refused as refused:
        return _door(reference, refused)
    key = tracking().admit(reference, code)
    if key is None:
        shell().limits.count(WRONG_CODE, address, reference.upper(), now())
        return _door(reference, NotThese())
    return admit(redirect(url_for("track.page", reference=key.reference), 303), key)


@blueprint.post("/keluar")
@public
def leave() -> AnyResponse:
    """Forget on this device what was opened."""
    response = redirect(url_for("track.door"), 303)
    drop_cookie(response, COOKIE, PATH)
    return response


@blueprint.get("/<reference>")
@public
def page(reference: str) -> AnyResponse:
    """One complaint, as its complainant sees it."""
    try:
        key = key_for(reference)
        tracked = tracking().look(key, now())
    except (CodeAgain, NotFound):
        return redirect(url_for("track.door", nomor=reference[:20]), 303)
    office = installation().office
    html = render_template(
        "public/track.html",
        tracked=tracked,
        facts=tracked.facts,
        stops=stops(tracked),
        promises=promises(office, tracked.facts, now()),
        holder=holder(tracked.facts),
        parts=[part.reference for part in tracking().parts(key)],
        offers={offer.move.name: offer for offer in tracked.offers},
        superior=_superior(tracked.facts.unit),
        asks_survey=surveys().is_open(key),
        once=secrets.token_urlsafe(12),
        megabytes=installation().settings.attachment_megabytes,
        most_files=installation().settings.attachments_per_message,
    )
    return make_response(html)


@blueprint.post("/<reference>/bagian")
@public
def part(reference: str) -> AnyResponse:
    """Open a second matter that was split off: the code of the whole opens it too."""
    parts, wanted = tracking().parts(key_for(reference)), line("part", 40)
    key = next((found for found in parts if found.reference == wanted), None)
    if key is None:
        raise NotFound
    return admit(redirect(url_for("track.page", reference=key.reference), 303), key)


@blueprint.post("/<reference>/tulis")
@public
def write(reference: str) -> AnyResponse:
    """Write to the office, by the same way as any message: into the inbox first."""
    key, address = key_for(reference), request.remote_addr or ""
    words = text("words", LONGEST_WORDS)
    if not words:
        raise Refused("empty", "Write something first.")
    shell().limits.check(WRITE_BACK, address, key.reference, now())
    attached = [
        file_of(a.name, a.media_type, a.content) for a in files("files", installation().settings)
    ]
    document = Form(
        id=line("once", 64) or secrets.token_urlsafe(12),
        what=words,
        language=language(),
        files=attached,
        token=reply_token(installation().keys.reply_token, key.reference),
        sender=tracking().sender(key),
    )
    shell().limits.count(WRITE_BACK, address, key.reference, now())
    installation().intake.take(hand_over(ACCOUNT, document), now())
    return _back(key, translate("Your message has arrived."))


@blueprint.post("/<reference>/selesai")
@public
def solved(reference: str) -> AnyResponse:
    """They say that it is solved."""
    key = key_for(reference)
    tracking().resolve(key, now())
    flash(translate("Thank you. The complaint is closed as solved."), "done")
    return redirect(url_for("survey.ask", reference=key.reference), 303)


@blueprint.post("/<reference>/belum")
@public
def not_solved(reference: str) -> AnyResponse:
    """They say that it is not, and why."""
    key = key_for(reference)
    tracking().dispute(key, text("why", LONGEST_WHY), now())
    return _back(key, translate("Thank you for telling us. It is being worked on again."))


@blueprint.post("/<reference>/cabut")
@public
def withdraw(reference: str) -> AnyResponse:
    """They take it back."""
    key = key_for(reference)
    tracking().withdraw(key, text("why", LONGEST_WHY), now())
    return _back(key, translate("You withdrew the complaint. We work on it no longer."))


@blueprint.get("/<reference>/berkas/<token>")
@public
def file(reference: str, token: str) -> Response:
    """A file of one of the messages that they may read."""
    return hand_out(tracking().file(key_for(reference), token))


class NotThese(NotFound):
    """Reference and code do not belong together, or there is no such complaint: all the same."""

    def __init__(self) -> None:
        Refused.__init__(
            self,
            "wrong-code",
            "Reference and secret code do not match. Please look at both once more; they stand "
            "on your receipt.",
        )


def _door(reference: str, refused: Refused | None = None) -> AnyResponse:
    html = render_template(
        "public/track_door.html", reference=reference, error=say(refused) if refused else ""
    )
    return make_response(html, status_of(refused) if refused else 200)


def _back(key: Key, words: str) -> AnyResponse:
    flash(words, "done")
    return redirect(url_for("track.page", reference=key.reference), 303)


def _superior(unit: str) -> str:
    """Who stands above the unit that answered: the next one to turn to."""
    units = installation().office.policy.units
    found = units.get(unit)
    above = units.get(found.superior) if found else None
    return above.name if above else ""
