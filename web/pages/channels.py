"""The channels: how each account does, its books, and a trial of the connection by hand.

For those who keep the office reachable. Shows no message; a trial keeps and sends nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import channel_accounts
from web.access import allow
from web.channel_accounts import KEEPERS, AccountView
from web.channel_words import probe_name, what_is_wrong, what_to_do
from web.delivery_words import why as why_not
from web.discovery import MenuEntry
from web.here import installation, now
from web.i18n import source, translate
from workflow.core.messages import Probe
from workflow.core.refusal import NotFound
from workflow.store import account_notices, accounts, news
from workflow.troubles import Kind

blueprint = Blueprint("channels", __name__, url_prefix="/saluran")

DAYS = 14
MONTHS = 12

MENU = (
    MenuEntry(
        label=source("Channels"),
        endpoint="channels.show",
        icon="plug",
        needs=tuple(KEEPERS),
        order=890,
        group=source("Office"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One thing of a trial, in words; `why` and `cure` are empty where it went well."""

    name: str
    why: str
    cure: str
    detail: str
    expires_at: datetime | None


@blueprint.get("")
@allow(*KEEPERS)
def show() -> str:
    found = channel_accounts.views()
    return render_template(
        "desk/channels.html",
        accounts=found,
        troubles=[channel_accounts.in_words(each) for each in channel_accounts.account_troubles()],
    )


@blueprint.get("/<channel>/<account>")
@allow(*KEEPERS)
def one(channel: str, account: str) -> str:
    """One account, and its books of the last days."""
    return _page(_view(channel, account))


def _page(found: AccountView, tried: tuple[Probe, ...] | None = None) -> str:
    which = found.channel, found.account
    with installation().sessions.reading() as db:
        untold = news.given_up(db, which)
    return render_template(
        "desk/channel.html",
        found=found,
        books=channel_accounts.books(which, DAYS),
        prices=channel_accounts.prices(which, MONTHS),
        untold=[(count, why_not(code)) for code, count in untold.items()],
        notices=[
            (one.about, channel_accounts.in_words(one), what_to_do(one.code))
            for one in channel_accounts.account_troubles()
            if one.kind is Kind.NOTICE and one.which == which
        ],
        tried=None if tried is None else [_in_words(probe) for probe in tried],
    )


def _view(channel: str, account: str) -> AccountView:
    found = channel_accounts.view((channel, account))
    if found is None:
        raise NotFound("page")
    return found


def _in_words(probe: Probe) -> Tried:
    return Tried(
        name=probe_name(probe.what),
        why=what_is_wrong(probe.code) if probe.code else "",
        cure=what_to_do(probe.code) if probe.code else "",
        detail=probe.detail,
        expires_at=probe.expires_at,
    )


@blueprint.post("/<channel>/<account>/uji")
@allow(*KEEPERS)
def attempt(channel: str, account: str) -> str:
    """Try the account now, within its own time limits; the answer is the page."""
    found = _view(channel, account)
    probes = installation().checkups.attempt((found.channel, found.account), now())
    return _page(_view(channel, account), probes)


@blueprint.post("/<channel>/<account>/ambil")
@allow(*KEEPERS)
def poll(channel: str, account: str) -> ResponseReturnValue:
    """Have the account polled at once, whatever its pause."""
    found = _view(channel, account)
    which = found.channel, found.account
    if found.polled:
        installation().sessions.settled(lambda db: accounts.wake(db, which, now(), by_hand=True))
        flash(translate("It is asked for new messages within seconds."), "done")
    return redirect(url_for(".one", channel=channel, account=account), 303)


@blueprint.post("/<channel>/<account>/kabar")
@allow(*KEEPERS)
def tell_again(channel: str, account: str) -> ResponseReturnValue:
    """Tell the other system once more what it did not take."""
    found = _view(channel, account)
    which = found.channel, found.account
    if installation().sessions.settled(lambda db: news.again(db, which, now())):
        flash(translate("It is told again within seconds."), "done")
    return redirect(url_for(".one", channel=channel, account=account), 303)


@blueprint.post("/<channel>/<account>/dilihat")
@allow(*KEEPERS)
def seen(channel: str, account: str) -> ResponseReturnValue:
    """Somebody has seen what the platform tells, and sees to it."""
    found = _view(channel, account)
    which, about = (found.channel, found.account), request.form.get("about", "")
    if installation().sessions.settled(lambda db: account_notices.put_aside(db, which, about)):
        flash(translate("It is told no more, unless the platform tells it again."), "done")
    return redirect(url_for(".one", channel=channel, account=account), 303)
