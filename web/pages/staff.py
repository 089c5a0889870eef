"""Who works here: to open accounts, change roles, close, invite, and help who is locked out.

For administrators. Every change is on the trail. A link for a password is shown once, to be
handed over in person: a mail to staff would be no safer than the mailbox it goes to.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import choices, delivery_words
from web.access import allow
from web.choices import pairs
from web.devices import in_words
from web.discovery import MenuEntry
from web.errors import status_of
from web.forms import line
from web.here import actor, installation, now, shell
from web.i18n import say, source, translate
from web.labels import label
from web.leafing import leaf
from web.who import short_unit
from workflow.core.refusal import Refused
from workflow.core.roles import May, Role
from workflow.invitations import Kind, Link
from workflow.second_factor import DEMANDED_OF
from workflow.staff import By, NewStaff, Staff
from workflow.store import digests

blueprint = Blueprint("staff", __name__, url_prefix="/staf")

MENU = (
    MenuEntry(
        label=source("Staff"),
        endpoint="staff.show",
        icon="users",
        needs=(May.MANAGE_STAFF,),
        order=930,
        group=source("Office"),
    ),
)
LONGEST_WORDS = 100
STANDS = ("open", "closed", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account in the list. `bare`: it must have a second factor and has none."""

    staff: Staff
    unit: str
    factor: bool
    bare: bool
    mail_lost: bool
    """Whether their last morning digest did not arrive."""


@blueprint.get("")
@allow(May.MANAGE_STAFF)
def show() -> str:
    words = request.args.get("q", "").strip()[:LONGEST_WORDS]
    stand = request.args.get("stand", "")
    stand = stand if stand in STANDS else STANDS[0]
    role = request.args.get("role", "")
    with_factor, lost = shell().factors.everyone_with(), _mail_lost()
    everyone = shell().accounts.everyone()
    found = [one for one in everyone if _fits(one, words, stand, role)]
    shown = leaf(found)
    return render_template(
        "admin/staff.html",
        lines=[_line(one, with_factor, lost) for one in shown.rows],
        found=len(found),
        leaf=shown,
        total=len(everyone),
        words=words,
        stand=stand,
        role=role,
        roles=_roles(),
        filtered=bool(words or role or stand != STANDS[0]),
    )


@blueprint.get("/tambah")
@allow(May.MANAGE_STAFF)
def ask() -> ResponseReturnValue:
    """The form for a new account."""
    return _new_page()


@blueprint.post("/tambah")
@allow(May.MANAGE_STAFF)
def add() -> ResponseReturnValue:
    """Open an account, and show the link by which its owner sets a password."""
    new = NewStaff(
        login=line("login", 80),
        name=line("name", 200),
        role=_role(),
        unit=line("unit", 80),
        email=line("email", 254),
        language=line("language", 2) or "id",
    )
    try:
        staff = shell().accounts.add_without_password(new, _by())
    except Refused as refused:
        return _new_page(refused)
    return _link_page(staff, shell().invitations.make(staff, Kind.INVITE, _by()))


@blueprint.get("/akun/<login>")
@allow(May.MANAGE_STAFF)
def one(login: str) -> ResponseReturnValue:
    """One account, and what can be done with it."""
    return _page(shell().accounts.find(login))


@blueprint.post("/akun/<login>/peran")
@allow(May.MANAGE_STAFF)
def move(login: str) -> ResponseReturnValue:
    """Give another role or unit."""
    role, unit = _role(), line("unit", 80)
    return _do(
        login,
        lambda staff: shell().accounts.move(staff.id, role, unit, _by()),
        translate("Role and unit are changed. Every sign-in of theirs has ended."),
    )


@blueprint.post("/akun/<login>/surel")
@allow(May.MANAGE_STAFF)
def set_email(login: str) -> ResponseReturnValue:
    """Give another e-mail address, or none."""
    return _do(
        login,
        lambda staff: shell().accounts.set_email(staff.id, line("email", 254), _by()),
        translate("The e-mail address is changed."),
    )


@blueprint.post("/akun/<login>/tutup")
@allow(May.MANAGE_STAFF)
def close(login: str) -> ResponseReturnValue:
    """Close it; the history keeps its name."""
    return _do(
        login,
        lambda staff: shell().accounts.close(staff.id, _by()),
        translate("The account is closed. Every sign-in of theirs has ended."),
    )


@blueprint.post("/akun/<login>/buka")
@allow(May.MANAGE_STAFF)
def reopen(login: str) -> ResponseReturnValue:
    """Open it again."""
    return _do(
        login,
        lambda staff: shell().accounts.reopen(staff.id, _by()),
        translate("The account is open again. Make a link, so that a new password can be set."),
    )


