"""The views of the worklist, its orders, and the marks by which it is narrowed: tables of each.

They say which rows and in which order; who may see a row is `worklists.py`'s to say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from workflow.core.roles import Actor, May
from workflow.store.models import ComplaintRow as Row
from workflow.store.page_tables import MentionRow
from workflow.store.worklist_tables import SnoozeRow

Condition = ColumnElement[bool]
Moment = datetime | BindParameter[datetime]
"""A moment, or the gap for one in a question that is asked again and again."""


@dataclass(frozen=True, slots=True)
class View:
    """A named view of the worklist. `rows` gives its condition for somebody at a time.

    `apart`: the ids of the same rows in parts that share none, each a stretch of an index, for
    counting where the condition by itself would have a database look at very many rows.
    """

    name: str
    label: str
    rows: Callable[[Actor, Moment], Condition]
    sort: str = "urgent"
    apart: Callable[[Actor, Moment], tuple[Select[int], ...]] | None = None

    def parts(self, actor: Actor, now: Moment) -> tuple[Select[int], ...]:
        """The ids that it is counted by: each row of it in one of them."""
        if self.apart:
            return self.apart(actor, now)
        return (select(Row.id).where(self.rows(actor, now)),)


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of rows; one without a column is by the weight of the words that were sought."""

    name: str
    label: str
    column: InstrumentedAttribute[datetime] | None
    newest_first: bool = True


def _staff_id(actor: Actor) -> int:
    return int(actor.id) if actor.id.isdecimal() else 0


def _mine(actor: Actor, now: Moment) -> Condition:
    """What waits for this person's own act, and does not sleep."""
    return and_(_theirs(actor, now), Row.id.not_in(_sleeping(actor, now)))


def _mine_apart(actor: Actor, now: Moment) -> tuple[Select[int], ...]:
    """A supervisor's: what is late, else what is warned of, else what came back."""
    if actor.may(May.SEE_UNIT) or not actor.may(May.OVERVIEW):
        return (select(Row.id).where(_mine(actor, now)),)
    back = aliased(Row)
    came_back = Row.id.in_(select(back.id).where(back.came_back.is_(True)))
    in_time = (Row.urgent_at >= now, or_(Row.warn_at.is_(None), Row.warn_at >= now))
    mine = select(Row.id).where(Row.open, Row.id.not_in(_sleeping(actor, now)))
    return (
        mine.where(Row.urgent_at < now),
        _last_warned(mine.where(Row.warn_at < now, Row.urgent_at >= now)),
        mine.where(came_back, *in_time),
    )


def _last_warned(warned: Select[int]) -> Select[int]:
    """From the last warning back: those that were warned of long ago are late by now."""
    return warned.order_by(Row.warn_at.desc())


def _theirs(actor: Actor, now: Moment) -> Condition:
    if actor.may(May.SEE_UNIT):
        given = or_(Row.given_to.is_(None), Row.given_to == _staff_id(actor))
        return and_(Row.state.in_(("assigned", "held")), given)
    if actor.may(May.OVERVIEW):
        return and_(Row.open, or_(Row.urgent_at < now, Row.warn_at < now, Row.came_back))
    return Row.state == "received"


def _sleeping(actor: Actor, now: Moment) -> Select[int]:
    """What somebody put off until later."""
    mine = (SnoozeRow.staff_id == _staff_id(actor), SnoozeRow.until > now)
    return select(SnoozeRow.complaint_id).where(*mine)


def _asleep(actor: Actor, now: Moment) -> Condition:
    return and_(Row.open, Row.id.in_(_sleeping(actor, now)))


def _called(actor: Actor, now: Moment) -> Condition:
    """What a colleague's note calls them to, or an act of theirs that came back."""
    staff = int(actor.id) if actor.id.isdecimal() else 0
    return Row.id.in_(select(MentionRow.complaint_id).where(MentionRow.staff_id == staff))


def _due_soon(actor: Actor, now: Moment) -> Condition:
    return and_(Row.open, Row.warn_at <= now, Row.urgent_at > now)


def _due_soon_apart(actor: Actor, now: Moment) -> tuple[Select[int], ...]:
    soon = select(Row.id).where(_due_soon(actor, now))
    return (_last_warned(soon) if actor.may(May.SEE_ALL) else soon,)


VIEWS = (
    View("mine", "Mine first", _mine, apart=_mine_apart),
    View("new", "New", lambda actor, now: Row.state == "received"),
    View("open", "All open", lambda actor, now: Row.open.is_(True)),
    View("due_soon", "Due soon", _due_soon, apart=_due_soon_apart),
    View("late", "Late", lambda actor, now: and_(Row.open, Row.urgent_at <= now)),
    View("waiting", "Waiting", lambda actor, now: Row.state.in_(("waiting", "held"))),
    View("responded", "Answered", lambda actor, now: Row.state == "responded"),
    View("came_back", "Came back undelivered", lambda actor, now: Row.came_back.is_(True)),
    View("asleep", "Put off by you", _asleep),
    View("mentioned", "Mentions", _called),
    View("closed", "Closed", lambda actor, now: Row.open.is_(False), sort="changed"),
)

WEIGHT = "weight"
SORTS = (
    Sort(WEIGHT, "Best match", None),
    Sort("urgent", "Time left", Row.urgent_at, newest_first=False),
    Sort("received", "Newest", Row.received_at),
    Sort("oldest", "Oldest", Row.received_at, newest_first=False),
    Sort("changed", "Last changed", Row.changed_at),
)

FLAGS: dict[str, tuple[str, Condition]] = {
    "danger": (
        "Danger",
        or_(
            Row.safety.not_in(("", "none")),
            and_(Row.suspected.is_(True), Row.safety == ""),
        ),
    ),
    "came_back": ("Came back undelivered", Row.came_back.is_(True)),
    "oversight": ("Oversight", Row.oversight.is_(True)),
    "confidential": ("Confidential", Row.confidential.is_(True)),
    "anonymous": ("Anonymous", Row.anonymous.is_(True)),
    "paused": ("Clock stands still", Row.paused.is_(True)),
}
"""What may be asked for beside equal words: each with its label and its condition."""

_VIEWS = {view.name: view for view in VIEWS}


def view_named(name: str) -> View:
    """A view by its name; the first one for a name that nobody knows."""
    return _VIEWS.get(name, VIEWS[0])
