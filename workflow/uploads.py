"""Files that an officer adds to words not sent yet: kept at once, joined to the message later.

They are known by unguessable tokens, so that a page can be shown again without losing them.
Nothing here sends anything; a file that nobody sends belongs to no complaint and is shown to
nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from workflow import drawing, file_names, makers
from workflow.attachments import BROKEN, UNCLEANED, UNSCANNED, FileRules, Judged, judge
from workflow.core.messages import Attachment
from workflow.file_kinds import DRAWN, ENDINGS, HEIC
from workflow.store import files
from workflow.store.database import Sessions
from workflow.store.tables import AttachmentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A kept file; `quarantined` says why it may not be sent, and is empty when it may."""

    id: int
    token: str
    name: str
    size: int
    quarantined: str


def keep(
    sessions: Sessions, uploaded: Iterable[Attachment], rules: FileRules, now: datetime
) -> tuple[Upload, ...]:
    """Keep files that were just uploaded, in their order.

    Pictures are drawn anew at once: what an officer sends must not tell where it was taken,
    and the office has no use for it either. Documents are kept without their authors' names.
    """
    ready = [_ready(file, rules) for file in uploaded]

    def work(db: Session) -> tuple[Upload, ...]:
        ids = [files.keep(db, one.file, one.quarantined, now) for one in ready]
        return tuple(_upload(db.get_one(AttachmentRow, id)) for id in ids)

    return sessions.settled(work)


def _ready(file: Attachment, rules: FileRules) -> Judged:
    judged = judge(file, scanned=rules.scanned)
    clean = judged.file
    if clean.media_type == HEIC:  # we cannot draw it, so we cannot take the place out of it
        return replace(judged, quarantined=UNCLEANED)
    if judged.quarantined not in ("", UNSCANNED):
        return judged
    if clean.media_type not in DRAWN:
        content = makers.unnamed(clean.media_type, clean.content)
        return replace(judged, file=replace(clean, content=content))
    drawn = drawing.draw(clean.content, drawing.WHOLE)
    if drawn is None:
        return replace(judged, quarantined=BROKEN)
    name = file_names.with_ending(clean.name, ENDINGS[drawn.media_type])
    ours = replace(clean, name=name, media_type=drawn.media_type, content=drawn.content)
    return replace(judged, file=ours)


def find(sessions: Sessions, tokens: Iterable[str]) -> tuple[Upload, ...]:
    """The files behind tokens that belong to no message yet; the others are left out."""
    with sessions.reading() as db:
        rows = [files.by_token(db, token) for token in dict.fromkeys(tokens)]
        return tuple(_upload(row) for row in rows if row is not None and row.complaint_id is None)


def _upload(row: AttachmentRow) -> Upload:
    return Upload(
        id=row.id, token=row.token, name=row.name, size=row.size, quarantined=row.quarantined
    )
