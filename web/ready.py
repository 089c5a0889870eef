"""Ready texts for whoever writes: offered by what is written, filled in for this complaint.

In the complainant's language, under titles in the officer's. What is not known yet stays an
open place, which the officer fills; words with an open place never go out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import format_date

from config.ready_texts import OPEN_PLACE
from web.here import installation, now
from web.i18n import language
from web.looking import Looked
from web.present import DATES, LOCALES, local
from workflow.core.refusal import Refused

USES = {"reply": "reply", "ask": "question", "respond": "answer", "draft": "answer"}
"""Form pages on which ready texts are offered, and for which use."""

OPEN = {"id": "[isi di sini …]", "en": "[fill this in …]"}


@dataclass(frozen=True, slots=True)
class Offered:
    """A text as a form offers it; without its words the form has to fetch them."""

    name: str
    title: str
    words: str = ""


def titles(sheet: str) -> tuple[Offered, ...]:
    """What is offered on a form page, without the words."""
    ready = installation().ready_texts
    names = ready.names(USES[sheet]) if sheet in USES else ()
    return tuple(Offered(name, ready.title(name, language())) for name in names)


def offered(looked: Looked, sheet: str) -> tuple[Offered, ...]:
    """The same with their words."""
    filled = _filler(looked)
    return tuple(replace(one, words=filled(one.name)) for one in titles(sheet))


def added(looked: Looked, sheet: str, name: str, words: str) -> str:
    """What was written, and the ready text of that name below it; as it was where there is none."""
    known = any(one.name == name for one in titles(sheet))
    fresh = _filler(looked)(name) if known else ""
    return "\n\n".join(part for part in (words.rstrip(), fresh) if part)


def without_open_places(words: str) -> None:
    """Raise `Refused` for words in which something has still to be filled in."""
    found = OPEN_PLACE.search(words)
    if found:
        raise Refused("open-place", "Fill this in first, or take it out: {place}", place=found[0])


def _filler(looked: Looked) -> Callable[[str], str]:
    """What gives a text filled in for a complaint: what its gaps hold is found out once."""
    texts, values = installation().ready_texts.texts, dict[str, dict[str, str]]()

    def words(name: str) -> str:
        spoken = texts.text(name, looked.facts.language).language
        if spoken not in values:
            place = OPEN.get(spoken, OPEN[texts.default])
            values[spoken] = {gap: fill(looked, spoken) or place for gap, fill in _FILLS.items()}
        return texts.render(name, spoken, values[spoken]).body.strip()

    return words


def _date(at: datetime, spoken: str) -> str:
    return format_date(local(at).date(), DATES["long"], locale=LOCALES.get(spoken, spoken))


def _due(looked: Looked, spoken: str) -> str:
    """A day that is over is no promise; what is due at 24:00 is due on the day that ends then."""
    due = looked.view.row.due_at
    return _date(due - due.resolution, spoken) if due and due > now() else ""


def _unit(looked: Looked, spoken: str) -> str:
    policy = installation().office.policy
    unit = policy.units.get(looked.facts.unit)
    if unit is None:
        return policy.office_en if spoken == "en" else policy.office
    return unit.name


def _category(looked: Looked, spoken: str) -> str:
    found = installation().office.policy.categories.get(looked.facts.category)
    if found is None:
        return ""
    name = found.name_en if spoken == "en" else found.name_id
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


_FILLS: Mapping[str, Callable[[Looked, str], str]] = {
    "reference": lambda looked, _spoken: looked.reference,
    "received_on": lambda looked, spoken: _date(looked.view.row.received_at, spoken),
    "due_on": _due,
    "unit": _unit,
    "category": _category,
}
