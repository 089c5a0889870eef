"""The receipt of a complaint, on one page: what UU 25/2009 art. 44 asks for, and what comes next.

The full identity is shown only on the device that filed it, and only for an hour: whoever
opens it later by the code sees everything but who wrote.
"""

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from web.access import public
from web.drawings import square_code
from web.headers import unlisted
from web.here import installation, now
from web.i18n import translate
from web.keys import PATH, CodeAgain, is_fresh, key_for, tracking
from web.labels import label
from web.timeline import promises
from workflow.core.refusal import NotFound
from workflow.tracking import Key, Tracked

blueprint = Blueprint("receipt", __name__, url_prefix=PATH)
blueprint.after_request(unlisted)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the receipt."""

    heading: str
    words: str


@blueprint.get("/<reference>/tanda-terima")
@public
def receipt(reference: str) -> Response:
    """Reference, secret code, QR code, dates: to be kept, copied, printed."""
    try:
        key = key_for(reference)
        tracked = tracking().look(key, now())
    except (CodeAgain, NotFound):
        return redirect(url_for("track.door", nomor=reference[:20]), 303)
    here, fresh = installation(), is_fresh(reference)
    address = f"{here.settings.address}{url_for('track.door')}"
    html = render_template(
        "public/receipt.html",
        tracked=tracked,
        facts=tracked.facts,
        code=tracking().code(key),
        address=address,
        # the reference, never the code
        qr=square_code(f"{address}?nomor={key.reference}", translate("QR code")),
        fresh=fresh,
        who=_who(key) if fresh else [],
        what=[] if tracked.facts.confidential else _what(key, tracked),
        promises=promises(here.office, tracked.facts, now()),
        contact=here.office.policy.contact,
    )
    return make_response(html)


def _who(key: Key) -> list[Line]:
    """The identity as it was given (art. 44 (2) a)."""
    identity = tracking().identity(key)
    answers = tracking().answers(key)
    if identity is None:
        return []
    addresses = [words for _, words in identity.addresses if not words.startswith("form:")]
    reach = dict.fromkeys([*addresses, *identity.details.values()])
    wish = answers.get("visibility", "")
    return [
        Line(translate("Name"), identity.name or translate("(not given)")),
        Line(translate("How we reach you"), ", ".join(reach) or translate("by this page only")),
        Line(translate("Your name may be seen"), label("wish", wish) if wish else ""),
    ]


def _what(key: Key, tracked: Tracked) -> list[Line]:
    """The description as it was given (art. 44 (2) b)."""
    answers = tracking().answers(key)
    first = next((said.words for said in tracked.said if said.number == 1), "")
    about = [label("unit", answers["unit"])] if answers.get("unit") else []
    about += [answers["officer"]] if answers.get("officer") else []
    lines = [
        Line(translate("What happened?"), answers.get("what") or first),
        Line(translate("What would help"), answers.get("wish", "")),
        Line(translate("Where"), answers.get("place", "")),
        Line(translate("When"), answers.get("happened_on", "")),
        Line(translate("About"), ", ".join(about)),
    ]
    return [line for line in lines if line.words]
