"""Signing in and out, and changing one's own password."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import signin
from web.access import allow, public
from web.cookies import A_YEAR, set_cookie
from web.errors import status_of
from web.forms import line, target
from web.here import me, now, shell
from web.i18n import COOKIE, say, translate
from web.templating import menu
from workflow.core.refusal import NotFound, Refused
from workflow.limits import WRONG_PASSWORD
from workflow.staff import By, Staff

blueprint = Blueprint("account", __name__)

LONGEST_PASSWORD = 1_000


@blueprint.get("/meja")
@allow()
def home() -> Response:
    """The first page that somebody's menu offers."""
    lines = menu()
    return redirect(lines[0].address if lines else url_for("account.password"), 303)


@blueprint.get("/masuk")
@public
def sign_in() -> Response:
    """The door."""
    if me() is not None:
        return redirect(target(url_for("account.home")), 303)
    return _door()


@blueprint.post("/masuk")
@public
def enter() -> Response:
    """Check who it is. Whatever is wrong, the answer is the same."""
    login, address = line("login"), request.remote_addr or ""
    try:
        shell().limits.check(WRONG_PASSWORD, address, "", now())
        signed_in = shell().sign_ins.sign_in(login, _secret("password"), now())
    except Refused as refused:
        if refused.code == "wrong-login":
            shell().limits.count(WRONG_PASSWORD, address, "", now())
        return _door(login, refused)
    response = redirect(target(url_for("account.home")), 303)
    set_cookie(response, COOKIE, signed_in.staff.language, A_YEAR)
    return signin.begin(response, signed_in)


@blueprint.post("/keluar")
@public
def sign_out() -> Response:
    """Sign out, here and now."""
    return signin.end(redirect(url_for("account.sign_in"), 303))


@blueprint.get("/akun/sandi")
@allow()
def password() -> Response:
    """Where one changes one's own password."""
    return _password_page()


@blueprint.post("/akun/sandi")
@allow()
def change_password() -> Response:
    """Change it. Every other sign-in of theirs ends; this one goes on under a new token."""
    staff = _myself()
    try:
        _set_password(staff)
    except Refused as refused:
        return _password_page(refused)
    signed_in = shell().sign_ins.sign_in(staff.login, _secret("new"), now())
    response = signin.begin(redirect(url_for("account.home"), 303), signed_in)
    flash(translate("Your password is changed. You were signed out everywhere else."), "done")
    return response


def _set_password(staff: Staff) -> None:
    """Whoever sits at an open desk must know the present password to change it."""
    if _secret("new") != _secret("again"):
        raise Refused("not-the-same", "The two new passwords are not the same.")
    proof = shell().sign_ins.sign_in(staff.login, _secret("old"), now())
    by = By(staff.actor.name, now())
    shell().accounts.set_password(proof.staff.id, _secret("new"), by)


def _myself() -> Staff:
    staff = me()
    if staff is None:
        raise NotFound("account")
    return staff


def _secret(name: str) -> str:
    """A password as it was typed: nothing in it is cleaned."""
    return request.form.get(name, "")[:LONGEST_PASSWORD]


def _door(login: str = "", refused: Refused | None = None) -> Response:
    html = render_template(
        "account/sign_in.html",
        login=login,
        error=say(refused) if refused else "",
        next=target(""),
    )
    return make_response(html, status_of(refused) if refused else 200)


def _password_page(refused: Refused | None = None) -> Response:
    html = render_template("account/password.html", error=say(refused) if refused else "")
    return make_response(html, status_of(refused) if refused else 200)
