"""What lies on a unit's desk, part by part: due soon, drafts, to answer, waiting, held, answered.

Every part passes through `visible_to`, as the worklist does; shows rows, decides nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal_column, not_, select
from sqlalchemy.orm import Session, aliased

from workflow.core.roles import Actor
from workflow.store.models import ComplaintRow as Row
from workflow.store.models import MessageRow
from workflow.store.worklists import MOST_COUNTED, visible_to

SHOWN = 20
"""Rows of a part; the worklist has the others."""

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of one part, the most urgent first, and how many there are, up to `MOST_COUNTED`.

    `drafts` gives the number of the latest draft by complaint, where one waits for the head.
    """

    name: str
    rows: Sequence[Row]
    count: int
    drafts: dict[int, int]


Said, Later = aliased(MessageRow), aliased(MessageRow)
"""Messages as the conditions look at them, beside those that a query is about."""

DRAFT: ColumnElement[str] = literal_column("'draft'")
"""In the statement itself: only then is the index over the few drafts used."""


def _has_draft() -> Condition:
    """A draft that nobody has answered with yet: no answer came after it."""
    answer = (Later.complaint_id == Said.complaint_id, Later.purpose == "answer")
    answered = select(Later.id).where(*answer, Later.number > Said.number).exists()
    waits = select(Said.id).where(Said.complaint_id == Row.id, Said.purpose == DRAFT, ~answered)
    return and_(Row.state == "assigned", waits.correlate(Row).exists())


def _due(week_ends: datetime) -> Condition:
    # What is due at 24:00 on Sunday is due this week.
    return and_(Row.state.in_(("assigned", "held")), Row.urgent_at <= week_ends)


PARTS: dict[str, Callable[[datetime], Condition]] = {
    "due": _due,
    "drafts": lambda week_ends: _has_draft(),
    "answer": lambda week_ends: and_(
        Row.state == "assigned", Row.urgent_at > week_ends, not_(_has_draft())
    ),
    "waiting": lambda week_ends: Row.state == "waiting",
    "held": lambda week_ends: and_(Row.state == "held", Row.urgent_at > week_ends),
    "answered": lambda week_ends: Row.state == "responded",
}
"""The parts from the top; a draft that is due this week stands in both of the first two.

Each names its states, and all of them are of open complaints.
"""


def parts(db: Session, actor: Actor, week_ends: datetime) -> list[Part]:
    """Every part for somebody; `week_ends` is the first moment of next week, aware UTC."""
    return [_part(db, name, (visible_to(actor), holds(week_ends))) for name, holds in PARTS.items()]


def _part(db: Session, name: str, where: tuple[Condition, Condition]) -> Part:
    query = select(Row).where(*where).order_by(Row.urgent_at, Row.id).limit(SHOWN)
    some = select(Row.id).where(*where).limit(MOST_COUNTED).subquery()
    rows = db.scalars(query).all()
    count = db.scalar(select(func.count()).select_from(some)) or 0
    return Part(name=name, rows=rows, count=count, drafts=_drafts(db, [row.id for row in rows]))


def _drafts(db: Session, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Row.id, func.max(MessageRow.number))
        .join(MessageRow, MessageRow.complaint_id == Row.id)
        .where(Row.id.in_(ids), MessageRow.purpose == DRAFT, _has_draft())
        .group_by(Row.id)
    )
    return {row[0]: row[1] for row in db.execute(query)}
