"""What `tuntas act` is told, as commands of the engine: any move, and what is no move.

Words in, commands out; whether the office does it is decided by the core alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from config.mistakes import not_among
from workflow.core import commands as c
from workflow.core.lifecycle import COMPLAINT

Values = dict[str, str]

YES_OR_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
"""How a flag is said; `ya` and `tidak` are not, for scripts are written once for all."""

CLASSIFIES = ("class", "klass", "category", "safety", "priority", "reported_unit", "oversight",
              "confidential")  # fmt: skip
"""Keys that say what a complaint is about, beside any move."""


class BadOrder(ValueError):
    """Keys or values that no command has; wrong usage, with the sentence for it."""


def classify(complaint: int, values: Values) -> c.Classify:
    """Say what it is about."""
    return c.Classify(
        complaint=complaint,
        klass=values.get("class", "") or values.get("klass", ""),
        category=values.get("category", ""),
        safety=values.get("safety", ""),
        priority=values.get("priority", ""),
        reported_unit=values.get("reported_unit"),
        oversight=_flag(values, "oversight"),
        confidential=_flag(values, "confidential"),
    )


def _note(complaint: int, values: Values) -> c.Note:
    purpose = values.get("purpose", "note")
    if purpose not in ("note", "draft"):
        raise BadOrder(f"purpose: {not_among(purpose, ('note', 'draft'))}")
    return c.Note(complaint=complaint, text=values.get("text", ""), purpose=purpose)


def _reply(complaint: int, values: Values) -> c.Reply:
    return c.Reply(complaint=complaint, text=values.get("text", ""))


def _complete(complaint: int, values: Values) -> c.DeclareComplete:
    return c.DeclareComplete(complaint=complaint)


def _extend(complaint: int, values: Values) -> c.Extend:
    given = {name: values.get(name, "") for name in ("clock", "by", "ground", "letter")}
    return c.Extend(complaint=complaint, **given)


def _fulfil(complaint: int, values: Values) -> c.Fulfil:
    clock, text = values.get("clock", ""), values.get("text", "")
    return c.Fulfil(complaint=complaint, clock=clock, text=text)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is no move of the lifecycle: the keys it takes, and its command."""

    keys: tuple[str, ...]
    make: Callable[[int, Values], c.Command]


_ORDERS: Mapping[str, _Order] = {
    "note": _Order(("text", "purpose"), _note),
    "reply": _Order(("text",), _reply),
    "complete": _Order((), _complete),
    "extend": _Order(("clock", "by", "ground", "letter"), _extend),
    "fulfil": _Order(("clock", "text"), _fulfil),
}
_MOVES = {move.name: tuple(field.name for field in move.fields) for move in COMPLAINT.moves}
_KEYS = {**_MOVES, **{name: order.keys for name, order in _ORDERS.items()}, "classify": ()}

NAMES = tuple(_KEYS)
"""Everything that can be done, in the order of the lifecycle."""


def values_of(pairs: Iterable[str]) -> Values:
    """`key=value` as a dictionary; raises `BadOrder` for what is none, or comes twice."""
    values: Values = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise BadOrder(f"“{pair[:40]}” is not of the form key=value.")
        if key in values:
            raise BadOrder(f"{key} is given twice.")
        values[key] = value
    return values


def commands_for(complaint: int, name: str, values: Values) -> list[c.Command]:
    """The commands, in order: what it is about comes first, so that the move already knows.

    Raises `BadOrder` for a name or a key that there is not.
    """
    if name not in _KEYS:
        raise BadOrder(f"move: {not_among(name, NAMES)}")
    allowed = (*_KEYS[name], *CLASSIFIES)
    for key in values:
        if key not in allowed:
            raise BadOrder(f"{name}: {not_among(key, allowed)}")
    about = {key: value for key, value in values.items() if key in CLASSIFIES}
    own = {key: value for key, value in values.items() if key not in CLASSIFIES}
    first: list[c.Command] = [classify(complaint, about)] if about or name == "classify" else []
    if name == "classify":
        return first
    if name in _ORDERS:
        return [*first, _ORDERS[name].make(complaint, own)]
    return [*first, c.Act(complaint=complaint, move=name, values=own)]


def _flag(values: Values, key: str) -> bool | None:
    if key not in values:
        return None
    word = values[key].casefold()
    if word not in YES_OR_NO:
        raise BadOrder(f"{key}: {not_among(values[key], YES_OR_NO)}")
    return YES_OR_NO[word]
