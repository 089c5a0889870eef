"""One form page for each move of the lifecycle, made from its row of the table.

A move that the table does not offer here and now is refused in the engine's own words, with
all that was typed.
"""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web import choices, sheets
from web.access import allow
from web.choices import Choices
from web.here import actor, installation
from web.i18n import source, translate
from web.labels import label
from web.looking import Looked, look
from web.sheets import Ask, Sheet, Trouble, Typed
from web.who import short_unit
from web.writing import window_of
from workflow.core.commands import Act
from workflow.core.moves import fields_for
from workflow.core.refusal import NotFound
from workflow.core.roles import May
from workflow.core.tables import Field, FieldKind, Move

blueprint = Blueprint("moves", __name__)

EITHER = {
    "evidence": source("Fill this in, or choose below why there is none. Stays in the office."),
    "no_evidence": source("Only where the field above stays empty."),
}
"""Two fields of which one is wanted: neither is called optional, each names the other."""

FIELD_KINDS = {
    FieldKind.TEXT: "words",
    FieldKind.COMPLAINT: "line",
    FieldKind.UNIT: "choice",
    FieldKind.AGENCY: "choice",
    FieldKind.CODE: "choice",
}


@blueprint.route("/aduan/<reference>/langkah/<name>", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def move(reference: str, name: str) -> ResponseReturnValue:
    """The form of a move, the check before it, and the move itself."""
    looked = look(reference)
    row = installation().office.lifecycle.move(name)
    if row is None or actor().party not in row.by:
        raise NotFound("page")
    sheet = sheet_of(looked, row)
    if request.method == "GET":
        return _begin(looked, sheet)
    return sheets.run(looked, sheet, lambda typed: command_of(looked, name, typed))


def _begin(looked: Looked, sheet: Sheet) -> ResponseReturnValue:
    """The empty form; a greyed move shows its reason, one of another state leads back."""
    offer = next((o for o in looked.view.offers if o.move.name == sheet.name), None)
    if offer is None:
        state = label("state", looked.facts.state)
        flash(
            translate("“{move}” is not open now: {state}.", move=sheet.title, state=state),
            "warning",
        )
        return redirect(url_for("complaint.show", reference=looked.reference), 303)
    if offer.refused is not None:
        return sheets.show(looked, sheet, trouble=Trouble(offer.refused)), sheets.UNDONE
    return sheets.run(looked, sheet, lambda typed: command_of(looked, sheet.name, typed))


def command_of(looked: Looked, name: str, typed: Typed) -> Act:
    """The command of what was typed."""
    return Act(
        complaint=looked.id,
        move=name,
        values=dict(typed.values),
        files=typed.file_ids,
        seen=typed.seen,
    )


def sheet_of(looked: Looked, row: Move) -> Sheet:
    """The form page of a move for this person."""
    fields = fields_for(row, actor().party)
    button = translate(row.button)
    outward = row.outward or bool(row.says) or any(field.sent_as for field in fields)
    return Sheet(
        name=row.name,
        title=button,
        button=button,
        asks=tuple(_ask(looked, row, field) for field in fields),
        outward=outward,
        intro=_with_window(looked, fields, _intro(looked, row)),
        files=any(field.sent_as for field in fields),
        done=translate("Done: {move}.", move=button),
        undo=outward,
    )


def _ask(looked: Looked, row: Move, field: Field) -> Ask:
    return Ask(
        name=field.name,
        label=translate(field.label),
        kind=FIELD_KINDS[field.kind],
        required=field.required or field.name in EITHER,
        choices=_choices(looked, field),
        value=_given(looked, row, field),
        sent=bool(field.sent_as),
        hint=_hint(field),
    )


def _choices(looked: Looked, field: Field) -> Choices:
    facts = looked.facts
    category = installation().office.policy.categories.get(facts.category)
    if field.kind is FieldKind.UNIT:
        usual = category.units if category else ()
        return choices.units(without=facts.reported_unit, usual=usual)
    if field.kind is FieldKind.AGENCY:
        return choices.agencies()
    return choices.reasons(field.list) if field.kind is FieldKind.CODE else ()


def _given(looked: Looked, row: Move, field: Field) -> str:
    """What the form begins with: a draft of the unit's, or the agency that usually decides."""
    if field.kind is FieldKind.TEXT and field.sent_as == "answer":
        return _drafted(looked, request.args.get("konsep", ""))
    if field.kind is FieldKind.AGENCY and row.name == "refer":
        category = installation().office.policy.categories.get(looked.facts.category)
        return category.agency if category else ""
    return ""


def _drafted(looked: Looked, number: str) -> str:
    """The words of the draft that is to be released."""
    found = (m.row for m in looked.view.messages if str(m.row.number) == number)
    return next((row.text for row in found if row.purpose == "draft"), "")


def _hint(field: Field) -> str:
    if field.name in EITHER:
        return translate(EITHER[field.name])
    if field.sent_as:
        return translate("Goes to the complainant, inside the office's letter.")
    if field.kind is FieldKind.COMPLAINT:
        return translate("Its reference, such as C-7KQ4-2MX9.")
    return translate("Stays in the office.") if field.kind is FieldKind.TEXT else ""


def _with_window(looked: Looked, fields: Sequence[Field], intro: str) -> str:
    """With how long the platform takes words, where some are about to go to it."""
    told = window_of(looked).says if any(field.sent_as for field in fields) else ""
    return f"{intro} {told}".strip()


def _intro(looked: Looked, row: Move) -> str:
    """Where the move leads, before anything is filled in."""
    state = label("state", row.to) if row.to in _states() else ""
    holder = short_unit(looked.facts.unit)
    now = label("state", looked.facts.state)
    owner = translate("{state}, with {unit}", state=now, unit=holder) if holder else now
    if not state:
        return translate("Now: {now}.", now=owner)
    return translate("Now: {now}. Afterwards: {state}.", now=owner, state=state)


def _states() -> frozenset[str]:
    return frozenset(state.name for state in installation().office.lifecycle.states)
