"""A form page of the desk: fields, the check before anything goes out, nothing lost on a no.

Every act of an officer runs through `run`: it is shown, checked where people outside would
notice, carried out, and shown again with all that was typed when the engine refuses.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.files import file_rules
from web import forms
from web.ahead import Ahead, ahead, with_target
from web.choices import Choices, Pairs, pairs
from web.conversation import talk
from web.deciding import Deciding
from web.here import actor, installation, me, now
from web.looking import Looked, look
from web.mentioning import Offer
from web.numbers import whole
from web.postponing import postpone
from web.ready import added, offered, without_open_places
from web.writing import writing_of
from workflow import uploads
from workflow.attachments import UNSCANNED
from workflow.core.commands import Command
from workflow.core.moves import LONGEST_WORDS
from workflow.core.refusal import Conflict, Refused
from workflow.store import drafts
from workflow.uploads import Upload

UNDONE, STALE = 422, 409
MOST_FILES = 10
LONGEST = LONGEST_WORDS + 1
"""One letter more than the engine takes, so that it refuses and nothing is cut in silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One field. `kind` is `words`, `line`, `number`, `choice` or `radio`."""

    name: str
    label: str
    kind: str = "words"
    required: bool = True
    choices: Choices = ()
    offers: Sequence[Offer] = ()
    """What a line offers to be put in, beside what is typed."""
    value: str = ""
    sent: bool = False
    """Whether what is written here goes to the complainant."""
    hint: str = ""
    restored: bool = False
    """Whether its words are a draft that was begun earlier."""

    @property
    def options(self) -> Pairs:
        """Its choices as the macro `pick` takes them."""
        return pairs(self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form page. `name` keys its drafts; `outward` asks once more before it is done."""

    name: str
    title: str
    button: str
    asks: tuple[Ask, ...]
    outward: bool = False
    intro: str = ""
    files: bool = False
    """Whether files may go along with the words."""
    done: str = ""
    """What the complaint's page says afterwards."""
    public: bool = False
    """Whether everybody can read what is written here."""
    warnings: tuple[str, ...] = ()
    undo: bool = False
    """Whether its author may take it back for a few seconds before it is carried out."""

    @property
    def words(self) -> tuple[Ask, ...]:
        """The fields whose text is kept while it is being written."""
        return tuple(ask for ask in self.asks if ask.kind == "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was sent with the form. `seen` is the history's length when it was opened."""

    values: Mapping[str, str]
    seen: int
    files: tuple[Upload, ...] = ()

    @property
    def file_ids(self) -> tuple[int, ...]:
        """The ids of its files; raises `Refused` for one that may not go out."""
        locked = next((file for file in self.files if file.quarantined), None)
        if locked and locked.quarantined == UNSCANNED:
            raise Refused("file-unscanned", "“{name}” is being looked at for viruses. Try again in "
                          "a moment.", name=locked.name)  # fmt: skip
        if locked:
            raise Refused("file-locked", "“{name}” cannot be sent: its kind is not allowed.",
                          name=locked.name)  # fmt: skip
        return tuple(file.id for file in self.files)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it was not done, and what had changed meanwhile if that was the reason."""

    refused: Refused
    changed: tuple[str, ...] = ()


Make = Callable[[Typed], Command]


def run(looked: Looked, sheet: Sheet, make: Make) -> ResponseReturnValue:
    """Answer a request for this form page; `make` gives the command of what was typed."""
    g.come_back = request.path
    if request.method == "GET":
        return show(looked, _restored(looked, sheet), _carried(sheet))
    typed = read(sheet)
    step = request.form.get("step")
    if step == "change":
        return show(looked, filled(sheet, typed), typed)
    try:
        typed = with_files(sheet, typed)
        if step == "insert":
            return _inserted(looked, sheet, typed)
        _whole(sheet, typed)
        if sheet.outward and step != "send":
            return _check(looked, sheet, typed, ahead(looked, make(typed)))
        waits = _carry_out(looked, sheet, typed, make(typed))
    except Refused as refused:
        return refuse(looked.reference, sheet, typed, refused)
    return finish(looked, sheet, waits=waits)


def _inserted(looked: Looked, sheet: Sheet, typed: Typed) -> str:
    """The form with a ready text below what was typed; the cursor stands in it."""
    field = sheet.words[0].name
    words = added(looked, sheet.name, forms.line("ready"), typed.values[field])
    typed = replace(typed, values={**typed.values, field: words})
    remember(looked, sheet, typed)
    return show(looked, filled(sheet, typed), typed)


def _whole(sheet: Sheet, typed: Typed) -> None:
    """Raises `Refused` where words that go out have a place that is still to be filled in."""
    for ask in sheet.words:
        if ask.sent:
            without_open_places(typed.values[ask.name])


def _carry_out(looked: Looked, sheet: Sheet, typed: Typed, command: Command) -> bool:
    """Do it, or let it wait where its author may think again; gives whether it waits."""
    tokens = tuple(file.token for file in typed.files)
    if sheet.undo and postpone(looked, sheet.name, (typed.values, tokens), command):
        return True
    installation().engine.execute(with_target(command), actor(), now())
    return False


def finish(looked: Looked, sheet: Sheet, *, waits: bool = False) -> ResponseReturnValue:
    """Back to the complaint, with a word of what was done; the page tells what still waits."""
    forget(looked, sheet)
    if not waits:
        flash(sheet.done, "done")
    return redirect(url_for("complaint.show", reference=looked.reference), 303)


def read(sheet: Sheet) -> Typed:
    """What was sent with this request, and the files that were kept before."""
    tokens = request.form.getlist("file") if sheet.files else []
    return Typed(
        values={ask.name: _value(ask) for ask in sheet.asks},
        seen=whole(request.form.get("seen", "")) or 0,
        files=uploads.find(installation().sessions, tokens[:MOST_FILES]),
    )


def _carried(sheet: Sheet) -> Typed | None:
    """The files of an act that was taken back: the address of its form names them."""
    tokens = request.args.getlist("file") if sheet.files else []
    files = uploads.find(installation().sessions, tokens[:MOST_FILES])
    return Typed(values={}, seen=0, files=files) if files else None


def _value(ask: Ask) -> str:
    return forms.text(ask.name, LONGEST) if ask.kind == "words" else forms.line(ask.name)


def with_files(sheet: Sheet, typed: Typed) -> Typed:
    """With the files that were just uploaded; raises `Refused` for what is too much."""
    if not sheet.files:
        return typed
    house = installation()
    fresh = uploads.keep(
        house.sessions, forms.files("files", house.settings), file_rules(house.settings), now()
    )
    return replace(typed, files=(*typed.files, *fresh))


def filled(sheet: Sheet, typed: Typed) -> Sheet:
    """The form with what was typed."""
    asks = tuple(replace(ask, value=typed.values.get(ask.name, "")) for ask in sheet.asks)
    return replace(sheet, asks=asks)


def _restored(looked: Looked, sheet: Sheet) -> Sheet:
    """The form with what was begun earlier; a value that the address gives comes first."""
    return replace(sheet, asks=tuple(_with_draft(looked, sheet, ask) for ask in sheet.asks))


def _with_draft(looked: Looked, sheet: Sheet, ask: Ask) -> Ask:
    kept = looked.drafts.get(draft_key(sheet, ask), "")
    if ask.value or not kept:
        return ask
    return replace(ask, value=kept, restored=True)


def show(
    looked: Looked, sheet: Sheet, typed: Typed | None = None, trouble: Trouble | None = None
) -> str:
    """The form itself. It carries the present length of the history: what is new is shown."""
    return render_template(
        "desk/sheet.html",
        looked=looked,
        view=looked.view,
        sheet=sheet,
        files=typed.files if typed else (),
        trouble=trouble,
        ready=offered(looked, sheet.name),
        writing=writing_of(looked) if any(ask.sent for ask in sheet.asks) else None,
        talk=talk(looked.view.messages, looked.who, Deciding(facts=looked.facts)),
    )


def refuse(reference: str, sheet: Sheet, typed: Typed, refused: Refused) -> tuple[str, int]:
    """The form again with all that was typed, kept as drafts too; raises `NotFound`."""
    looked = look(reference)
    remember(looked, sheet, typed)
    stale = isinstance(refused, Conflict)
    changed = tuple(line.text for line in looked.news_since(typed.seen)) if stale else ()
    page = show(looked, filled(sheet, typed), typed, Trouble(refused, changed))
    return page, STALE if stale else UNDONE


def _check(looked: Looked, sheet: Sheet, typed: Typed, what: Ahead) -> str:
    return render_template(
        "desk/check.html", looked=looked, view=looked.view, sheet=sheet, typed=typed, ahead=what
    )


def draft_key(sheet: Sheet, ask: Ask) -> str:
    """Under which name the words of a field are kept."""
    return f"{sheet.name}.{ask.name}"


def remember(looked: Looked, sheet: Sheet, typed: Typed) -> None:
    """Keep the words of a form that was refused."""
    staff = me()
    if staff is not None:
        place = (staff.id, looked.id)
        texts = {draft_key(sheet, ask): typed.values[ask.name] for ask in sheet.words}
        installation().sessions.settled(lambda db: drafts.keep(db, place, texts, now()))


def forget(looked: Looked, sheet: Sheet) -> None:
    """End the drafts of a form that was carried out."""
    staff = me()
    fields = tuple(draft_key(sheet, ask) for ask in sheet.asks)
    if staff is not None and any(field in looked.drafts for field in fields):
        place = (staff.id, looked.id)
        installation().sessions.settled(lambda db: drafts.drop(db, place, fields))
