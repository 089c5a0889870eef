"""What a request stands on: the office, the moment, who is signed in.

The only place where pages reach for what the app was made with.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import current_app, g

from config.issuer import Issuer
from config.wiring import Installation
from workflow.core.refusal import NotFound
from workflow.core.roles import Actor
from workflow.deputies import Deputies
from workflow.invitations import Invitations
from workflow.limits import Limits
from workflow.second_factor import SecondFactors
from workflow.signins import SignIns
from workflow.staff import Accounts, Staff

if TYPE_CHECKING:
    from web.discovery import MenuEntry


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Everything that pages share, made once with the app."""

    installation: Installation
    accounts: Accounts
    sign_ins: SignIns
    factors: SecondFactors
    invitations: Invitations
    deputies: Deputies
    issuer: Issuer | None
    """The office's own sign-in, where there is one."""
    limits: Limits
    demo: bool
    """Whether this is the demo office, into which everybody is shown the way."""
    menu: tuple["MenuEntry", ...]


def shell() -> Shell:
    """What this app was made with."""
    made: Shell = current_app.extensions["tuntas"]
    return made


def installation() -> Installation:
    """The office: sessions, engine, policy, calendars, keys, settings."""
    return shell().installation


def now() -> datetime:
    """The moment of this request, the same to its end; aware UTC."""
    moment: datetime | None = g.get("now")
    if moment is None:
        moment = g.now = installation().now()
    return moment


def me() -> Staff | None:
    """Who is signed in; none on a stranger's request."""
    found: Staff | None = g.get("me")
    return found


def actor() -> Actor:
    """Who gives this request's commands; raises `NotFound` when nobody is signed in."""
    staff = me()
    if staff is None:
        raise NotFound("page")
    acting: Actor | None = g.get("acting")
    if acting is None:
        acting = g.acting = staff.actor
    return acting


def act_at(unit: str) -> None:
    """From here on this request acts on what a unit holds: as its head, where they stand in."""
    g.acting = actor().at(unit)
