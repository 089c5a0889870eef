"""The form at /lapor: one question a page, whole without a script, sent once however often.

Keeps nothing before it is sent: the answers travel in the page, signed. What is sent goes
into the inbox like any other message, before anybody tries to understand it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from adapters.form.inbound import Form, FormFile, file_of
from adapters.form.wire import hand_over
from web import filing as f
from web.access import public
from web.cookies import read_signed, signed
from web.filing import Filing, Step
from web.forms import files, line
from web.here import installation, now, shell
from web.i18n import language, say, speak, translate
from web.keys import LASTS, admit, tracking
from web.labels import label
from web.pages.language import remember
from web.suggest import Hint, hint_for
from workflow.core.messages import RawMessage
from workflow.core.reference import reply_token
from workflow.core.refusal import Refused
from workflow.limits import NEW_COMPLAINT
from workflow.opening import danger_words

blueprint = Blueprint("complain", __name__)

ACCOUNT = "office"
"""The form's one account in `channels.toml`."""

ARRIVED_LASTS = timedelta(days=30)
"""So long somebody may come back for a receipt that was not ready when they sent the form."""

AT_ONCE = timedelta(minutes=1)


@blueprint.get("/lapor")
@public
def form() -> Response:
    """The first question of an empty form."""
    return _page(f.STEPS[0], f.begin())


@blueprint.post("/lapor")
@public
def answer() -> Response:
    """Take the answers of a page, and show the next one, or the same with what is wrong."""
    step, filing, go = f.step_of(line("step")), _brought(), line("go")
    filing = filing.with_answers(_typed(step))
    if wanted := line("language"):
        speak(wanted)
        response = _page(step, filing)
        remember(response, wanted)
        return response
    if go == "back":
        return _page(f.after(step, -1), filing)
    if go == "resume":
        return _page(step, filing)
    if go.startswith("edit:"):
        return _page(f.step_of(go.removeprefix("edit:")), filing)
    wrong = _wrong(step, filing)
    if wrong:
        return _page(step, filing, wrong)
    return _send(filing) if step.name == "check" else _page(f.after(step), filing)


@blueprint.get("/lapor/diterima/<receipt>")
@public
def arrived(receipt: str) -> Response:
    """It is in the inbox, and not a complaint yet: the receipt, as soon as it is one.

    Whoever was led there at once needs this address no more: it stays in the history of a
    browser that others use, and opens nothing when the receipt's own hour is over.
    """
    found = read_signed("arrived", receipt)
    if not isinstance(found, list):
        return redirect(url_for("complain.form"), 303)
    raw, sent_at = RawMessage("form", ACCOUNT, found[0], b""), datetime.fromtimestamp(found[1], UTC)
    key = tracking().key_of(raw)
    if key is None:
        return make_response(render_template("public/arrived.html", receipt=receipt), 202)
    if now() >= sent_at + LASTS and not tracking().took_longer(raw, sent_at + AT_ONCE):
        return redirect(url_for("track.door"), 303)
    response = redirect(url_for("receipt.receipt", reference=key.reference), 303)
    return admit(response, key, fresh=True)


def _send(filing: Filing) -> Response:
    """Put it into the inbox. The same answers sent again are the same message."""
    last = f.STEPS[-1]
    address, settings = request.remote_addr or "", installation().settings
    wrong_step = f.first_wrong(filing, installation().office.policy, settings.body_characters)
    if wrong_step is not None:
        return _page(wrong_step, filing, _wrong(wrong_step, filing))
    try:
        shell().limits.check(NEW_COMPLAINT, address, "", now())
        attached = [file_of(a.name, a.media_type, a.content) for a in files("files", settings)]
        document = _document(filing, attached)
    except Refused as refused:
        flash(say(refused), "danger")
        return _page(last, filing)
    shell().limits.count(NEW_COMPLAINT, address, "", now())
    _hand_in(filing, document)
    return redirect(url_for("complain.arrived", receipt=receipt_for(filing.id)), 303)


