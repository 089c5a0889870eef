"""Attachments: their rows, and their bytes once by content."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from workflow.core.messages import Attachment
from workflow.store.inserting import insert_into
from workflow.store.page_statements import FILES
from workflow.store.tables import AttachmentRow, FileRow, FileViewRow

LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Stored:
    """A file with its bytes, as it is handed out; `released` is what it was locked for before."""

    name: str
    media_type: str
    content: bytes
    sha256: str = ""
    released: str = ""


def keep(db: Session, file: Attachment, quarantined: str, now: datetime) -> int:
    """Keep a file that belongs to no message yet; gives its id."""
    digest = hashlib.sha256(file.content).hexdigest()
    values = {"sha256": digest, "content": file.content}
    db.execute(insert_into(db, FileRow).values(values).on_conflict_do_nothing())
    return _add(db, file, (quarantined, digest, len(file.content), ""), now)


def keep_note(db: Session, quarantined: str, size: int, detail: str, now: datetime) -> int:
    """Keep a row without a file: what it stands for is said by its code; gives its id."""
    bare = Attachment(name="", media_type="", content=b"")
    return _add(db, bare, (quarantined, "", size, detail), now)


def _add(db: Session, file: Attachment, kept: tuple[str, str, int, str], now: datetime) -> int:
    quarantined, digest, size, detail = kept
    row = AttachmentRow(
        complaint_id=None,
        message_number=None,
        name=file.name[:200],
        media_type=file.media_type[:80],
        size=size,
        sha256=digest,
        inline=file.inline,
        quarantined=quarantined,
        detail=detail[:LONGEST_DETAIL],
        released="",
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


def copy(db: Session, row: AttachmentRow) -> int:
    """A file once more under a link of its own, nobody's yet; gives its id. Bytes stand once."""
    names = (column.key for column in AttachmentRow.__mapper__.column_attrs)
    kept = {name: getattr(row, name) for name in names if name != "id"}
    nobodys = {"complaint_id": None, "message_number": None, "token": secrets.token_hex(16)}
    fresh = AttachmentRow(**{**kept, **nobodys})
    db.add(fresh)
    db.flush()  # its id goes into the command
    return fresh.id


def of_complaint(db: Session, complaint: int) -> dict[int, list[AttachmentRow]]:
    """The files of each message, by the message's number."""
    found: dict[int, list[AttachmentRow]] = {}
    for row in db.scalars(FILES, {"complaint": complaint}):
        found.setdefault(row.message_number or 0, []).append(row)
    return found


def amount(db: Session, complaint: int) -> tuple[int, int]:
    """How many files a complaint has, and their bytes."""
    counted = select(func.count(), func.coalesce(func.sum(AttachmentRow.size), 0)).where(
        AttachmentRow.complaint_id == complaint, AttachmentRow.sha256 != ""
    )
    count, size = db.execute(counted).one()
    return int(count), int(size)


def by_token(db: Session, token: str) -> AttachmentRow | None:
    """The attachment behind an unguessable link."""
    return db.scalar(select(AttachmentRow).where(AttachmentRow.token == token))


def content(db: Session, row: AttachmentRow) -> Stored:
    """Its bytes; none of them once it was erased."""
    found = db.get(FileRow, row.sha256)
    kept = found.content if found else b""
    return Stored(row.name, row.media_type, kept, row.sha256, row.released)


def lock(db: Session, sha256: str, quarantined: str) -> None:
    """Lock what is handed out, wherever the same bytes came in. Released files stay released."""
    where = (
        AttachmentRow.sha256 == sha256,
        AttachmentRow.quarantined == "",
        AttachmentRow.released == "",
    )
    db.execute(update(AttachmentRow).where(*where).values(quarantined=quarantined))


def release(row: AttachmentRow, quarantined: str) -> None:
    """Unlock a file, or lock it for another reason from now on; what it was locked for stays."""
    row.released, row.quarantined = row.released or row.quarantined, quarantined


def waiting_for_scan(db: Session, code: str, limit: int) -> Sequence[str]:
    """The contents that wait for the scanner, by hash, in the order in which they came."""
    rows = select(AttachmentRow.sha256).where(AttachmentRow.quarantined == code)
    first = func.min(AttachmentRow.id)
    return db.scalars(rows.group_by(AttachmentRow.sha256).order_by(first).limit(limit)).all()


def end_scan(db: Session, sha256: str, was: str, now_is: str, detail: str = "") -> None:
    """Put down what the scanner found, for everybody who sent these bytes and waits."""
    where = (AttachmentRow.sha256 == sha256, AttachmentRow.quarantined == was)
    values = {"quarantined": now_is, "detail": detail[:LONGEST_DETAIL]}
    db.execute(update(AttachmentRow).where(*where).values(values))


def erase(db: Session, complaint: int) -> int:
    """Take the files of a complaint away: names and links at once, bytes that nobody else has.

    Gives how many there were. What a link opened before is there no longer.
    """
    rows = db.scalars(select(AttachmentRow).where(AttachmentRow.complaint_id == complaint)).all()
    hashes = {row.sha256 for row in rows}
    for row in rows:
        db.delete(row)
    db.flush()  # what is asked next is who still has the same bytes
    others = select(AttachmentRow.sha256).where(AttachmentRow.sha256.in_(hashes))
    ended = hashes - set(db.scalars(others))
    db.execute(delete(FileViewRow).where(FileViewRow.sha256.in_(ended)))
    db.execute(delete(FileRow).where(FileRow.sha256.in_(ended)))
    return len(rows)
