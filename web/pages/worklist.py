"""The worklist: everyone's first page after signing in, most urgent first.

Views with counts, filters, finding, and pages by the last row seen. Works without a script;
a small one adds keys and keeps the counts fresh.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import choices
from web.access import allow
from web.clockfaces import ClockFace, clock_face
from web.discovery import MenuEntry
from web.flags import Flag, flags_of
from web.here import actor, installation, now
from web.i18n import source, translate
from web.looking import may_read
from web.present import mask
from web.who import short_unit
from workflow.core.reference import read_reference
from workflow.core.roles import May
from workflow.store import complaints, set_aside, worklists
from workflow.store.models import ComplaintRow
from workflow.store.worklists import MOST_COUNTED, VIEWS, Wanted, is_visible, view_named

blueprint = Blueprint("worklist", __name__, url_prefix="/aduan")

MENU = (
    MenuEntry(
        label=source("Worklist"),
        endpoint="worklist.show",
        icon="list-checks",
        needs=(May.SEE_ALL, May.SEE_UNIT),
        order=10,
    ),
)
CHANNEL_ICONS = {
    "form": "file-text",
    "email": "mail",
    "memory": "messages-square",
    "whatsapp": "message-circle",
    "telegram": "send",
    "counter": "store",
    "telephone": "phone",
}
FILTERS = ("view", "state", "unit", "q")
LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A complaint as the worklist shows it; `masked` when its first line is not for this person."""

    reference: str
    first_line: str
    masked: bool
    channel: str
    channel_icon: str
    state: str
    unit: str
    face: ClockFace | None
    flags: tuple[Flag, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A view of the worklist, with how many it holds: a number, or “999+”."""

    label: str
    address: str
    count: str
    here: bool
    alarming: bool = False


@blueprint.get("")
@allow(May.SEE_ALL, May.SEE_UNIT)
def show() -> ResponseReturnValue:
    wanted = _wanted()
    found = _exactly(wanted.words)
    if found:
        return redirect(url_for("complaint.show", reference=found))
    with installation().sessions.reading() as db:
        page = worklists.page(db, actor(), wanted, now())
    following = {**_asked(), "after": _key(page.next)} if page.next else {}
    return render_template(
        "desk/worklist.html",
        wanted=wanted,
        view=view_named(wanted.view),
        lines=[_line(row) for row in page.rows],
        tabs=tabs(wanted.view),
        states=installation().office.lifecycle.states,
        units=choices.pairs(choices.all_units()) if actor().may(May.SEE_ALL) else [],
        older=url_for(".show", **following) if following else "",
        newer=url_for(".show", **_asked()) if wanted.after else "",
        filtered=bool(wanted.words or wanted.state or wanted.unit),
    )


@blueprint.get("/hitungan")
@allow(May.SEE_ALL, May.SEE_UNIT)
def counts() -> str:
    """The views alone, for the script that keeps their counts fresh."""
    return render_template("desk/_views.html", tabs=tabs(view_named(_wanted().view).name))


def _wanted() -> Wanted:
    args = request.args
    states = {state.name for state in installation().office.lifecycle.states}
    state, unit = args.get("state", ""), args.get("unit", "")
    return Wanted(
        view=view_named(args.get("view", "")).name,
        state=state if state in states else "",
        unit=unit if unit in installation().office.policy.units else "",
        words=args.get("q", "").strip()[:LONGEST_WORDS],
        after=read_key(args.get("after", "")),
    )


def _asked() -> dict[str, Any]:
    """What was asked for, to be asked for again on the next page."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _key(after: tuple[datetime, int] | None) -> str:
    return f"{after[0].isoformat()}~{after[1]}" if after else ""


def read_key(words: str) -> tuple[datetime, int] | None:
    """The key of the last row seen, as an address carries it; none for anything else."""
    at, _, number = words.partition("~")
    try:
        key = datetime.fromisoformat(at), int(number)
    except ValueError:
        return None
    return key if key[0].tzinfo is not None and 0 < key[1] < _LARGEST else None


_LARGEST = 2**63


def _exactly(words: str) -> str:
    """The reference that was typed in full, if it is one that this person may see."""
    reference = read_reference(words) if words else None
    if reference is None:
        return ""
    with installation().sessions.reading() as db:
        row = complaints.by_reference(db, reference)
        return row.reference if row is not None and is_visible(row, actor()) else ""


def _line(row: ComplaintRow) -> Line:
    open_to_me = may_read(confidential=row.confidential)
    return Line(
        reference=row.reference,
        first_line=mask(row.first_line) if open_to_me else "",
        masked=not open_to_me,
        channel=row.channel,
        channel_icon=CHANNEL_ICONS.get(row.channel, "at-sign"),
        state=row.state,
        unit=short_unit(row.unit) if row.unit else "",
        face=clock_face(row, row.due_clock) if row.open else None,
        flags=flags_of(row),
        received_at=row.received_at,
    )


def tabs(here: str) -> list[Tab]:
    """The views of the worklist with their counts, and those of the inbox for who judges it."""
    me = actor()
    with installation().sessions.reading() as db:
        found = worklists.counts(db, me, now())
        aside = set_aside.counts(db) if me.may(May.JUDGE_INBOX) else None
    views = [
        Tab(
            label=translate(view.label),
            address=url_for("worklist.show", view=view.name),
            count=_capped(found[view.name]),
            here=view.name == here,
            alarming=view.name in ALARMING and bool(found[view.name]),
        )
        for view in VIEWS
    ]
    return views if aside is None else [*views, *_inbox_tabs(aside)]


ALARMING = ("late", "came_back")


def _inbox_tabs(aside: Mapping[str, int]) -> list[Tab]:
    unverified = aside.get(set_aside.UNVERIFIED, 0)
    others = sum(aside.values()) - unverified
    return [
        Tab(
            label=translate("Unverified replies"),
            address=url_for("inbox.show", rule=set_aside.UNVERIFIED),
            count=_capped(unverified),
            here=False,
            alarming=bool(unverified),
        ),
        Tab(
            label=translate("Set aside"),
            address=url_for("inbox.show"),
            count=_capped(others),
            here=False,
        ),
    ]


def _capped(count: int) -> str:
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)
