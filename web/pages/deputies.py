"""Who stands in for whom: heads name their own deputy, administrators anybody's.

Supervisors see all of it. A deputy has the head's rights for the days named and acts under
their own name; both ends by itself.
"""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import allow
from web.choices import Pairs
from web.days import begins, named
from web.discovery import MenuEntry
from web.errors import status_of
from web.forms import line
from web.here import actor, me, now, shell
from web.i18n import say, source, translate
from web.present import day
from web.who import short_unit
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May, Role
from workflow.deputies import Absence, NewAbsence
from workflow.staff import By, Staff

blueprint = Blueprint("deputies", __name__, url_prefix="/pelaksana-harian")

NAMERS = (Role.UNIT_HEAD, Role.ADMINISTRATOR)
MENU = (
    MenuEntry(
        label=source("Deputies"),
        endpoint="deputies.show",
        icon="user-round-check",
        needs=(*NAMERS, Role.SUPERVISOR),
        order=906,
        group=source("Office"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An absence in the list; `may_end` for who may end it."""

    id: int
    unit: str
    head: str
    deputy: str
    first: str
    last: str
    running: bool
    over: bool
    may_end: bool


@blueprint.get("")
@allow(*NAMERS, Role.SUPERVISOR)
def show() -> ResponseReturnValue:
    return _page()


@blueprint.post("")
@allow(*NAMERS)
def appoint() -> ResponseReturnValue:
    """Name who stands in, from day to day."""
    try:
        head = _head(line("head", 80))
        new = NewAbsence(
            head=_some(head).id,
            deputy=_some(_named(line("deputy", 80))).id,
            first=_day(line("first", 10)),
            last=_day(line("last", 10)),
        )
        shell().deputies.appoint(new, By(actor().name, now()))
    except Refused as refused:
        return _page(refused)
    flash(translate("It is kept. Those days begin and end by themselves."), "done")
    return redirect(url_for(".show"), 303)


@blueprint.post("/<int:number>/akhiri")
@allow(*NAMERS)
def end(number: int) -> ResponseReturnValue:
    """End it now, or before it begins."""
    own = None if _manages() else int(actor().id)
    try:
        shell().deputies.end(number, By(actor().name, now()), head=own)
    except Refused as refused:
        return _page(refused)
    flash(translate("Nobody stands in there any more."), "done")
    return redirect(url_for(".show"), 303)


def _manages() -> bool:
    return actor().may(May.MANAGE_STAFF)


def _head(login: str) -> Staff | None:
    """Whose days are named: anybody's by an administrator, their own by everybody else."""
    if not _manages():
        return me() if actor().role is Role.UNIT_HEAD else None
    return _named(login)


def _named(login: str) -> Staff | None:
    try:
        return shell().accounts.find(login) if login else None
    except NotFound:
        return None


def _some(staff: Staff | None) -> Staff:
    if staff is None:
        raise Refused("nobody-chosen", "Choose a person.")
    return staff


def _day(words: str) -> date:
    found = named(words)
    if found is None:
        raise Refused("no-date", "Give both days as dates.")
    return found


def _page(refused: Refused | None = None) -> ResponseReturnValue:
    head = _head(request.values.get("head", "")[:80])
    mine = me() if actor().role is Role.UNIT_HEAD else None
    html = render_template(
        "admin/deputies.html",
        lines=[_line(one) for one in shell().deputies.shown(now(), mine)],
        error=say(refused) if refused else "",
        typed=request.form,
        manages=_manages(),
        head=head if head and head.active and head.role is Role.UNIT_HEAD else None,
        heads=_heads() if _manages() else [],
        choices=_choices(head) if head else [],
    )
    return html, status_of(refused) if refused else 200


def _heads() -> list[tuple[str, str]]:
    heads = [
        one for one in shell().accounts.everyone() if one.active and one.role is Role.UNIT_HEAD
    ]
    return sorted(((one.login, f"{short_unit(one.unit)}: {one.name}") for one in heads),
                  key=lambda pair: pair[1])  # fmt: skip


def _choices(head: Staff) -> Pairs:
    able = shell().deputies.choices(head)
    own = [(one.login, one.name) for one in able if one.unit == head.unit]
    others = [(one.login, f"{short_unit(one.unit)}: {one.name}") for one in able
              if one.unit != head.unit]  # fmt: skip
    groups: Pairs = []
    if own:
        groups.append((translate("Of the same unit"), own))
    if others:
        groups.append((translate("Heads of other units"), others))
    return groups


def _line(one: Absence) -> Line:
    return Line(
        id=one.id,
        unit=short_unit(one.unit),
        head=one.head.name,
        deputy=one.deputy.name,
        first=day(begins(one.first)),
        last=day(begins(one.last)),
        running=one.running,
        over=one.over,
        may_end=not one.over and (_manages() or str(one.head.id) == actor().id),
    )
