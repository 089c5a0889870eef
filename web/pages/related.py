"""Complaints that belong together: linking two, taking a link back, splitting a second matter off.

A link is shown at both ends, and only to who may see the other end. What is split off is told
to the complainant, so it is looked at before it goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import forms
from web.access import allow
from web.ahead import LetterAhead, letter_of
from web.conversation import Bubble, bubbles
from web.here import actor, installation, me, now
from web.i18n import translate
from web.looking import Looked, look, may_read
from web.numbers import whole
from web.postponing import may_wait
from web.sheets import LONGEST, STALE, UNDONE, Ask, Sheet, Trouble, Typed, run
from workflow.core.decide import decide, refuse_if_stale
from workflow.core.facts import Facts
from workflow.core.reference import read_reference
from workflow.core.refusal import Conflict, Refused
from workflow.core.related_commands import Link, Split
from workflow.core.roles import May
from workflow.pressed import SPLIT
from workflow.splitting import Parted, can_go, opening, pressed_of, split
from workflow.store import complaints, drafts
from workflow.store.tables import AttachmentRow
from workflow.store.worklists import is_visible

blueprint = Blueprint("related", __name__)

LONGEST_REFERENCE = 20
_KEPT = {name: f"{SPLIT}.{name}" for name in ("matter", "messages", "files")}
"""Under which names a split that was taken back is kept."""

NOT_YET = "C-····-····"
"""Stands in the letter that is looked at: the new number is made when it goes."""


@blueprint.route("/aduan/<reference>/kaitkan", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def link(reference: str) -> ResponseReturnValue:
    """Say that another complaint has to do with this one."""
    looked = look(reference)
    sheet = Sheet(
        name="link",
        title=translate("Link to another complaint"),
        button=translate("Link"),
        asks=(
            Ask(
                name="other",
                label=translate("The other complaint"),
                kind="line",
                hint=translate("Its reference, such as C-7KQ4-2MX9."),
                value=request.args.get("other", "")[:LONGEST_REFERENCE],
            ),
            Ask(
                name="text",
                label=translate("Why it is linked"),
                required=False,
                hint=translate("Stays with this complaint: not everybody here sees the other one."),
            ),
        ),
        intro=translate("Both go on by themselves. Only who may see the other one sees the link."),
        done=translate("They are linked."),
    )
    return run(looked, sheet, lambda typed: _link(looked, typed))


def _link(looked: Looked, typed: Typed) -> Link:
    other = _other(typed.values["other"])
    return Link(complaint=looked.id, other=other, text=typed.values["text"])


def _other(words: str) -> int:
    """The id of a complaint that this person may see and read; raises `Refused` for all others."""
    reference = read_reference(words)
    with installation().sessions.reading() as db:
        row = complaints.by_reference(db, reference) if reference else None
        if (
            row is None
            or not is_visible(row, actor())
            or not may_read(confidential=row.confidential)
        ):
            raise Refused("no-such-other", "There is no such other complaint.")
        return row.id


@blueprint.post("/aduan/<reference>/lepas-kaitan")
@allow(May.SEE_ALL, May.SEE_UNIT)
def unlink(reference: str) -> ResponseReturnValue:
    """Take a link back."""
    looked = look(reference)
    other = _other(request.form.get("other", ""))
    command = Link(complaint=looked.id, other=other, left=True)
    installation().engine.execute(command, actor(), now())
    flash(translate("They are no longer linked."), "done")
    return redirect(url_for("complaint.show", reference=looked.reference), 303)


# -- A second matter ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """A message that may go into the second complaint, and those of its files that are kept."""

    bubble: Bubble
    files: tuple[AttachmentRow, ...]


@blueprint.route("/aduan/<reference>/pisahkan", methods=["GET", "POST"])
@allow(May.TRIAGE)
def part(reference: str) -> ResponseReturnValue:
    """Choose what goes into a second complaint, look at it, and let it go."""
    looked = look(reference)
    g.come_back = request.path
    if request.method == "GET":
        return _page(looked, _taken_back(looked))
    parted = _parted(looked)
    if request.form.get("step") == "change":
        return _page(looked, parted)
    try:
        letters = _letters(looked, parted)
        if request.form.get("step") != "send":
            return _page(looked, parted, letters=letters)
        other = _let_go(looked, parted)
    except Refused as refused:
        fresh = look(reference)
        stale = isinstance(refused, Conflict)
        changed = tuple(line.text for line in fresh.news_since(parted.seen)) if stale else ()
        return _page(fresh, parted, trouble=Trouble(refused, changed)), STALE if stale else UNDONE
    if not other:
        return redirect(url_for("complaint.show", reference=looked.reference), 303)
    flash(translate("The second matter is {reference}; the complainant is told.",
                    reference=other), "done")  # fmt: skip
    return redirect(url_for("triage.triage", reference=other), 303)


def _let_go(looked: Looked, parted: Parted) -> str:
    """Let it wait for second thoughts, or split at once; gives the new reference, if any yet."""
    house, staff, fields = installation(), me(), tuple(_KEPT.values())
    command = Split(complaint=looked.id, other=0, messages=parted.messages)
    refuse_if_stale(looked.view.history, parted.seen)
    decide(house.office, looked.facts, command, actor(), now())
    if staff is not None and looked.drafts.keys() & set(fields):
        place = (staff.id, looked.id)
        house.sessions.settled(lambda db: drafts.drop(db, place, fields))
    if may_wait(looked, None):
        house.second_thoughts.postpone((pressed_of(parted),), actor(), now())
        return ""
    return split(house.engine, parted, actor(), now())


def _taken_back(looked: Looked) -> Parted:
    """What was chosen, sent and taken back, or came back; nothing where there is no such thing."""
    kept = {name: looked.drafts.get(field, "") for name, field in _KEPT.items()}
    return Parted(
        complaint=looked.id,
        matter=kept["matter"],
        messages=_whole(kept["messages"].split()),
        files=_whole(kept["files"].split()),
        seen=looked.seen,
    )


def _parted(looked: Looked) -> Parted:
    seen = whole(request.form.get("seen", ""))
    return Parted(
        complaint=looked.id,
        matter=forms.text("matter", LONGEST).strip(),
        messages=_numbers("message"),
        files=_numbers("file"),
        seen=looked.seen if seen is None else seen,
    )


def _numbers(name: str) -> tuple[int, ...]:
    return _whole(request.form.getlist(name))


def _whole(words: Sequence[str]) -> tuple[int, ...]:
    found = (whole(one) for one in words)
    return tuple(one for one in found if one is not None)


def _letters(looked: Looked, parted: Parted) -> tuple[LetterAhead, ...]:
    """What the complainant would be told; raises what the engine would raise."""
    house, at = installation(), now()
    with house.sessions.reading() as db:
        command = opening(db, looked.facts, parted, NOT_YET)
    decision = decide(house.office, Facts(), command, actor(), at)
    going = [message for message in decision.messages if message.direction == "out"]
    return tuple(letter_of(looked, decision, message, at) for message in going)


def _page(
    looked: Looked,
    parted: Parted,
    *,
    letters: tuple[LetterAhead, ...] | None = None,
    trouble: Trouble | None = None,
) -> str:
    going = [message for message in looked.view.messages if can_go(message.row)]
    shown = zip(bubbles(going, looked.who), going, strict=True)
    return render_template(
        "desk/split.html" if letters is None else "desk/split_check.html",
        looked=looked,
        parted=parted,
        letters=letters or (),
        trouble=trouble,
        offered=[Offered(one, _kept(message.files)) for one, message in shown],
    )


def _kept(files: Sequence[AttachmentRow]) -> tuple[AttachmentRow, ...]:
    """Files with a name; the others stand for what was not kept."""
    return tuple(file for file in files if file.name)
