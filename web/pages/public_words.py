"""Words that everybody can read: answering in public, releasing a unit's answer, hiding a comment.

Nothing goes out in public without a look at it first, and at what in it looks like personal
data; the engine refuses what was not confirmed.
"""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web import choices
from web.access import allow
from web.choices import Option
from web.here import actor, installation, now
from web.i18n import source, translate
from web.looking import Looked, look
from web.sheets import Ask, Sheet, Typed, run
from workflow.core.messages import Visibility
from workflow.core.personal_data import ADDRESS, EMAIL, NAME, NATIONAL_ID, PHONE, Finding
from workflow.core.public_commands import Decline, Hide, Propose, Publish
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May
from workflow.pressed import ANSWER, CONFIRM, CONFIRMED, RELEASE, Pressed, publication
from workflow.publicity import look_through
from workflow.store.models import MessageRow

blueprint = Blueprint("public_words", __name__)

FOUND = {
    NATIONAL_ID: source("“{words}” looks like a national identity or family card number."),
    PHONE: source("“{words}” looks like a telephone number."),
    EMAIL: source("“{words}” looks like an e-mail address."),
    ADDRESS: source("“{words}” looks like an address."),
    NAME: source("“{words}” is in the complainant's name."),
}


@blueprint.route("/aduan/<reference>/pesan/<int:number>/jawab-publik", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def answer(reference: str, number: int) -> ResponseReturnValue:
    """Answer a comment where everybody can read it, or hand the answer in to be released."""
    looked = look(reference)
    comment = _comment(looked, number)
    name = f"{ANSWER}-{number}"
    if not actor().may(May.PUBLISH):
        sheet = _sheet(looked, name, ())
        return run(looked, sheet, lambda typed: Propose(
            complaint=looked.id, answers=number, text=_fitting(comment, typed), seen=typed.seen
        ))  # fmt: skip
    begun = _kept(looked, f"{RELEASE}-{request.args.get('konsep', '')}")
    found = _found(looked, request.form.get("text", begun or _kept(looked, name)))
    sheet = _sheet(looked, name, found, begun)
    return run(looked, sheet, lambda typed: _publish(looked, name, comment, typed))


@blueprint.route("/aduan/<reference>/pesan/<int:number>/lepas", methods=["GET", "POST"])
@allow(May.PUBLISH)
def release(reference: str, number: int) -> ResponseReturnValue:
    """Let a public answer go that was handed in, as it is or changed."""
    looked = look(reference)
    draft = _message(looked, number)
    if number not in looked.facts.proposed:
        raise NotFound("message")
    comment = _comment(looked, looked.facts.proposed[number])
    name = f"{RELEASE}-{number}"
    changed = _kept(looked, name)
    found = _found(looked, request.form.get("text", changed or draft.text))
    sheet = _sheet(looked, name, found, "" if changed else draft.text)
    return run(looked, sheet, lambda typed: _publish(looked, name, comment, typed))


@blueprint.route("/aduan/<reference>/pesan/<int:number>/tolak", methods=["GET", "POST"])
@allow(May.PUBLISH)
def decline(reference: str, number: int) -> ResponseReturnValue:
    """Do not let a public answer go, and tell whoever wrote it why."""
    looked = look(reference)
    if number not in looked.facts.proposed:
        raise NotFound("message")
    sheet = Sheet(
        name=f"decline-{number}",
        title=translate("Do not release this public answer"),
        button=translate("Decline it"),
        asks=(Ask(name="reason", label=translate("Why it is not released")),),
        intro=translate("Stays in the office; whoever wrote it reads why and may write another."),
        done=translate("It is declined; nothing went out."),
    )
    return run(looked, sheet, lambda typed: Decline(
        complaint=looked.id, draft=number, reason=typed.values["reason"], seen=typed.seen
    ))  # fmt: skip


@blueprint.post("/aduan/<reference>/pesan/<int:number>/sembunyikan")
@allow(May.SEE_ALL, May.SEE_UNIT)
def hide(reference: str, number: int) -> ResponseReturnValue:
    """Have a comment hidden on its platform."""
    looked = look(reference)
    comment = _comment(looked, number)
    channels = installation().channels
    if comment.channel not in channels or not channels.get(comment.channel).can.hide:
        raise Refused("cannot-hide", "Comments cannot be hidden on this platform.")
    command = Hide(complaint=looked.id, message=number)
    installation().engine.execute(command, actor(), now())
    flash(translate("It is hidden within seconds; this page then says so."), "done")
    return redirect(
        url_for("complaint.show", reference=looked.reference, _anchor=f"pesan-{number}"), 303
    )


def _message(looked: Looked, number: int) -> MessageRow:
    found = next((each.row for each in looked.view.messages if each.row.number == number), None)
    if found is None:
        raise NotFound("message")
    return found


def _comment(looked: Looked, number: int) -> MessageRow:
    """A comment of theirs that everybody can read, and that is still there."""
    row = _message(looked, number)
    if row.direction != "in" or row.visibility != Visibility.PUBLIC or row.altered == "deleted":
        raise NotFound("message")
    return row


def _kept(looked: Looked, name: str) -> str:
    """What this person has begun on a form page, or took back there."""
    return looked.drafts.get(f"{name}.text", "")


def _publish(looked: Looked, name: str, comment: MessageRow, typed: Typed) -> Publish:
    text = _fitting(comment, typed)
    pressed = Pressed(complaint=looked.id, sheet=name, values=typed.values, seen=typed.seen)
    return publication(pressed, looked.facts, _found(looked, text))


def _fitting(comment: MessageRow, typed: Typed) -> str:
    """The words; raises `Refused` for more than the platform takes, for nothing is split there."""
    text = typed.values["text"]
    channels = installation().channels
    if comment.channel in channels:
        can = channels.get(comment.channel).can
        longest, unit = can.room(public=True)
        size = len(text.encode()) if unit == "bytes" else len(text)
        if longest is not None and size > longest:
            raise Refused("too-long-public", "A public answer may have at most {count} characters "
                          "here.", count=str(longest))  # fmt: skip
    return text


def _found(looked: Looked, text: str) -> tuple[Finding, ...]:
    house = installation()
    with house.sessions.reading() as db:
        return look_through(db, house.vault, looked.facts.person, text)


def _sheet(looked: Looked, name: str, found: tuple[Finding, ...], text: str = "") -> Sheet:
    """The form. What was found stands above it; a supervisor may say that it may be read."""
    publishes = actor().may(May.PUBLISH)
    asks = [Ask(name="text", label=translate("Answer that everybody can read"), value=text)]
    if found and actor().may(May.PUBLISH_PERSONAL):
        yes = Option(CONFIRMED, translate("I looked at it: everybody may read it"))
        what = translate("What looks like personal data")
        asks.append(
            Ask(
                name=CONFIRM,
                label=what,
                kind="choice",
                required=False,
                choices=choices.plain((yes,)),
            )
        )
    return Sheet(
        name=name,
        title=translate("Answer in public"),
        button=translate("Publish it") if publishes else translate("Hand it in"),
        asks=tuple(asks),
        outward=publishes,
        undo=publishes,
        intro="" if publishes else translate("The desk looks at it and releases it."),
        public=True,
        warnings=tuple(translate(FOUND[one.kind], words=one.words) for one in found),
        done=translate("The public answer is on its way.")
        if publishes
        else translate("It is handed in; the desk can release it."),
    )
