"""Acts that wait for a few seconds before they are carried out, as the complaint's page tells them.

Says what waits, for how long, and what came back; nothing is carried out here
(`workflow/second_thoughts.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from flask import url_for

from web.ahead import ahead
from web.here import actor, installation, me, now
from web.i18n import say, source, translate
from web.labels import label
from web.looking import Looked
from web.who import Who
from workflow.core.commands import Command, Note
from workflow.core.events import Noted
from workflow.core.public_commands import Publish
from workflow.doors import closes_at
from workflow.post import route_of
from workflow.pressed import ANSWER, EXTEND, NOTE, RELEASE, REPLY, SPLIT, Pressed, page_of
from workflow.second_thoughts import why
from workflow.store import postponed
from workflow.store.page_tables import PostponedRow as Row

TITLES = {
    REPLY: source("Reply"),
    EXTEND: source("More time"),
    ANSWER: source("Answer in public"),
    RELEASE: source("Answer in public"),
    NOTE: source("Remind"),
    SPLIT: source("Split a second matter off"),
}
"""What acts are called that are no moves."""

FORMS = {
    REPLY: "writing.reply",
    EXTEND: "duties.extend",
    ANSWER: "public_words.answer",
    RELEASE: "public_words.release",
    NOTE: "writing.note",
    SPLIT: "related.part",
}
"""Their form pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An act that waits. Only its author may take it back (`mine`)."""

    number: int
    title: str
    author: str
    seconds: int
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """An act of this person's that could not be carried out, and what had changed."""

    number: int
    title: str
    sentence: str
    changed: tuple[str, ...]


def postpone(
    looked: Looked, sheet: str, given: tuple[Mapping[str, str], tuple[str, ...]], command: Command
) -> bool:
    """Let an act wait that could be carried out now; false where there is no time for that.

    `given` are the values of its form page and the tokens of its files. Raises `Refused` for
    what the engine would refuse.
    """
    if not may_wait(looked, command):
        return False
    ahead(looked, command)
    values, files = given
    seen = getattr(command, "seen", None) or looked.seen
    pressed = Pressed(complaint=looked.id, sheet=sheet, values=values, files=files, seen=seen)
    installation().second_thoughts.postpone((pressed,), actor(), now())
    return True


def may_wait(looked: Looked, command: Command | None) -> bool:
    """Whether nothing runs out while an act waits; `None` is one of no command of its own."""
    thoughts = installation().second_thoughts
    return thoughts.has_time(looked.facts, now()) and not _closes_soon(looked, command)


def _closes_soon(looked: Looked, command: Command | None) -> bool:
    """Whether the platform would take no answer any more once the wait is over."""
    if isinstance(command, Publish | Note):
        return False  # a public answer waits for no window (`doors.py`), a note goes nowhere
    house, until = installation(), now() + installation().second_thoughts.margin
    with house.sessions.reading() as db:
        route = route_of(db, looked.id, REPLY)
        if route.channel not in house.channels or route.contact is None:
            return False
        can = house.channels.get(route.channel).can
        closes = closes_at(db, can, (route.contact, route.account), by_hand=True)
    return closes is not None and now() <= closes <= until


def rows_of(looked: Looked) -> tuple[list[Waiting], list[SentBack]]:
    """What waits at a complaint, and what of this person's came back."""
    with installation().sessions.reading() as db:
        rows = postponed.of_complaint(db, looked.id)
    staff = me()
    mine = staff.id if staff else 0
    waiting = [_waiting(row, mine) for row in rows if row.send_at]
    back = [_sent_back(looked, row) for row in rows if not row.send_at and row.staff_id == mine]
    return waiting, back


def _waiting(row: Row, me: int) -> Waiting:
    name = f"staff:{row.staff_id}"
    return Waiting(
        number=row.id,
        title=title_of(row.sheet),
        author=Who("", {name: (row.role, row.unit)}).actor(name),
        seconds=seconds_left(row.send_at),
        mine=row.staff_id == me,
    )


def _sent_back(looked: Looked, row: Row) -> SentBack:
    changed = tuple(line.text for line in looked.news_since(row.seen))
    return SentBack(
        number=row.id, title=title_of(row.sheet), sentence=say(why(row)), changed=changed
    )


def title_of(sheet: str) -> str:
    """What an act is called."""
    title = TITLES.get(page_of(sheet)[0])
    return translate(title) if title else label("move", sheet)


def seconds_left(until: datetime | None) -> int:
    """How many seconds an act still waits; none once it is to be carried out."""
    return max(0, ceil((until - now()).total_seconds())) if until else 0


def form_of(looked: Looked, row: Row) -> str:
    """The form page from which an act was sent, its files with it."""
    reference, files = looked.reference, row.files.split()
    name, number = page_of(row.sheet)
    if name == RELEASE and number not in looked.facts.proposed:
        return _anew(looked, number)
    if name in FORMS:
        about = number or None  # a value that is none stands in no address
        return url_for(FORMS[name], reference=reference, number=about, file=files)
    return url_for("moves.move", reference=reference, name=row.sheet, file=files)


def _anew(looked: Looked, draft: int) -> str:
    """Where the words of a release go on once somebody else let that proposal go, or declined it.

    They answer the same comment, which may well have had enough answers by now.
    """
    notes = (record.event for record in looked.view.history if isinstance(record.event, Noted))
    answers = next(note.answers for note in notes if note.message == draft)
    return url_for("public_words.answer", reference=looked.reference, number=answers, konsep=draft)
