"""Messages on their way: claimed by one worker at a time, ended in one of three ways."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
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


def standing(db: Session, complaint: int, number: int) -> tuple[str, datetime | None]:
    """The state of a complaint's message by its number, and when the last attempt ended."""
    row = db.execute(
        select(MessageRow.state, OutboxRow.ended_at)
        .join(OutboxRow, MessageRow.id == OutboxRow.message_id)
        .where(MessageRow.complaint_id == complaint, MessageRow.number == number)
    ).first()
    return (row[0], row[1]) if row else ("", None)


def of_complaint(db: Session, complaint: int) -> dict[int, OutboxRow]:
    """All rows of a complaint, by the id of their message."""
    rows = db.scalars(select(OutboxRow).where(OutboxRow.complaint_id == complaint))
    return {row.message_id: row for row in rows}


def went(db: Session, key: str, external_id: str) -> None:
    """The platform itself told that the message of a key went, and under which id."""
    row = by_key(db, key)
    if row is None:
        return
    row.external_id = row.external_id or external_id
    if row.state == "unsure":
        row.state, row.code = "sent", ""


def target_of(db: Session, message: int) -> str:
    """The comment that a message answered, by the message's id."""
    return db.scalar(select(OutboxRow.target).where(OutboxRow.message_id == message)) or ""


def by_key(db: Session, key: str) -> OutboxRow | None:
    """The row of an idempotency key, which some platforms bring back."""
    return db.scalar(select(OutboxRow).where(OutboxRow.key == key)) if key else None


def answered_in_private(db: Session, channel: str, target: str, but: int = 0) -> bool:
    """Whether a comment has had its private answer, or may have; `but` is not counted."""
    where = (
        OutboxRow.target == target,
        OutboxRow.channel == channel,
        OutboxRow.state.in_(("sent", "unsure", "sending")),
        OutboxRow.id != but,
        MessageRow.visibility == "private",
    )
    joined = select(OutboxRow.id).join(MessageRow, MessageRow.id == OutboxRow.message_id)
    return db.scalar(joined.where(*where).limit(1)) is not None


def note_code(db: Session, message: int, code: str) -> None:
    """Keep what a late notice gave as its reason."""
    if code:
        where = OutboxRow.message_id == message
        db.execute(update(OutboxRow).where(where).values(code=code[:80]))


def automatic_left(db: Session, contact: int, since: datetime) -> int:
    """How many automatic messages have left for an address since then."""
    where = (
        OutboxRow.contact_id == contact,
        OutboxRow.state.in_(("sent", "unsure")),
        OutboxRow.ended_at > since,
        MessageRow.automatic.is_(True),
    )
    rows = select(func.count()).select_from(OutboxRow)
    joined = rows.join(MessageRow, MessageRow.id == OutboxRow.message_id)
    return db.scalar(joined.where(*where)) or 0


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


def copy_files(db: Session, complaint: int, earlier: int, fresh: int) -> None:
    """Give the files of one message to another one of the same complaint, by their numbers."""
    place = {"message_number": fresh}
    where = (AttachmentRow.complaint_id == complaint, AttachmentRow.message_number == earlier)
    for row in db.scalars(select(AttachmentRow).where(*where).order_by(AttachmentRow.id)):
        names = (column.key for column in AttachmentRow.__mapper__.column_attrs)
        kept = {name: getattr(row, name) for name in names if name != "id"}
        db.add(AttachmentRow(**{**kept, **place, "token": secrets.token_hex(16)}))


def counts(db: Session) -> dict[str, int]:
    """How many rows are in each state."""
    rows = db.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
    return {row[0]: row[1] for row in rows}
