"""Attachments: their rows, and their bytes once by content."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from workflow.core.messages import Attachment
from workflow.store.inserting import dialect_of, on_each
from workflow.store.models import Base
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
    digest = keep_bytes(db, file.content)
    return _add(db, file, (quarantined, digest, len(file.content), ""), now)


def keep_bytes(db: Session, content: bytes) -> str:
    """Keep bytes once, and from being erased with another file until we are done; their hash."""
    digest = hashlib.sha256(content).hexdigest()
    while not _is_held(db, digest):  # it may have been erased just now
        values = {"sha256": digest, "content": content}
        db.connection().execute(_KEEP[dialect_of(db)], values)
    return digest


def _is_held(db: Session, digest: str) -> bool:
    row = select(FileRow.sha256).where(FileRow.sha256 == digest)
    return db.scalar(row.with_for_update(read=True, key_share=True)) is not None


_KEEP = on_each(FileRow, lambda new: new.on_conflict_do_nothing())


def keep_note(db: Session, quarantined: str, size: int, detail: str, now: datetime) -> int:
    """Keep a row without a file: what it stands for is said by its code; gives its id."""
    bare = Attachment(name="", media_type="", content=b"")
    return _add(db, bare, (quarantined, "", size, detail), now)


def _add(db: Session, file: Attachment, kept: tuple[str, str, int, str], now: datetime) -> int:
    quarantined, digest, size, detail = kept
    values = {
        "complaint_id": None,
        "message_number": None,
        "name": file.name[:200],
        "media_type": file.media_type[:80],
        "size": size,
        "sha256": digest,
        "inline": file.inline,
        "quarantined": quarantined,
        "detail": detail[:LONGEST_DETAIL],
        "released": "",
        "token": secrets.token_hex(16),
        "created_at": now,
    }
    return int(db.connection().execute(_ADD, values).scalar_one())


_attachment = Base.metadata.tables[AttachmentRow.__tablename__]
_ADD = insert(_attachment).returning(_attachment.c.id)


def attach(db: Session, ids: tuple[int, ...], complaint: int, number: int) -> None:
    """Give files that are nobody's yet to a message."""
    if ids:
        place = {"of_complaint": complaint, "of_number": number}
        db.connection().execute(_ATTACH, {**place, "files": ids})


_ATTACH = (
    update(_attachment)
    .where(
        _attachment.c.id.in_(bindparam("files", expanding=True)),
        _attachment.c.complaint_id.is_(None),
    )
    .values(complaint_id=bindparam("of_complaint"), message_number=bindparam("of_number"))
)


def copy(db: Session, row: AttachmentRow) -> int:
    """A file once more under a link of its own, nobody's yet; gives its id. Bytes stand once."""
    names = (column.key for column in AttachmentRow.__mapper__.column_attrs)
    kept = {name: getattr(row, name) for name in names if name != "id"}
    _is_held(db, row.sha256)
    nobodys = {"complaint_id": None, "message_number": None, "token": secrets.token_hex(16)}
    return int(db.connection().execute(_ADD, {**kept, **nobodys}).scalar_one())


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


def held(db: Session, token: str) -> AttachmentRow | None:
    """The same as it stands now; nobody else locks or unlocks it until we are done."""
    row = select(AttachmentRow).where(AttachmentRow.token == token).with_for_update()
    return db.scalar(row.execution_options(populate_existing=True))


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


def erase(db: Session, complaint: int, number: int | None = None) -> int:
    """Take the files of a complaint away, or those of one of its messages: names and links at
    once, and bytes that nobody else has.

    Gives how many there were. What a link opened before is there no longer.
    """
    theirs = select(AttachmentRow).where(AttachmentRow.complaint_id == complaint)
    if number is not None:
        theirs = theirs.where(AttachmentRow.message_number == number)
    rows = db.scalars(theirs.with_for_update()).all()  # one of them may be fetched just now
    hashes = {row.sha256 for row in rows}
    for row in rows:
        db.delete(row)
    db.flush()  # what is asked next is who still has the same bytes
    held = select(FileRow.sha256).where(FileRow.sha256.in_(hashes)).order_by(FileRow.sha256)
    db.scalars(held.with_for_update()).all()  # nor does anybody get them meanwhile
    others = select(AttachmentRow.sha256).where(AttachmentRow.sha256.in_(hashes))
    ended = hashes - set(db.scalars(others))
    db.execute(delete(FileViewRow).where(FileViewRow.sha256.in_(ended)))
    db.execute(delete(FileRow).where(FileRow.sha256.in_(ended)))
    return len(rows)
