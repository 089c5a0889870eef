"""One's own second factor: set up with a square code, confirmed with a first code, turned off.

The secret is shown while it is set up, the recovery codes once; neither is kept by a browser.
"""

import pyotp
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import signin
from web.access import allow
from web.drawings import square_code
from web.errors import status_of
from web.forms import line
from web.here import now, shell
from web.i18n import say, translate
from web.pages.account import LONGEST_CODE, myself
from web.templating import office_name
from workflow.core.refusal import Refused
from workflow.limits import WRONG_FACTOR
from workflow.second_factor import DEMANDED_OF
from workflow.staff import By

blueprint = Blueprint("factor", __name__, url_prefix="/akun/faktor-kedua")


@blueprint.get("")
@allow()
def show() -> Response:
    """How it stands, and what can be done."""
    return _page()


@blueprint.post("/mulai")
@allow()
def begin() -> Response:
    """A new secret, shown as a square code and as letters."""
    try:
        shell().factors.begin(myself())
    except Refused as refused:
        return _page(refused)
    return redirect(url_for(".show"), 303)


@blueprint.post("/nyalakan")
@allow()
def confirm() -> Response:
    """Turn it on with a first code; whoever else is signed in by the password alone is out."""
    staff = myself()
    try:
        _check_limit()
        codes = shell().factors.confirm(staff, line("code", LONGEST_CODE), now())
    except Refused as refused:
        return _refused(refused)
    shell().sign_ins.end_all(staff, By(staff.actor.name, now()), but=signin.token())
    return signin.renew(_codes_page(codes, first=True), staff)


@blueprint.post("/kode-baru")
@allow()
def renew_codes() -> Response:
    """New recovery codes, for a code."""
    try:
        _check_limit()
        codes = shell().factors.renew_codes(myself(), line("code", LONGEST_CODE), now())
    except Refused as refused:
        return _refused(refused)
    return _codes_page(codes)


@blueprint.post("/matikan")
@allow()
def turn_off() -> Response:
    """Turn it off, for a code."""
    try:
        _check_limit()
        shell().factors.turn_off(myself(), line("code", LONGEST_CODE), now())
    except Refused as refused:
        return _refused(refused)
    flash(translate("Your second factor is off."), "done")
    return redirect(url_for(".show"), 303)


def _check_limit() -> None:
    shell().limits.check(WRONG_FACTOR, request.remote_addr or "", "", now())


def _refused(refused: Refused) -> Response:
    if refused.code == "wrong-code":
        shell().limits.count(WRONG_FACTOR, request.remote_addr or "", "", now())
    return _page(refused)


def _page(refused: Refused | None = None) -> Response:
    staff = myself()
    secret = shell().factors.begun(staff)
    address = (
        pyotp.TOTP(secret).provisioning_uri(name=staff.login, issuer_name=office_name())
        if secret
        else ""
    )
    html = render_template(
        "account/factor.html",
        error=say(refused) if refused else "",
        factor=shell().factors.state(staff.id),
        demanded=shell().factors.demanded and staff.role in DEMANDED_OF,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        qr=square_code(address, translate("QR code")) if secret else "",
        address=address,
    )
    return make_response(html, status_of(refused) if refused else 200)


def _codes_page(codes: tuple[str, ...], *, first: bool = False) -> Response:
    return make_response(render_template("account/codes.html", codes=codes, first=first))
