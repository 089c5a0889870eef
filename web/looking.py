"""One complaint, looked at by the person of this request: what every staff page begins with.

Whoever may not see it gets `NotFound`, the same as for a reference that nobody has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from web.here import act_at, actor, installation, me, now
from web.history_words import Line, Teller, line_of
from web.who import Who
from workflow.core import events as e
from workflow.core.events import Recorded
from workflow.core.facts import Facts
from workflow.core.given import Given
from workflow.core.related_events import Linked, Related
from workflow.core.roles import May
from workflow.showing import ComplaintView, show
from workflow.store import authors, complaints, drafts
from workflow.store.models import ComplaintRow
from workflow.store.worklists import is_visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A complaint as somebody sees it, with the names and drafts that its pages need."""

    view: ComplaintView
    teller: Teller
    drafts: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The complaint's own id, which no page shows."""
        return self.view.row.id

    @property
    def reference(self) -> str:
        """What it is called."""
        return self.view.row.reference

    @property
    def facts(self) -> Facts:
        """What its history amounts to."""
        return self.view.facts

    @property
    def seen(self) -> int:
        """The length of the history that is shown: acts on an older one are refused."""
        return self.view.facts.seq

    @property
    def who(self) -> Who:
        """Who acted in it."""
        return self.teller.who

    def news_since(self, seen: int) -> tuple[Line, ...]:
        """What has happened since somebody looked, without the clocks' own lines."""
        recent = (recorded.event for recorded in self.view.history[seen:])
        return tuple(line_of(event, self.teller) for event in recent if _is_news(event))


def _is_news(event: object) -> bool:
    return isinstance(event, e.Moved | e.MessageCame | e.MessageWent | e.Classified | e.Noted)


def look(reference: str) -> Looked:
    """The complaint of a reference, however it is written; raises `NotFound`."""
    house, mine = installation(), me()
    with house.sessions.reading() as db:
        found = house.engine.row(db, reference)
        view = show(db, house.offices(db), found.id, actor(), now())
        act_at(view.facts.unit)
        actors = {recorded.actor for recorded in view.history}
        actors |= {message.row.author for message in view.messages}
        given = (each.event for each in view.history)
        actors |= {f"staff:{event.to}" for event in given if isinstance(event, Given)}
        actors |= {f"staff:{id}" for id in _mentioned(view.history)}
        others = [complaints.row_of(db, other) for other in sorted(_others(view.history))]
        seen = _references(view.history, others)
        who = Who(view.pseudonym, authors.of_actors(db, actors))
        return Looked(
            view=view,
            teller=Teller(who, seen, _hidden(others)),
            drafts=drafts.kept(db, mine.id, found.id) if mine else {},
        )


def _others(history: Iterable[Recorded]) -> set[int]:
    """Ids of the complaints that a history speaks of."""
    events = [recorded.event for recorded in history]
    merged = {event.other for event in events if isinstance(event, e.Moved) and event.other}
    whole = {event.split_from for event in events if isinstance(event, e.Opened)} - {0}
    return merged | whole | {event.other for event in events if isinstance(event, Related)}


def _mentioned(history: Iterable[Recorded]) -> set[int]:
    """Ids of the colleagues whom notes have called."""
    notes = (recorded.event for recorded in history if isinstance(recorded.event, e.Noted))
    return {id for note in notes for id in note.mentions}


def _references(history: Iterable[Recorded], others: Iterable[ComplaintRow]) -> dict[int, str]:
    """Other complaints that this person may see, by their own ids.

    Of a link even the number tells something: one to a confidential complaint is there only
    for who may read it.
    """
    events = [recorded.event for recorded in history]
    linked = {event.other for event in events if isinstance(event, Linked)}
    visible = [row for row in others if is_visible(row, actor())]
    return {
        row.id: row.reference
        for row in visible
        if row.id not in linked or may_read(confidential=row.confidential)
    }


def _hidden(others: Iterable[ComplaintRow]) -> frozenset[int]:
    """Those about a unit of this person's, which are not there for them (UU 25/2009 art. 45)."""
    return frozenset(row.id for row in others if row.reported_unit in actor().units)


def may_read(*, confidential: bool) -> bool:
    """Whether a list may show this person a complaint's first line."""
    return not confidential or actor().may(May.REVEAL)
