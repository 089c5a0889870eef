"""Signing in, in one step or two, and out; one's own account and password."""

from importlib import import_module

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import signin
from web.access import allow, public
from web.cookies import A_YEAR, set_cookie
from web.devices import in_words
from web.errors import status_of
from web.forms import line, target
from web.here import installation, me, now, shell
from web.i18n import COOKIE, say, translate
from web.numbers import whole
from web.templating import menu
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May
from workflow.limits import WRONG_FACTOR, WRONG_PASSWORD
from workflow.second_factor import DEMANDED_OF
from workflow.signins import SignedIn
from workflow.staff import By, Staff

blueprint = Blueprint("account", __name__)

LONGEST_PASSWORD = 1_000
LONGEST_CODE = 40


@blueprint.get("/meja")
@allow()
def home() -> Response:
    """The first page that somebody's menu offers."""
    lines = menu()
    return redirect(lines[0].address if lines else url_for(".mine"), 303)


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
        signed_in = shell().sign_ins.sign_in(login, _secret("password"), now(), signin.device())
    except Refused as refused:
        if refused.code == "wrong-login":
            shell().limits.count(WRONG_PASSWORD, address, "", now())
        return _door(login, refused)
    return let_in(signed_in, target(url_for("account.home")))


def let_in(signed_in: SignedIn, then: str) -> Response:
    """Go on: to where somebody wanted to go, or first to the page of the second factor."""
    onward = then if signed_in.whole else url_for("account.ask_code", next=then)
    response = redirect(onward, 303)
    set_cookie(response, COOKIE, signed_in.staff.language, A_YEAR)
    return signin.begin(response, signed_in)


@blueprint.get("/masuk/kode")
@public
def ask_code() -> Response:
    """The second step, for who has taken the first one in this browser."""
    if signin.halfway() is None:
        return redirect(url_for(".sign_in", next=target("")), 303)
    return _code_page()


@blueprint.post("/masuk/kode")
@public
def show_code() -> Response:
    """Check the second factor; a right one gives a new token."""
    staff, address = signin.halfway(), request.remote_addr or ""
    if staff is None:
        return redirect(url_for(".sign_in", next=target("")), 303)
    try:
        shell().limits.check(WRONG_FACTOR, address, "", now())
        shell().factors.check(staff, line("code", LONGEST_CODE), now())
    except Refused as refused:
        if refused.code == "wrong-code":
            shell().limits.count(WRONG_FACTOR, address, "", now())
        return _code_page(refused)
    signed_in = shell().sign_ins.complete(signin.token(), now(), signin.device())
    return let_in(signed_in, target(url_for("account.home")))


@blueprint.post("/keluar")
@public
def sign_out() -> Response:
    """Sign out, here and now."""
    return signin.end(redirect(url_for("account.sign_in"), 303))


@blueprint.get("/akun")
@allow()
def mine() -> str:
    """One's own account: second factor, password, and where one is signed in."""
    staff = myself()
    return render_template(
        "account/mine.html",
        factor=shell().factors.state(staff.id),
        expected=staff.role in DEMANDED_OF,
        trial=not shell().factors.demanded,
        administrators=shell().accounts.administrators(),
        takes_digest=staff.may(May.SEE_ALL) or staff.may(May.SEE_UNIT),
        open_sign_ins=shell().sign_ins.open_of(staff, signin.token(), now()),
        in_words=in_words,
        hours=installation().settings.session_hours,
        idle=installation().settings.session_idle_minutes,
    )


@blueprint.post("/akun/surat-pagi")
@allow()
def digest() -> Response:
    """Switch one's own morning digest on or off."""
    on = bool(line("on", 1))
    shell().accounts.digest(myself().id, on=on)
    said = translate("The morning digest is on.") if on else translate("The morning digest is off.")
    flash(said, "done")
    return redirect(url_for(".mine"), 303)


@blueprint.post("/akun/masuk/akhiri")
@allow()
def end_one() -> Response:
    """End one of one's own sign-ins."""
    staff, number = myself(), whole(line("number"))
    if number is None:
        raise NotFound("page")
    shell().sign_ins.end_one(staff, number, By(staff.actor.name, now()))
    flash(translate("That sign-in has ended."), "done")
    return redirect(url_for(".mine"), 303)


@blueprint.post("/akun/masuk/akhiri-lain")
@allow()
def end_others() -> Response:
    """End every sign-in of one's own but this one."""
    staff = myself()
    shell().sign_ins.end_all(staff, By(staff.actor.name, now()), but=signin.token())
    flash(translate("You are signed out everywhere but here."), "done")
    return redirect(url_for(".mine"), 303)


@blueprint.get("/akun/sandi")
@allow()
def password() -> Response:
    """Where one changes one's own password."""
    return _password_page()


@blueprint.post("/akun/sandi")
@allow()
def change_password() -> Response:
    """Change it. Every other sign-in of theirs ends; this one goes on under a new token."""
    staff = myself()
    try:
        _set_password(staff)
    except Refused as refused:
        return _password_page(refused)
    response = signin.renew(redirect(url_for("account.home"), 303), staff)
    flash(translate("Your password is changed. You were signed out everywhere else."), "done")
    return response


def _set_password(staff: Staff) -> None:
    """Whoever sits at an open desk must know the present password to change it."""
    if _secret("new") != _secret("again"):
        raise Refused("not-the-same", "The two new passwords are not the same.")
    shell().sign_ins.prove(staff, _secret("old"), now())
    by = By(staff.actor.name, now())
    shell().accounts.set_password(staff.id, _secret("new"), by)


def myself() -> Staff:
    """Who is signed in; raises `NotFound` for nobody."""
    staff = me()
    if staff is None:
        raise NotFound("account")
    return staff


def _secret(name: str) -> str:
    """A password as it was typed: nothing in it is cleaned."""
    return request.form.get(name, "")[:LONGEST_PASSWORD]


def _door(login: str = "", refused: Refused | None = None) -> Response:
    issuer = installation().settings.oidc_name if shell().issuer else ""
    html = render_template(
        "account/sign_in.html",
        login=login,
        error=say(refused) if refused else "",
        next=target(""),
        issuer=issuer,
        demo=_demo(),
    )
    return make_response(html, status_of(refused) if refused else 200)


def _demo() -> dict[str, object]:
    """The way into the demo office; nothing in any other one."""
    if not shell().demo:
        return {}
    # Asked for by name: it brings all of e-mail along, which no real office's page needs.
    tryout = import_module("web.commands.tryout")
    return {"password": tryout.PASSWORD, "people": tryout.people(installation())}


def _code_page(refused: Refused | None = None) -> Response:
    error = say(refused) if refused else ""
    html = render_template("account/code.html", error=error, next=target(""))
    return make_response(html, status_of(refused) if refused else 200)


def _password_page(refused: Refused | None = None) -> Response:
    html = render_template("account/password.html", error=say(refused) if refused else "")
    return make_response(html, status_of(refused) if refused else 200)
