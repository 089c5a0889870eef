"""Empties the place of a message that was moved to another complaint, and sends its files after it.

The words stand in the other complaint by then; what stays is a mark for the desk.
"""

from sqlalchemy import update
from sqlalchemy.orm import Session

from workflow.store import search
from workflow.store.models import MessageRow
from workflow.store.tables import AttachmentRow, InboxRow

PURPOSE = "carried"
_NOTHING = dict.fromkeys(
    ("external_id", "conversation", "subject", "text", "reply_text", "html", "permalink", "about",
     "altered"), "",
)  # fmt: skip


def empty(db: Session, row: MessageRow, place: tuple[int, int], author: str) -> None:
    """Leave nothing of a message but that it was here; `place` is (complaint, number) now.

    The mark is the office's own, by whoever moved it.
    """
    complaint, number = place
    theirs = (
        AttachmentRow.complaint_id == row.complaint_id,
        AttachmentRow.message_number == row.number,
    )
    moved = update(AttachmentRow).where(*theirs)
    db.execute(moved.values(complaint_id=complaint, message_number=number))
    if row.inbox_id is not None:
        came = update(InboxRow).where(
            InboxRow.id == row.inbox_id, InboxRow.complaint_id == row.complaint_id
        )
        db.execute(came.values(complaint_id=complaint))
    gone = {
        **_NOTHING,
        "direction": "internal",
        "visibility": "internal",
        "purpose": PURPOSE,
        "author": author,
    }
    mark = update(MessageRow).where(MessageRow.id == row.id)
    db.execute(mark.values(**gone, contact_id=None, inbox_id=None))
    for each in (row.complaint_id, complaint):
        search.refresh(db, each)