@blueprint.post("/akun/<login>/tautan")
@allow(May.MANAGE_STAFF)
def link(login: str) -> ResponseReturnValue:
    """A link for a password: an invitation for who never signed in, else a short-lived one."""
    staff = shell().accounts.find(login)
    kind = Kind.RESET if staff.signed_in_at else Kind.INVITE
    try:
        made = shell().invitations.make(staff, kind, _by())
    except Refused as refused:
        return _page(staff, refused)
    return _link_page(staff, made)


@blueprint.post("/akun/<login>/faktor")
@allow(May.MANAGE_STAFF)
def reset_factor(login: str) -> ResponseReturnValue:
    """Turn their second factor off, and end their sign-ins."""

    def change(staff: Staff) -> None:
        shell().factors.reset(staff, _by())
        shell().sign_ins.end_all(staff, _by())

    return _do(login, change, translate("Their second factor is off."))


@blueprint.post("/akun/<login>/sso")
@allow(May.MANAGE_STAFF)
def unlink(login: str) -> ResponseReturnValue:
    """Forget who they are to the office's own sign-in."""
    return _do(
        login,
        lambda staff: shell().accounts.unlink(staff.id, _by()),
        translate("The link to the office's own sign-in is gone."),
    )


@blueprint.post("/akun/<login>/keluar")
@allow(May.MANAGE_STAFF)
def end_sign_ins(login: str) -> ResponseReturnValue:
    """End every sign-in of theirs."""
    return _do(
        login,
        lambda staff: shell().sign_ins.end_all(staff, _by()),
        translate("Every sign-in of theirs has ended."),
    )


def _do(login: str, change: Callable[[Staff], object], done: str) -> ResponseReturnValue:
    staff = shell().accounts.find(login)
    try:
        change(staff)
    except Refused as refused:
        return _page(staff, refused)
    flash(done, "done")
    return redirect(url_for(".one", login=staff.login), 303)


def _by() -> By:
    return By(actor().name, now())


def _role() -> Role:
    """The role that was chosen; raises `Refused` for what is none."""
    try:
        return Role(line("role", 80))
    except ValueError:
        raise Refused("no-role", "Choose a role.") from None


def _fits(staff: Staff, words: str, stand: str, role: str) -> bool:
    text = f"{staff.login} {staff.name} {staff.email} {short_unit(staff.unit)}".casefold()
    stands = stand == "all" or staff.active == (stand == "open")
    return stands and (not role or staff.role == role) and words.casefold() in text


def _mail_lost() -> dict[int, str]:
    """Whose last morning digest did not arrive, and why."""
    with installation().sessions.reading() as db:
        return digests.lost(db)


def _line(staff: Staff, with_factor: frozenset[int], lost: Container[int]) -> Line:
    has = staff.id in with_factor
    return Line(
        staff=staff,
        unit=short_unit(staff.unit) if staff.unit else "",
        factor=has,
        bare=staff.active and not has and staff.role in DEMANDED_OF,
        mail_lost=staff.active and staff.id in lost,
    )


def _roles() -> list[tuple[str, str]]:
    return [(str(role), label("role", role)) for role in Role]


def _units() -> object:
    return pairs(choices.all_units())


def _page(staff: Staff, refused: Refused | None = None) -> ResponseReturnValue:
    html = render_template(
        "admin/member.html",
        staff=staff,
        unit=short_unit(staff.unit) if staff.unit else "",
        error=say(refused) if refused else "",
        own=actor().name == staff.actor.name,
        factor=shell().factors.state(staff.id),
        mail_lost=delivery_words.why(_mail_lost().get(staff.id, "")),
        open_sign_ins=shell().sign_ins.open_of(staff, "", now()),
        in_words=in_words,
        issuer=installation().settings.oidc_name if shell().issuer else "",
        roles=_roles(),
        units=_units(),
        trail=url_for("audit.show", person=staff.actor.name),
        typed=request.form,
    )
    return html, status_of(refused) if refused else 200


def _new_page(refused: Refused | None = None) -> ResponseReturnValue:
    html = render_template(
        "admin/new_member.html",
        error=say(refused) if refused else "",
        typed=request.form,
        roles=_roles(),
        units=_units(),
    )
    return html, status_of(refused) if refused else 200


def _link_page(staff: Staff, made: Link) -> ResponseReturnValue:
    """The link, this once: nobody can look it up later, only make a new one."""
    address = installation().settings.address + url_for("invitation.show", token=made.token)
    return render_template("admin/link.html", staff=staff, link=made, address=address)