def receipt_for(filing: str) -> str:
    """What leads whoever sent a filing to its receipt: its id and the time, signed by us."""
    return signed("arrived", [filing, now().timestamp()], ARRIVED_LASTS)


def _hand_in(filing: Filing, document: Form) -> None:
    """Put it into the inbox under the form's own id, once.

    Who goes back after sending, corrects it and sends again adds a message to the same
    complaint: the form's id, which nobody else can know, stands for the secret code.
    """
    raw = RawMessage("form", ACCOUNT, filing.id, hand_over(ACCOUNT, document).body)
    key = tracking().corrected(raw)
    if key is not None:
        document["token"] = reply_token(installation().keys.reply_token, key.reference)
        document["sender"] = tracking().sender(key)
        raw = hand_over(ACCOUNT, document)
    installation().intake.take(raw, now())


def _document(filing: Filing, attached: list[FormFile]) -> Form:
    """The document for the inbox: what was answered, and nothing that was not asked for."""
    document = {"id": filing.id, "language": language(), "files": attached, **f.asked(filing)}
    return cast(Form, document)  # every answer is of `FIELDS`, see `filing.restored`


def _brought() -> Filing:
    return f.restored(read_signed("filing", request.form.get("state", "")))


def _typed(step: Step) -> dict[str, str]:
    return {name: f.cleaned(name, request.form.get(name, "")) for name in step.fields}


def _wrong(step: Step, filing: Filing) -> dict[str, str]:
    here = installation()
    found = f.wrong_in(step, filing, here.office.policy, here.settings.body_characters)
    return {name: translate(one.sentence, **one.values) for name, one in found.items()}


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the last page: the step to go back to, a heading, what was answered."""

    step: str
    heading: str
    words: str


def _summary(filing: Filing) -> list[SummaryLine]:
    """Everything that will be sent, as people read it."""
    wish = f.WISHES.get(filing.get("visibility"))
    reach = ", ".join(filter(None, (filing.get("email"), filing.get("phone"))))
    return [
        SummaryLine("what", translate("What happened?"), filing.get("what")),
        SummaryLine("what", translate("What would help"), filing.get("wish")),
        SummaryLine("where", translate("Where"), filing.get("place")),
        SummaryLine("where", translate("When"), filing.get("happened_on")),
        SummaryLine("about", translate("About"), _about(filing)),
        SummaryLine("reach", translate("Your name"), filing.get("name")),
        SummaryLine("reach", translate("How we reach you"), reach),
        SummaryLine("wish", translate("Your name may be seen"), translate(wish[0]) if wish else ""),
    ]


def _about(filing: Filing) -> str:
    """Whom it is about: only what its own choice asks for counts, and is sent."""
    about = filing.get("about")
    if about not in f.ABOUT:
        return ""
    words = [translate(f.ABOUT[about][0])]
    words += [label("unit", filing.get(name)) for name in f.ASKED_WITH[about] if filing.get(name)]
    return ", ".join(words)


def _page(step: Step, filing: Filing, wrong: dict[str, str] | None = None) -> Response:
    policy, settings = installation().office.policy, installation().settings
    said = f"{filing.get('what')}\n{filing.get('wish')}"
    hint: Hint | None = hint_for(policy, said) if step.name == "check" else None
    html = render_template(
        "public/complain.html",
        step=step,
        steps=f.STEPS,
        place=f.NAMES.index(step.name) + 1,
        filing=filing,
        state=signed("filing", f.packed(filing)),
        wrong=wrong or {},
        limits={name: f.limit(name, settings.body_characters) for name in step.fields},
        units=policy.units.values(),
        about=f.ABOUT,
        wishes=f.WISHES,
        danger=policy.danger_words,
        in_danger=bool(danger_words(policy).search(said)),
        hint=hint,
        summary=_summary(filing),
        megabytes=settings.attachment_megabytes,
        most_files=settings.attachments_per_message,
    )
    response = make_response(html, 422 if wrong else 200)
    # Not `no-store`: the browser's own way back must find what was typed.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
