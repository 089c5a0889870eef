"""What stands below a complaint's public words: answers of its author, and remarks of others.

Looks up whose complaint a public message stands under, and which remarks wait beside one.
Decides nothing, and never takes the words of one person for those of another.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.matching import REMARK
from workflow.core.messages import InboundMessage, Visibility
from workflow.core.verdicts import Known
from workflow.store import alterations, complaints
from workflow.store.models import ClockRow, ComplaintRow
from workflow.store.tables import InboxRow

KEPT = "remark_kept"
"""The rule of a remark that somebody has left where it stands."""

MOST = 50
"""Remarks that are shown beside a complaint: the oldest ones."""


def known(row: ComplaintRow, *, person: int | None, by_page: bool = False) -> Known:
    """A complaint, and whether `person` is whose it is; the tracking page asks for the code."""
    sender = by_page or (person is not None and person == row.person_id)
    return Known(row.id, row.reference, row.state, sender, row.changed_at)


def is_over(db: Session, row: ComplaintRow) -> bool:
    """Whether the time in which a resolved complaint may be disputed is over."""
    if row.state != "resolved":
        return False
    window = (ClockRow.complaint_id == row.id, ClockRow.name == "reopen_window")
    rounds = db.scalars(select(ClockRow.stopped_at).where(*window)).all()
    return bool(rounds) and None not in rounds


def of_another(db: Session, message: InboundMessage, person: int | None) -> Known | None:
    """The open complaint of somebody else below whose public words a public message stands."""
    if message.visibility is not Visibility.PUBLIC or not message.in_reply_to:
        return None
    place = (message.channel, message.account, message.in_reply_to)
    above = alterations.message_at(db, place)
    if above is None or above.visibility != Visibility.PUBLIC:
        return None
    row = complaints.row_of(db, above.complaint_id)
    found = known(row, person=person)
    return found if row.open and not found.sender else None


def remarks(db: Session, complaint: int) -> Sequence[InboxRow]:
    """What others wrote below a complaint: what waits for a judgement, and what was kept so."""
    waits = select(InboxRow.id).where(
        InboxRow.state == "set_aside",
        InboxRow.rule == REMARK,
        InboxRow.suspected_id == complaint,
    )
    kept = select(InboxRow.id).where(InboxRow.complaint_id == complaint, InboxRow.rule == KEPT)
    ids = db.scalars(waits.union_all(kept).limit(MOST)).all()
    if not ids:
        return ()  # as below most complaints
    return db.scalars(select(InboxRow).where(InboxRow.id.in_(ids)).order_by(InboxRow.id)).all()
