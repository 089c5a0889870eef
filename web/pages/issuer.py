"""Signing in through the office's own sign-in (OpenID Connect): there, and back again.

What must come back with the answer (state, nonce, verifier) waits in a signed cookie of this
browser, for ten minutes and one answer: an answer that somebody else began opens nothing.
"""

import hmac
import logging
import secrets
from datetime import timedelta

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config.issuer import Attempt, Issuer, IssuerFailed
from web import signin
from web.access import public
from web.cookies import drop_cookie, read_signed, set_cookie, signed
from web.forms import target
from web.here import installation, now, shell
from web.i18n import source, translate
from web.pages.account import let_in
from workflow.signins import At, SignedIn
from workflow.vouching import NotVouched, vouched_for

blueprint = Blueprint("issuer", __name__, url_prefix="/masuk/sso")
log = logging.getLogger(__name__)

COOKIE = "sso"
PURPOSE = "sso.attempt"
PATH = "/masuk/sso"
LASTS = timedelta(minutes=10)
LONGEST_CODE = 4_000

ANOTHER_WAY = (
    "This answer does not belong to a sign-in that this browser began, or it took too long."
)
OWN_WORDS = {
    "no-code": source("You were not signed in there. Nothing has happened; try again if you like."),
    "email-not-verified": source(
        "Your e-mail address is not verified there, so it proves nothing."
    ),
}
"""What a person can do something about, by the step that failed."""

NOT_WORKING = "The office's own sign-in does not answer as it should. Sign in with your password."


@blueprint.get("")
@public
def leave() -> Response:
    """Send the browser there, with secrets of its own."""
    issuer = shell().issuer
    if issuer is None:
        return redirect(url_for("account.sign_in"), 303)
    attempt = Attempt(
        redirect=installation().settings.address + url_for(".come_back"),
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
    )
    try:
        response = redirect(issuer.door(attempt), 303)
    except IssuerFailed as failed:
        return _failed(source(NOT_WORKING), failed.code, 502)
    kept = [attempt.redirect, attempt.state, attempt.nonce, attempt.verifier, target("")]
    set_cookie(response, COOKIE, signed(PURPOSE, kept, LASTS), LASTS, PATH)
    return response


@blueprint.get("/kembali")
@public
def come_back() -> Response:
    """The answer. It is believed once, and only in the browser that asked."""
    issuer, kept = shell().issuer, _kept()
    if issuer is None:
        return redirect(url_for("account.sign_in"), 303)
    if kept is None or not _same(kept[0].state, request.args.get("state", "")):
        return _failed(source(ANOTHER_WAY), "other-state", 400)
    try:
        signed_in = _vouched(issuer, kept[0])
    except IssuerFailed as failed:
        known = failed.code in OWN_WORDS
        sentence = OWN_WORDS[failed.code] if known else source(NOT_WORKING)
        return _failed(sentence, failed.code, 403 if known else 502)
    except NotVouched as nobody:
        return _failed(nobody.sentence, nobody.code, 403)
    response = let_in(signed_in, kept[1] or url_for("account.home"))
    drop_cookie(response, COOKIE, PATH)
    return response


def _vouched(issuer: Issuer, attempt: Attempt) -> SignedIn:
    """A sign-in for who comes back; raises `IssuerFailed` and `NotVouched`."""
    code = request.args.get("code", "")
    if not code or len(code) > LONGEST_CODE:
        raise IssuerFailed("no-code")
    staff = vouched_for(installation().sessions, issuer.claim(attempt, code, now()), now())
    return shell().sign_ins.vouched(staff.id, At(now(), signin.device()))


def _kept() -> tuple[Attempt, str] | None:
    """The way that this browser began, and where it leads to; none for a stale or forged one."""
    value = read_signed(PURPOSE, request.cookies.get(COOKIE, ""))
    if not isinstance(value, list):
        return None
    redirected, state, nonce, verifier, then = value
    attempt = Attempt(redirect=redirected, state=state, nonce=nonce, verifier=verifier)
    return attempt, then


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())


def _failed(sentence: str, code: str, status: int) -> Response:
    """Why nobody was signed in, in words, and the way back to the door."""
    log.warning("own sign-in failed", extra={"action": "signin.issuer_failed", "code": code})
    name = installation().settings.oidc_name
    html = render_template("account/issuer.html", sentence=translate(sentence), issuer=name)
    response = make_response(html, status)
    drop_cookie(response, COOKIE, PATH)
    return response
