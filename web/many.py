"""One act on many complaints: what may be done to them at once, what would come of it, what did.

Each row is judged by itself, by the engine's own words: one that is refused, or has changed
since it was picked, leaves the others alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from web import choices
from web.ahead import Ahead, ahead
from web.here import actor, installation
from web.i18n import say, source, translate
from web.looking import Looked, look, may_read
from web.sheets import Ask
from web.worklist_rows import line_of
from workflow.core.commands import Command
from workflow.core.decide import refuse_if_stale
from workflow.core.refusal import Conflict, NotFound, Refused
from workflow.core.roles import OFFICERS, Actor, May
from workflow.pressed import EXTEND, NOTE, Pressed, extension, together, written

MOST = 100
"""Rows of one act: two pages of the worklist."""

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ManyAct:
    """Something that can be done to many: what each of them has on its `sheet`.

    `values` gives what was typed as it holds for one of them.
    """

    name: str
    label: str
    icon: str
    may: Callable[[Actor], bool]
    sheet: str
    values: Callable[[Looked, Values], Values] = lambda _, values: values


@dataclass(frozen=True, slots=True)
class Pick:
    """A row that was picked, and how long its history was when it was shown."""

    reference: str
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One of the picked: what would follow, or why not, and what has changed since it was shown."""

    looked: Looked
    pressed: Pressed | None = None
    command: Command | None = None
    ahead: Ahead | None = None
    refused: str = ""
    changed: tuple[str, ...] = ()
    done: bool = False
    waits: bool = False
    """Whether it is about to be done, unless it is taken back."""

    @property
    def able(self) -> bool:
        """Whether it is to be done: nobody refuses it, and nothing has changed."""
        return self.command is not None and not self.changed

    @property
    def picked(self) -> str:
        """How a form names it again, as it is now."""
        return f"{self.looked.reference}~{self.looked.seen}"

    @property
    def first_line(self) -> str:
        """As the list shows it; empty where it is confidential and not for this person."""
        row = self.looked.view.row
        return line_of(row) if may_read(confidential=row.confidential) else ""


def _clock_of_each(looked: Looked, values: Values) -> Values:
    return {**values, "clock": values["clock"] or looked.view.row.due_clock}


ACTS = (
    ManyAct("assign", source("Assign"), "user-check", lambda me: me.party in OFFICERS, "assign"),
    ManyAct("remind", source("Remind"), "bell", lambda me: me.may(May.SEE_ALL), NOTE),
    ManyAct(
        "extend", source("More time"), "hourglass", lambda me: me.may(May.EXTEND), EXTEND,
        _clock_of_each,
    ),
)  # fmt: skip


def acts_of(me: Actor) -> list[ManyAct]:
    """What somebody may do to many at once."""
    return [act for act in ACTS if act.may(me)]


def act_named(name: str) -> ManyAct:
    """An act of this person's by its name; raises `NotFound`."""
    found = next((act for act in acts_of(actor()) if act.name == name), None)
    if found is None:
        raise NotFound("page")
    return found


def asks_of(act: ManyAct, values: Values) -> tuple[Ask, ...]:
    """The fields of an act, filled with what was typed."""
    return tuple(replace(ask, value=values.get(ask.name, ask.value)) for ask in _ASKS[act.name]())


def taken_back(act: ManyAct, found: Sequence[Row]) -> dict[str, str]:
    """What was typed for these complaints, sent, and taken back, by field."""
    kept = found[0].looked.drafts if found else {}
    names = {ask.name: together(act.sheet, ask.name) for ask in asks_of(act, {})}
    return {name: kept[field] for name, field in names.items() if field in kept}


def _asks_of_assign() -> tuple[Ask, ...]:
    label = translate("Unit that owns it from now on")
    return (Ask(name="unit", label=label, kind="choice", choices=choices.units()),)


def _asks_of_remind() -> tuple[Ask, ...]:
    hint = translate("A note in each complaint. Stays in the office.")
    return (Ask(name="text", label=translate("Reminder"), hint=hint),)


def _asks_of_extend() -> tuple[Ask, ...]:
    clocks = installation().office.lifecycle.clocks
    options = (choices.Option(clock.name, translate(clock.label)) for clock in clocks)
    letter = translate("Letter to the complainant")
    return (
        Ask(
            name="clock",
            label=translate("Clock"),
            kind="choice",
            required=False,
            choices=choices.plain(options),
            hint=translate("Without a choice: the most urgent one of each complaint."),
        ),
        Ask(
            name="count",
            label=translate("How much more"),
            kind="number",
            hint=translate("In the unit in which the clock counts."),
        ),
        Ask(
            name="ground",
            label=translate("Ground"),
            kind="choice",
            choices=choices.reasons("extend"),
        ),
        Ask(name="letter", label=letter, sent=True),
    )


_ASKS: Mapping[str, Callable[[], tuple[Ask, ...]]] = {
    "assign": _asks_of_assign,
    "remind": _asks_of_remind,
    "extend": _asks_of_extend,
}


def picks(given: Iterable[str]) -> list[Pick]:
    """The rows that a form names; each once, and no more than `MOST`."""
    found: dict[str, Pick] = {}
    for words in given:
        reference, _, seen = words.partition("~")
        if reference and seen.isdecimal() and len(seen) < len("1000000000"):
            found.setdefault(reference, Pick(reference, int(seen)))
    return list(found.values())[:MOST]


def rows(picked: Iterable[Pick]) -> list[Row]:
    """The picked complaints; one that this person may not see is none."""
    found = []
    for pick in picked:
        try:
            looked = look(pick.reference)
        except NotFound:
            continue
        found.append(Row(looked=looked, changed=_changed(looked, pick.seen)))
    return found


def _changed(looked: Looked, seen: int) -> tuple[str, ...]:
    """What has happened since a row was shown, if that is a reason to look again."""
    try:
        refuse_if_stale(looked.view.history, seen)
    except Conflict:
        return tuple(line.text for line in looked.news_since(seen))
    return ()


def plan(act: ManyAct, picked: Iterable[Pick], values: Values) -> list[Row]:
    """What the act would do to each; nothing is done."""
    return [_planned(act, row, values) for row in rows(picked)]


def _planned(act: ManyAct, row: Row, values: Values) -> Row:
    try:
        pressed = _pressed(act, row.looked, values)
        command = _command(pressed, row.looked)
        seen = ahead(row.looked, command)
    except Refused as refused:
        return replace(row, refused=say(refused))
    return replace(row, pressed=pressed, command=command, ahead=seen)


def _pressed(act: ManyAct, looked: Looked, values: Values) -> Pressed:
    own = act.values(looked, values)
    return Pressed(complaint=looked.id, sheet=act.sheet, values=own, seen=looked.seen)


def _command(pressed: Pressed, looked: Looked) -> Command:
    return extension(pressed, looked.facts) if pressed.sheet == EXTEND else written(pressed)
