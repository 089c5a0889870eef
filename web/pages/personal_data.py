"""Requests of people about their own data, at the desk of the personal-data officer.

By the reference of any of their complaints: which others are theirs, who they are (for a
reason, on the trail), and to forget them (UU 27/2022 art. 5 to 13). No word of a complaint is
shown here: this officer answers for the data and decides nothing about the matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import choices
from web.access import allow
from web.discovery import MenuEntry
from web.forms import line
from web.here import actor, installation, now
from web.i18n import source, translate
from web.pages.reveal import ACTION
from workflow.core.facts import Facts
from workflow.core.reference import read_reference, stand_in
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import Role
from workflow.store import erasing
from workflow.store.audit import Entry
from workflow.store.models import ComplaintRow
from workflow.store.people import Identity
from workflow.store.tables import PersonRow
from workflow.together import reveal as reveal_person

blueprint = Blueprint("personal_data", __name__, url_prefix="/data-pribadi")

MENU = (
    MenuEntry(
        label=source("Personal data"),
        endpoint="personal_data.show",
        icon="user-round-search",
        needs=(Role.PERSONAL_DATA_OFFICER,),
        order=10,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose data it is: the complaint by which they are found, and all that are theirs."""

    id: int
    reference: str
    facts: Facts
    complaints: Sequence[ComplaintRow]
    forgotten: bool

    @property
    def pseudonym(self) -> str:
        """What they are called where their name is not shown."""
        return stand_in(self.reference)

    @property
    def open(self) -> Sequence[ComplaintRow]:
        """Those that must end before anybody can be forgotten."""
        return [row for row in self.complaints if row.open]


@blueprint.get("")
@allow(Role.PERSONAL_DATA_OFFICER)
def show() -> ResponseReturnValue:
    """The door; with a reference, the person behind it."""
    asked = request.args.get("nomor", "").strip()[:40]
    if not asked:
        return _page()
    try:
        return _page(_found(asked), asked)
    except NotFound:
        return _page(None, asked, Refused("nowhere", "No complaint has this reference.")), 404


@blueprint.post("/identitas")
@allow(Role.PERSONAL_DATA_OFFICER)
def reveal() -> ResponseReturnValue:
    """The name and the addresses, once, for a reason from the list."""
    subject, reason = _found(line("nomor", 40)), line("reason", 80)
    house = installation()
    if subject.forgotten:
        raise NotFound("person")
    if reason not in {entry.id for entry in house.office.policy.reasons_in("reveal")}:
        refused = Refused("no-reason", "Say why you need to know who it is.")
        return _page(subject, subject.reference, refused), 422
    facts = subject.facts
    entry = Entry(
        at=now(),
        actor=actor().name,
        action=ACTION,
        complaint=subject.id,
        person=facts.person,
        detail=reason,
    )
    identity = reveal_person(house.engine, house.channels, house.vault, facts, entry)
    if identity is None:
        raise NotFound("person")
    response = make_response(_page(subject, subject.reference, identity=identity))
    response.headers["Cache-Control"] = "no-store, private"
    return response


@blueprint.post("/lupakan")
@allow(Role.PERSONAL_DATA_OFFICER)
def forget() -> ResponseReturnValue:
    """Take the person out of all of their complaints, once nothing of theirs is open."""
    subject = _found(line("nomor", 40))
    if read_reference(line("confirm", 40)) != subject.reference:
        typed = Refused("not-confirmed", "Type the reference of this complaint to confirm.")
        return _page(subject, subject.reference, typed), 422
    try:
        installation().erasing.person(subject.facts.person, actor().name, now())
    except Refused as refused:
        return _page(subject, subject.reference, refused), 422
    flash(translate("Nothing here says any more who it was."), "done")
    return redirect(url_for(".show", nomor=subject.reference), 303)


def _found(words: str) -> Subject:
    """Whoever filed a complaint; raises `NotFound`, as for one about this officer's own unit."""
    house = installation()
    with house.sessions.reading() as db:
        row = house.engine.row(db, words)
        if row.reported_unit in actor().units:
            raise NotFound
        facts, _ = house.engine.facts(db, row.id)
        person = db.get(PersonRow, facts.person)
        theirs = erasing.complaints_of(db, facts.person) if person else [row]
        return Subject(
            id=row.id,
            reference=row.reference,
            facts=facts,
            complaints=[one for one in theirs if one.reported_unit not in actor().units],
            forgotten=person is None or person.erased_at is not None,
        )


def _page(
    subject: Subject | None = None,
    asked: str = "",
    refused: Refused | None = None,
    identity: Identity | None = None,
) -> str:
    return render_template(
        "desk/personal_data.html",
        subject=subject,
        asked=asked,
        refused=refused,
        identity=identity,
        reasons=choices.reasons("reveal"),
    )
