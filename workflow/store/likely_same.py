"""Complaints that may tell the same as another one: open, recent, and visible to who asks.

Passes through `worklists.visible_to` like every list: what somebody may not see is no
candidate either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.core.roles import Actor, May
from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.worklists import visible_to

MERGED_INTO = ("received", "waiting", "assigned", "held", "responded")
"""States in which a complaint can take another one in (`guards.other_is_open`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An open complaint with the text that opened it."""

    id: int
    reference: str
    person: int
    state: str
    unit: str
    channel: str
    received_at: datetime
    subject: str
    text: str


def candidates(
    db: Session, actor: Actor, complaint: int, since: datetime, most: int
) -> Sequence[Candidate]:
    """The latest open complaints, newest first, and all open ones of the same person."""
    row = ComplaintRow
    person = select(row.person_id).where(row.id == complaint).scalar_subquery()
    able = [visible_to(actor), row.state.in_(MERGED_INTO), row.id != complaint]
    if not actor.may(May.REVEAL):
        able.append(row.confidential.is_(False))
    recent = select(row.id).where(*able, row.received_at >= since)
    recent = recent.order_by(row.received_at.desc()).limit(most)
    theirs = select(row.id).where(*able, row.person_id == person).limit(most)
    first = MessageRow
    query = (
        select(row.id, row.reference, row.person_id.label("person"), row.state, row.unit,
               row.channel, row.received_at, first.subject, first.text)
        .join(first, (first.complaint_id == row.id) & (first.number == 1))
        .where(or_(row.id.in_(recent), row.id.in_(theirs)))
        .order_by(row.received_at.desc())
    )  # fmt: skip
    return [Candidate(**found) for found in db.execute(query).mappings()]
