"""The files of a message as the desk lists them: what each one is, and why one is locked.

A picture comes with the addresses of its views, which are drawn anew; a locked file has no
address at all.
"""

from dataclasses import dataclass

from flask import url_for

from web.i18n import source, translate
from web.labels import label
from workflow.attachments import INFECTED, LEFT_OUT, may_be_released
from workflow.file_kinds import DOCX, DRAWN, HEIC, XLSX
from workflow.store.tables import AttachmentRow

KINDS = {
    "application/pdf": source("PDF document"),
    DOCX: source("Word document"),
    XLSX: source("Spreadsheet"),
    HEIC: source("Picture that only opens after saving (HEIC)"),
    "image": source("Picture"),
    "video": source("Film"),
    "audio": source("Sound recording"),
    "text": source("Text"),
}
OTHER = source("File")

# codes whose sentence has room for the row's own detail
DETAILED = {
    INFECTED: source("There is a virus in it: {detail}."),
    LEFT_OUT: source("Files that were too much and were left in the raw message: {detail}."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of a message; `locked` is the code of why it is not handed out, `why` its words.

    `thumbnail` and `picture` are empty for what is no picture, `release` for what nobody may
    unlock. A line without a name stands for files that were not kept.
    """

    name: str
    size: int
    kind: str
    address: str
    locked: str
    why: str
    released: bool
    thumbnail: str
    picture: str
    release: str


def file_line(row: AttachmentRow, *, scanned: bool, supervisor: bool) -> FileLine:
    """One file, as somebody sees it; `scanned`: whether the office has a virus scanner."""
    drawn = not row.quarantined and not row.released and row.media_type in DRAWN
    opens = supervisor and may_be_released(row.quarantined, scanned=scanned)
    return FileLine(
        name=row.name,
        size=row.size,
        kind=kind_of(row.media_type),
        address="" if row.quarantined else url_for("attachments.download", token=row.token),
        locked=row.quarantined,
        why=why_locked(row),
        released=bool(row.released) and not row.quarantined,
        thumbnail=_view(row, "kecil") if drawn else "",
        picture=_view(row, "layar") if drawn else "",
        release=url_for("attachments.ask", token=row.token) if opens else "",
    )


def _view(row: AttachmentRow, size: str) -> str:
    return url_for("attachments.view", token=row.token, size=size)


def why_locked(row: AttachmentRow) -> str:
    """Why it is not handed out, in words; empty when it is."""
    if not row.quarantined:
        return ""
    sentence = DETAILED.get(row.quarantined) if row.detail else None
    if sentence:
        return translate(sentence, detail=row.detail)
    return label("quarantine", row.quarantined)


def kind_of(media_type: str) -> str:
    """What a type is called."""
    return translate(KINDS.get(media_type) or KINDS.get(media_type.partition("/")[0], OTHER))
