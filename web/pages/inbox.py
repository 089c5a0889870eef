"""The inbox: messages that were set aside, why, and what an officer makes of each.

Attach it to a complaint, open a new one, let it be read again, or say that it is not for
us. Below: what became of everything that came in, by channel and day.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import channel_accounts, reconciliation
from web.access import allow
from web.conversation import bubbles
from web.discovery import MenuEntry
from web.here import actor, installation, now
from web.i18n import source, translate
from web.looking import Looked, look
from web.numbers import whole
from web.reading import Readable, read_row
from web.rule_words import DROPS, drop_reason, reason_in_words, rule_name
from workflow.core.matching import REMARK
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May
from workflow.store import complaints, inbox, set_aside
from workflow.store.set_aside import UNVERIFIED, SetAside

blueprint = Blueprint("inbox", __name__, url_prefix="/kotak-masuk")

MENU = (
    MenuEntry(
        label=source("Inbox"),
        endpoint="inbox.show",
        icon="inbox",
        needs=(May.JUDGE_INBOX,),
        order=20,
    ),
)
LAST = 8
"""Messages of the suspected complaint that are shown beside the one in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message as the list shows it."""

    id: int
    channel: str
    arrived_at: datetime
    rule: str
    why: str
    summary: str
    unverified: bool


@blueprint.get("")
@allow(May.JUDGE_INBOX)
def show() -> str:
    rule = request.args.get("rule", "")
    after = whole(request.args.get("after", "")) or 0
    with installation().sessions.reading() as db:
        page = set_aside.page(db, actor(), rule=rule, after=after)
        counts = set_aside.counts(db, actor())
    known: dict[str, Any] = {"rule": rule} if rule else {}
    return render_template(
        "desk/inbox.html",
        lines=[_line(row) for row in page.rows],
        rule=rule,
        rules=[(name, rule_name(name), count) for name, count in sorted(counts.items())],
        total=sum(counts.values()),
        older=url_for(".show", **known, after=str(page.next)) if page.next else "",
        newer=url_for(".show", **known) if after else "",
        table=reconciliation.last_days(),
        warnings=channel_accounts.warnings(reconciliation.DAYS),
    )


def _line(row: SetAside) -> Line:
    return Line(
        id=row.id,
        channel=row.channel,
        arrived_at=row.arrived_at,
        rule=rule_name(row.rule),
        why=reason_in_words(row.rule, row.reason),
        summary=row.summary,
        unverified=row.rule == UNVERIFIED,
    )


@blueprint.get("/<int:number>")
@allow(May.JUDGE_INBOX)
def one(number: int) -> str:
    """One message in full, and the complaint that it may belong to beside it."""
    return _page(number)


def _page(number: int, refused: Refused | None = None, typed: str = "") -> str:
    found = _readable(number)
    suspected = _suspected(found)
    recent = suspected.view.messages[-LAST:] if suspected else ()
    return render_template(
        "desk/inbox_message.html",
        found=found,
        rule=rule_name(found.rule),
        why=reason_in_words(found.rule, found.reason),
        suspected=suspected,
        bubbles=bubbles(recent, suspected.who) if suspected else (),
        drops=[(code, translate(words)) for code, words in DROPS.items()],
        refused=refused,
        remark=found.rule == REMARK,
        typed=typed or (suspected.reference if suspected and found.rule != REMARK else ""),
    )


def _readable(number: int) -> Readable:
    with installation().sessions.reading() as db:
        row = set_aside.one(db, actor(), number)
    if row is None:
        raise NotFound("message")
    return read_row(row)


def _suspected(found: Readable) -> Looked | None:
    """The complaint that it may belong to, as far as this person may see it."""
    if found.suspected is None:
        return None
    try:
        with installation().sessions.reading() as db:
            reference = complaints.row_of(db, found.suspected).reference
        return look(reference)
    except NotFound:
        return None


@blueprint.post("/<int:number>/lampirkan")
@allow(May.JUDGE_INBOX)
def attach(number: int) -> ResponseReturnValue:
    """It belongs to this complaint."""
    typed = request.form.get("reference", "").strip()
    _readable(number)  # what is not there for somebody is not theirs to judge
    try:
        looked = look(typed)
        installation().intake.judge(number, looked.id, actor(), now())
    except Refused as refused:
        return _page(number, refused, typed), 422
    flash(translate("Attached to {reference}.", reference=looked.reference), "done")
    return redirect(url_for("complaint.show", reference=looked.reference), 303)


@blueprint.post("/<int:number>/buka")
@allow(May.JUDGE_INBOX)
def open_new(number: int) -> ResponseReturnValue:
    """It is a complaint of its own."""
    _readable(number)
    try:
        outcome = installation().intake.judge(number, None, actor(), now())
    except Refused as refused:
        if isinstance(refused, NotFound):
            raise
        return _page(number, refused), 422
    with installation().sessions.reading() as db:
        reference = complaints.row_of(db, outcome.complaint or 0).reference
    flash(translate("A new complaint: {reference}.", reference=reference), "done")
    return redirect(url_for("complaint.show", reference=reference), 303)


@blueprint.post("/<int:number>/biarkan")
@allow(May.JUDGE_INBOX)
def leave(number: int) -> ResponseReturnValue:
    """It is a remark of somebody else on a complaint, and stays beside it."""
    found = _readable(number)
    installation().intake.leave(number, actor(), now())
    with installation().sessions.reading() as db:
        reference = complaints.row_of(db, found.suspected or 0).reference
    flash(translate("Left beside {reference}.", reference=reference), "done")
    return redirect(url_for("complaint.show", reference=reference), 303)


@blueprint.post("/<int:number>/baca-ulang")
@allow(May.JUDGE_INBOX)
def put_back(number: int) -> ResponseReturnValue:
    """Let intake read it again, after the rules or a channel have changed."""
    house, officer = installation(), actor().id
    _readable(number)
    if not house.sessions.settled(lambda db: inbox.put_back(db, number, officer)):
        raise NotFound("message")
    outcome = house.intake.handle(number, now())
    if outcome.complaint is None:
        why = rule_name(outcome.rule)
        flash(translate("Read again; set aside again: {why}.", why=why), "warning")
        return redirect(url_for(".show"), 303)
    with house.sessions.reading() as db:
        reference = complaints.row_of(db, outcome.complaint).reference
    flash(translate("Read again; it is now part of {reference}.", reference=reference), "done")
    return redirect(url_for("complaint.show", reference=reference), 303)


@blueprint.post("/<int:number>/buang")
@allow(May.JUDGE_INBOX)
def drop(number: int) -> ResponseReturnValue:
    """It is not for us; its bytes stay, with the reason."""
    _readable(number)
    try:
        reason = drop_reason(request.form.get("reason", ""))
    except Refused as refused:
        return _page(number, refused), 422
    installation().intake.drop(number, actor(), DROPS[reason], now())
    flash(translate("Set apart. Its bytes are kept with the reason."), "done")
    return redirect(url_for(".show"), 303)
