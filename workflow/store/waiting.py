"""Who waits for an answer: when complainants last wrote in private, and whether we answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from workflow.store.models import MessageRow
from workflow.store.tables import DraftRow

LOST = ("refused", "given_up")
"""States of messages that have told nobody anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A complaint in which somebody wrote to us in private, last at `wrote_at`."""

    complaint: int
    wrote_at: datetime
    unanswered: bool


def of(db: Session, complaints: Sequence[int]) -> list[Waits]:
    """Those of the complaints in which somebody wrote in private."""
    row = MessageRow
    came = (row.direction == "in") & (row.visibility == "private")
    ours = (row.direction == "out") & row.automatic.is_(False) & row.state.not_in(LOST)
    wrote = func.max(case((came, case((row.sent_at < row.at, row.sent_at), else_=row.at))))
    rows = db.execute(
        select(
            row.complaint_id,
            wrote,
            func.max(case((came, row.number))),
            func.max(case((ours, row.number))),
        )
        .where(row.complaint_id.in_(complaints))
        .group_by(row.complaint_id)
    )
    begun = _begun(db, complaints)
    return [
        Waits(
            complaint=complaint,
            wrote_at=at,
            unanswered=(answered or 0) < last or complaint in begun,
        )
        for complaint, at, last, answered in rows
        if at is not None
    ]


def _begun(db: Session, complaints: Sequence[int]) -> set[int]:
    """Where somebody has begun to write to the complainant."""
    outward = ("reply.text", "respond.answer", "ask.question", "draft.text")
    where = (DraftRow.complaint_id.in_(complaints), DraftRow.field.in_(outward))
    return set(db.scalars(select(DraftRow.complaint_id).where(*where)))
