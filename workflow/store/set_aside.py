"""The inbox as officers see it: what was set aside and why, and what became of the rest.

Reads only; judging is intake's. Lists never load the bytes of a message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import Session

from workflow.core.roles import Actor
from workflow.store.models import ComplaintRow
from workflow.store.tables import InboxRow as Row
from workflow.store.worklists import is_visible, visible_to

MOST_COUNTED = 1000
"""As in the worklist: counts stop here."""

UNVERIFIED = "unverified_reply"
"""The rule of an answer whose sender nobody can vouch for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A message in the inbox, without its bytes."""

    id: int
    channel: str
    account: str
    arrived_at: datetime
    state: str
    rule: str
    reason: str
    summary: str
    suspected: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Messages, and the id after which the next page begins; none at the end."""

    rows: Sequence[SetAside]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many messages of a channel had this fate on a day; `day` counts back from the newest.

    `fate` is empty while nobody has handled them.
    """

    day: int
    channel: str
    fate: str
    count: int


_LISTED = (
    Row.id, Row.channel, Row.account, Row.arrived_at, Row.state, Row.rule, Row.reason,
    Row.summary, Row.suspected_id.label("suspected"),
)  # fmt: skip


def _for(actor: Actor | None) -> ColumnElement[bool]:
    """What somebody may judge: not what may belong to a complaint that is hidden from them.

    An answer to a complaint about a unit is as little for that unit as the complaint is (UU
    25/2009 art. 45). Without anybody: all, for the machine itself.
    """
    if actor is None:
        return true()
    seen = select(ComplaintRow.id).where(visible_to(actor))
    return or_(Row.suspected_id.is_(None), Row.suspected_id.in_(seen))


def page(
    db: Session, actor: Actor | None = None, *, rule: str = "", after: int = 0, limit: int = 50
) -> Page:
    """What waits for somebody's judgement, the longest waiting first."""
    query = select(*_LISTED).where(Row.state == "set_aside", Row.id > after, _for(actor))
    query = query.where(Row.rule == rule) if rule else query
    rows = db.execute(query.order_by(Row.id).limit(limit + 1)).mappings().all()
    shown = [SetAside(**row) for row in rows[:limit]]
    return Page(shown, shown[-1].id if len(rows) > limit else None)


def one(db: Session, actor: Actor, number: int) -> Row | None:
    """The message with this id and its bytes, while it waits for a judgement of this person's."""
    row = db.get(Row, number)
    if row is None or row.state != "set_aside":
        return None
    suspected = db.get(ComplaintRow, row.suspected_id) if row.suspected_id else None
    return row if suspected is None or is_visible(suspected, actor) else None


def counts(db: Session, actor: Actor | None = None) -> dict[str, int]:
    """How many messages each rule has set aside for somebody, up to `MOST_COUNTED` in all."""
    return {row[0]: row[1] for row in db.execute(_counting(actor))}


@lru_cache(256)
def _counting(actor: Actor | None) -> Select[str, int]:
    """Made once for each person: making it takes longer than answering it."""
    waiting = select(Row.rule).where(Row.state == "set_aside", _for(actor))
    some = waiting.limit(MOST_COUNTED).subquery()
    return select(some.c.rule, func.count()).group_by(some.c.rule)


def tallies(db: Session, days: Sequence[datetime]) -> Iterable[Tally]:
    """What arrived since each of these midnights (newest first), by channel and fate."""
    day = case(*((Row.arrived_at >= start, number) for number, start in enumerate(days)))
    query = (
        select(day, Row.channel, Row.fate, func.count())
        .where(Row.arrived_at >= days[-1])
        .group_by(day, Row.channel, Row.fate)
    )
    for number, channel, fate, count in db.execute(query):
        yield Tally(day=number, channel=channel, fate=fate, count=count)
