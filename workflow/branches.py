"""What stands below a complaint's public words: answers of its author, and remarks of others.

Looks up whose complaint a public message stands under, and which remarks wait beside one.
Decides nothing, and never takes the words of one person for those of another.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.matching import REMARK
from workflow.core.messages import InboundMessage, Visibility
from workflow.core.verdicts import Known
from workflow.store import alterations, complaints, inbox, lying
from workflow.store.alterations import Place
from workflow.store.models import ClockRow, ComplaintRow
from workflow.store.tables import InboxRow

KEPT = lying.KEPT

LATELY = timedelta(days=30)
"""So long a remark is answered."""

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


def stands_below(
    db: Session, channels: Channels, message: InboundMessage, person: int | None, since: datetime
) -> Known | None:
    """The complaint below whose public words a public message stands, or below a remark there.

    It is open, or was resolved since then and is the sender's own.
    """
    if message.visibility is not Visibility.PUBLIC or not message.in_reply_to:
        return None
    place = (message.channel, message.account, message.in_reply_to)
    above = alterations.message_at(db, place)
    if above is None:
        complaint = _beside(db, channels, place, since)
    else:
        complaint = above.complaint_id if above.visibility == Visibility.PUBLIC else None
    if complaint is None:
        return None
    row = complaints.row_of(db, complaint)
    found = known(row, person=person)
    lately = row.state == "resolved" and row.closed_at is not None and row.closed_at >= since
    return found if row.open or (found.sender and lately) else None


def _beside(db: Session, channels: Channels, place: Place, since: datetime) -> int | None:
    """The complaint below which the remark at a place stands, if it is one."""
    for row in lying.holding(db, place, since - LATELY):
        if row.rule in (REMARK, KEPT):
            read = channels.get(row.channel).parse(inbox.raw_of(row))
            if any(one.external_id == place[2] for one in read):
                return row.suspected_id or row.complaint_id
    return None


_this: BindParameter[int] = bindparam("complaint")
_REMARKS = (
    select(InboxRow.id)
    .where(
        InboxRow.state == "set_aside",
        InboxRow.rule == REMARK,
        InboxRow.suspected_id == _this,
    )
    .union_all(select(InboxRow.id).where(InboxRow.complaint_id == _this, InboxRow.rule == KEPT))
    .limit(MOST)
)


def remarks(db: Session, complaint: int) -> Sequence[InboxRow]:
    """What others wrote below a complaint: what waits for a judgement, and what was kept so."""
    ids = db.scalars(_REMARKS, {"complaint": complaint}).all()
    if not ids:
        return ()  # as below most complaints
    return db.scalars(select(InboxRow).where(InboxRow.id.in_(ids)).order_by(InboxRow.id)).all()
