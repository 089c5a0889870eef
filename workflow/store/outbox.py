"""Messages on their way: claimed by one worker at a time, ended in one of three ways."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.core.messages import Attachment
from workflow.store.models import MessageRow, OutboxRow
from workflow.store.tables import AttachmentRow, FileRow


def claim(db: Session, now: datetime) -> int | None:
    """Mark the oldest due row as being sent; gives its id, or none when nothing is due."""
    due = (OutboxRow.state == "queued", OutboxRow.next_try_at <= now)
    oldest = select(OutboxRow).where(*due).order_by(OutboxRow.next_try_at, OutboxRow.id).limit(1)
    row = db.scalar(oldest.with_for_update(skip_locked=True))
    if row is None:
        return None
    row.state, row.taken_at = "sending", now
    return row.id


def stuck(db: Session, before: datetime) -> Sequence[OutboxRow]:
    """Rows that somebody began to send and never ended."""
    where = (OutboxRow.state == "sending", OutboxRow.taken_at < before)
    return db.scalars(select(OutboxRow).where(*where).with_for_update(skip_locked=True)).all()


def end(
    row: OutboxRow, how: tuple[str, str, str], again_at: datetime | None, now: datetime
) -> None:
    """End an attempt: (state, code, external id); `again_at` for another one."""
    row.state, row.code, external_id = how
    row.external_id = external_id or row.external_id
    row.attempts += 1
    row.next_try_at = again_at
    row.ended_at = None if again_at else now


def files_of(db: Session, message: MessageRow) -> tuple[Attachment, ...]:
    """The files that go out with a message."""
    rows = db.execute(
        select(AttachmentRow.name, AttachmentRow.media_type, FileRow.content)
        .join(FileRow, FileRow.sha256 == AttachmentRow.sha256)
        .where(
            AttachmentRow.complaint_id == message.complaint_id,
            AttachmentRow.message_number == message.number,
        )
        .order_by(AttachmentRow.id)
    )
    return tuple(Attachment(name=name, media_type=kind, content=data) for name, kind, data in rows)


def counts(db: Session) -> dict[str, int]:
    """How many rows are in each state."""
    rows = db.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
    return {row[0]: row[1] for row in rows}
