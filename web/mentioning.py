"""Calling colleagues to a complaint by a note: who can be called, who was, and what it is told.

Offers and calls only those who may see the complaint; for everybody else the answer is the same
as for a name that nobody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from web.here import installation, me, now
from web.i18n import translate
from web.labels import label
from web.looking import Looked
from web.who import short_unit
from workflow.core.mentions import Called, Colleague, called
from workflow.store import mentions


@dataclass(frozen=True, slots=True)
class Offer:
    """A colleague to be chosen: what is put into the field, and who that is."""

    value: str
    words: str


def colleagues_of(looked: Looked) -> list[Colleague]:
    """Who may be called to a complaint by this person."""
    staff = me()
    with installation().sessions.reading() as db:
        return mentions.colleagues(db, looked.view.row, staff.id if staff else 0, now())


def offers_of(looked: Looked) -> list[Offer]:
    """The same, for a field that offers them."""
    return [Offer(f"@{one.login}", _words(one)) for one in colleagues_of(looked)]


def _words(one: Colleague) -> str:
    role = label("role", one.role)
    return f"{one.name}, {role}, {short_unit(one.unit)}" if one.unit else f"{one.name}, {role}"


def called_by(looked: Looked, text: str) -> Called:
    """Whom the words of a note call."""
    return called(text, colleagues_of(looked)) if "@" in text else Called((), ())


def told(found: Called) -> str:
    """What is said of a note that was kept."""
    said = translate("The note is kept.")
    if found.ids:
        said += " " + translate("Who is called in it finds it under “Mentions”.")
    if found.unknown:
        names = ", ".join(f"@{name}" for name in found.unknown)
        said += " " + translate(
            "Nobody who may see this complaint is called {names}; nobody was told.", names=names
        )
    return said


def with_called(text: str, more: str) -> str:
    """A note with the names that were chosen beside it, where they do not stand in it."""
    missing = [name for name in more.split() if name not in text]
    return f"{text}\n{' '.join(missing)}" if missing else text


def read_calls(looked: Looked) -> Sequence[int]:
    """The notes that call this person here; from now on nothing calls them any more."""
    staff, sessions = me(), installation().sessions
    if staff is None:
        return ()
    with sessions.reading() as db:
        numbers = mentions.unread(db, staff.id, looked.id)
    if numbers:
        sessions.settled(lambda db: mentions.read(db, staff.id, looked.id))
    return [number for number in numbers if number != mentions.SENT_BACK]
