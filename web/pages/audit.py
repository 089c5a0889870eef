"""The trail of what was done with the system itself: to look through, and to save as a table.

Shows no message and no complainant; saving it is itself put on the trail.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from web.access import allow
from web.audit_words import ACTIONS, Told, group, tell, what
from web.days import begins, named
from web.discovery import MenuEntry
from web.here import actor, installation, now, shell
from web.i18n import source, translate
from web.numbers import whole
from web.present import iso
from web.sections import KIND, Section, answer
from workflow.core.roles import May
from workflow.store import audit
from workflow.store.audit import Entry, Kept, Wanted

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

MENU = (
    MenuEntry(
        label=source("Audit trail"),
        endpoint="audit.show",
        icon="scroll-text",
        needs=(May.READ_AUDIT,),
        order=940,
        group=source("Office"),
    ),
)
ON_A_PAGE = 50
MOST_SAVED = 20_000

FILTERS = ("action", "person", "from", "to")
NOT_STAFF = ("console", "unknown")
HEADER = (
    source("Time"),
    source("Who"),
    source("What"),
    source("To, or why"),
    source("Complaint"),
    source("Code"),
    source("Detail"),
)


@blueprint.get("")
@allow(May.READ_AUDIT)
def show() -> str:
    people, wanted = _people(), _wanted(ON_A_PAGE + 1)
    with installation().sessions.reading() as db:
        found = audit.find(db, wanted)
        references = audit.references(db, found)
        kinds = audit.actions(db)
    shown = found[:ON_A_PAGE]
    more = len(found) > ON_A_PAGE
    return render_template(
        "admin/audit.html",
        lines=[
            (entry, tell(entry, people), references.get(entry.complaint or 0)) for entry in shown
        ],
        people=sorted(people.items(), key=lambda pair: pair[1].casefold()),
        kinds=_kinds({*kinds}),
        asked={name: request.args.get(name, "") for name in FILTERS},
        filtered=any(request.args.get(name) for name in FILTERS),
        older=url_for(".show", **_asked(), before=shown[-1].id) if more else "",
        newer=url_for(".show", **_asked()) if wanted.before else "",
        save=_asked(),
    )


@blueprint.get(f"/tabel.{KIND}")
@allow(May.READ_AUDIT)
def save(kind: str) -> Response:
    """The same entries as a file; newest first, at most `MOST_SAVED`."""
    people, house = _people(), installation()
    with house.sessions.reading() as db:
        found = audit.find(db, _wanted(MOST_SAVED))
        references = audit.references(db, found)
    entry = Entry(at=now(), actor=actor().name, action="audit.exported", detail=str(len(found)))
    house.sessions.settled(lambda db: audit.note(db, entry))
    rows = [_row(each, tell(each, people), references) for each in found]
    section = Section(translate("Audit trail"), tuple(translate(each) for each in HEADER), rows)
    return answer(f"audit-{now():%Y%m%d}", kind, [section])


def _row(entry: Kept, told: Told, references: dict[int, str]) -> tuple[str, ...]:
    reference = references.get(entry.complaint or 0, "")
    return iso(entry.at), told.who, told.what, told.to, reference, entry.action, entry.detail


def _people() -> dict[str, str]:
    """Everybody who works here or did, by actor."""
    return {f"staff:{one.id}": f"{one.name} ({one.login})" for one in shell().accounts.everyone()}


def _kinds(known: set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The actions to choose from, in groups: those that are on the trail."""
    ordered = [*(name for name in ACTIONS if name in known), *sorted(known - ACTIONS.keys())]
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in ordered:
        groups.setdefault(group(name), []).append((name, what(name)))
    return list(groups.items())


def _asked() -> dict[str, Any]:
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _wanted(limit: int) -> Wanted:
    args = request.args
    action, person = args.get("action", "")[:80], args.get("person", "")[:80]
    first, last = named(args.get("from", "")), named(args.get("to", ""))
    return Wanted(
        actions=(action,) if action else (),
        about=person,
        since=begins(first) if first else None,
        until=begins(last + timedelta(days=1)) if last else None,
        before=whole(args.get("before", "")),
        limit=limit,
        not_about=sorted(actor().units),
    )
