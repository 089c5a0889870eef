"""Setting a password by a link: a new account's first one, or in place of a lost one.

The link is for one person and one time. Whatever is wrong with it, the answer is the same.
"""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import signin
from web.access import public
from web.errors import status_of
from web.headers import unlisted
from web.here import now, shell
from web.i18n import say, translate
from web.pages.account import LONGEST_PASSWORD
from workflow.core.refusal import Refused
from workflow.invitations import LinkIsOver
from workflow.limits import WRONG_LINK
from workflow.staff import Staff

blueprint = Blueprint("invitation", __name__, url_prefix="/undangan")


@blueprint.get("/<token>")
@public
def show(token: str) -> Response:
    """The form, for whose link it is. Opening it uses nothing up: mail programs open links."""
    staff = _whose(token)
    return _page(staff)


@blueprint.post("/<token>")
@public
def redeem(token: str) -> Response:
    """Set the password, then sign in with it: the link itself signs nobody in."""
    staff = _whose(token)
    try:
        shell().invitations.redeem(token, _password(), now())
    except LinkIsOver:
        raise
    except Refused as refused:
        return _page(staff, refused)
    response = signin.end(redirect(url_for("account.sign_in"), 303))
    flash(translate("Your password is set. Sign in with it now."), "done")
    return response


def _password() -> str:
    """What was typed twice; raises `Refused`."""
    first, again = (request.form.get(name, "")[:LONGEST_PASSWORD] for name in ("new", "again"))
    if first != again:
        raise Refused("not-the-same", "The two new passwords are not the same.")
    return first


def _whose(token: str) -> Staff:
    """Whose link it is; raises `LinkIsOver`, and `TooOften` for who keeps on guessing."""
    address = request.remote_addr or ""
    shell().limits.check(WRONG_LINK, address, "", now())
    try:
        return shell().invitations.whose(token, now())
    except LinkIsOver:
        shell().limits.count(WRONG_LINK, address, "", now())
        raise


def _page(staff: Staff, refused: Refused | None = None) -> Response:
    html = render_template(
        "account/invitation.html", staff=staff, error=say(refused) if refused else ""
    )
    return unlisted(make_response(html, status_of(refused) if refused else 200))
