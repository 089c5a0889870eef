"""The rows of the worklist as somebody sees them: what is hidden, marked, found, looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from web.clockfaces import ClockFace, clock_face
from web.flags import Flag, closing_flag, flags_of
from web.found_words import Piece, excerpt, pieces
from web.giving import names_of
from web.here import actor, installation, now
from web.i18n import translate
from web.labels import label
from web.looking import may_read
from web.present import mask
from web.who import short_unit
from workflow.store import looking, search
from workflow.store.models import ComplaintRow
from workflow.store.saved_views import owner
from workflow.store.search import Sought
from workflow.store.worklists import Page
from workflow.windows import closing

CHANNEL_ICONS = {
    "form": "file-text",
    "email": "mail",
    "memory": "messages-square",
    "whatsapp": "message-circle",
    "telegram": "send",
    "counter": "store",
    "telephone": "phone",
}

Names = Mapping[int, Sequence[str]]
"""Words by the id of a complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is told of complaints beside their rows, by their ids.

    Who else has one open, whose words were found in it, who works on it, when its window closes.
    """

    watched: Names
    said: Names
    given: Mapping[int, str]
    closes: Mapping[int, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A complaint as the worklist shows it; `masked` when its first line is not for this person.

    `seen` is the length of its history, with which an act from the list is judged; `pieces`
    cut the first line at the words that were sought, and are none where none were.
    """

    reference: str
    seen: int
    first_line: str
    pieces: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    masked: bool
    channel: str
    channel_icon: str
    state: str
    state_words: str
    unit: str
    """Which unit has it; empty where that is one's own, and on all rows the same."""
    face: ClockFace | None
    flags: tuple[Flag, ...]
    received_at: datetime
    watched_by: tuple[str, ...]
    given_to: str
    """The name of whoever of the unit works on it."""

    @property
    def picked(self) -> str:
        """How a form names this row: what, and what was seen of it."""
        return f"{self.reference}~{self.seen}"


def lines(page: Page) -> list[Line]:
    """The rows of a page, with who else has one open and where the words stand."""
    ids = [row.id for row in page.rows]
    with installation().sessions.reading() as db:
        watched = looking.others(db, ids, owner(actor()), now())
        said = search.said(db, _readable(page)) if page.sought else {}
        closes = closing(db, installation().channels, page.rows, now())
    beside = Beside(watched=watched, said=said, given=names_of(page.rows), closes=closes)
    told = cache(_told)  # fifty rows have few words between them
    return [_line(row, page.sought, beside, told) for row in page.rows]


def _told(kind: str, code: str) -> str:
    if kind == "unit":
        return short_unit(code) if code and code != actor().unit else ""
    return label(kind, code)


def line_of(row: ComplaintRow) -> str:
    """The line by which a complaint is known; many are a picture or a voice, and nothing else."""
    return mask(row.first_line) or translate("No words")


def _readable(page: Page) -> list[int]:
    return [row.id for row in page.rows if may_read(confidential=row.confidential)]


def _line(
    row: ComplaintRow, sought: Sought | None, beside: Beside, told: Callable[[str, str], str]
) -> Line:
    open_to_me = may_read(confidential=row.confidential)
    first_line = line_of(row) if open_to_me else ""
    cut = pieces(first_line, sought) if sought else ()
    elsewhere = sought is not None and not any(piece.hit for piece in cut)
    return Line(
        reference=row.reference,
        seen=row.seq,
        first_line=first_line,
        pieces=cut,
        excerpt=excerpt(beside.said.get(row.id, ()), sought) if sought and elsewhere else (),
        masked=not open_to_me,
        channel=told("channel", row.channel),
        channel_icon=CHANNEL_ICONS.get(row.channel, "at-sign"),
        state=row.state,
        state_words=told("state", row.state),
        unit=told("unit", row.unit),
        face=clock_face(row, row.due_clock, row.unit) if row.open else None,
        flags=(*flags_of(row), *closing_flag(beside.closes.get(row.id))),
        received_at=row.received_at,
        watched_by=tuple(beside.watched.get(row.id, ())),
        given_to=beside.given.get(row.id, ""),
    )
