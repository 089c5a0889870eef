"""Files that an officer adds to words not sent yet: kept at once, joined to the message later.

They are known by unguessable tokens, so that a page can be shown again without losing them.
Nothing here sends anything; a file that nobody sends belongs to no complaint and is shown to
nobody.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from workflow.attachments import why_quarantined
from workflow.core.messages import Attachment
from workflow.store import files
from workflow.store.database import Sessions
from workflow.store.tables import AttachmentRow

LONGEST_NAME = 120
NAMELESS = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A kept file; `quarantined` says why it may not be sent, and is empty when it may."""

    id: int
    token: str
    name: str
    size: int
    quarantined: str


def keep(sessions: Sessions, uploaded: Iterable[Attachment], now: datetime) -> tuple[Upload, ...]:
    """Keep files that were just uploaded, in their order."""

    def work(db: Session) -> tuple[Upload, ...]:
        ids = [files.keep(db, _named(file), why_quarantined(file), now) for file in uploaded]
        return tuple(_upload(db.get_one(AttachmentRow, id)) for id in ids)

    return sessions.settled(work)


def find(sessions: Sessions, tokens: Iterable[str]) -> tuple[Upload, ...]:
    """The files behind tokens that belong to no message yet; the others are left out."""
    with sessions.reading() as db:
        rows = [files.by_token(db, token) for token in dict.fromkeys(tokens)]
        return tuple(_upload(row) for row in rows if row is not None and row.complaint_id is None)


def _upload(row: AttachmentRow) -> Upload:
    return Upload(
        id=row.id, token=row.token, name=row.name, size=row.size, quarantined=row.quarantined
    )


def _named(file: Attachment) -> Attachment:
    return Attachment(name=clean_name(file.name), media_type=file.media_type, content=file.content)


def clean_name(name: str) -> str:
    """The last part of a file's name without controls and marks that turn text around."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/"))
    plain = "".join(letter for letter in plain if unicodedata.category(letter)[0] != "C")
    stem = PurePosixPath(plain).name.strip(" .")
    return stem[-LONGEST_NAME:] or NAMELESS
