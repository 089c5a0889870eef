"""Attachments: their rows, and their bytes once by content."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workflow.core.messages import Attachment
from workflow.store.tables import AttachmentRow, FileRow


@dataclass(frozen=True, slots=True)
class Stored:
    """A file with its bytes, as it is handed out."""

    name: str
    media_type: str
    content: bytes


def keep(db: Session, file: Attachment, quarantined: str, now: datetime) -> int:
    """Keep a file that belongs to no message yet; gives its id."""
    digest = hashlib.sha256(file.content).hexdigest()
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    values = {"sha256": digest, "content": file.content}
    db.execute(dialect.insert(FileRow).values(values).on_conflict_do_nothing())
    row = AttachmentRow(
        complaint_id=None,
        message_number=None,
        name=file.name[:200],
        media_type=file.media_type[:80],
        size=len(file.content),
        sha256=digest,
        inline=file.inline,
        quarantined=quarantined,
        token=secrets.token_hex(16),
        created_at=now,
    )
    db.add(row)
    db.flush()  # its id goes into the command
    return row.id


def attach(db: Session, ids: tuple[int, ...], complaint: int, number: int) -> None:
    """Give files that are nobody's yet to a message."""
    if ids:
        nobodys = (AttachmentRow.id.in_(ids), AttachmentRow.complaint_id.is_(None))
        place = {"complaint_id": complaint, "message_number": number}
        db.execute(update(AttachmentRow).where(*nobodys).values(place))


def of_complaint(db: Session, complaint: int) -> dict[int, list[AttachmentRow]]:
    """The files of each message, by the message's number."""
    rows = select(AttachmentRow).where(AttachmentRow.complaint_id == complaint)
    found: dict[int, list[AttachmentRow]] = {}
    for row in db.scalars(rows.order_by(AttachmentRow.id)):
        found.setdefault(row.message_number or 0, []).append(row)
    return found


def by_token(db: Session, token: str) -> AttachmentRow | None:
    """The attachment behind an unguessable link."""
    return db.scalar(select(AttachmentRow).where(AttachmentRow.token == token))


def content(db: Session, row: AttachmentRow) -> Stored:
    """Its bytes."""
    found = db.get(FileRow, row.sha256)
    return Stored(row.name, row.media_type, found.content if found else b"")
