"""Pictures on their way to the screen and out of the house: drawn when first asked for.

Drawing takes up to a second, so no transaction is open meanwhile. A picture that cannot be
drawn is locked with its reason: its bytes are something else than they say.
"""

from dataclasses import replace

import filetype

from workflow import drawing, file_names, makers
from workflow.attachments import BROKEN, HEAD
from workflow.core.refusal import NotFound
from workflow.file_kinds import DRAWN, ENDINGS
from workflow.store import files, views
from workflow.store.database import Sessions
from workflow.store.files import Stored


def is_drawn(file: Stored) -> bool:
    """Whether a file is a picture that nobody gets as it came. One that was released is not."""
    return not file.released and filetype.guess_mime(file.content[:HEAD]) in DRAWN


def shown(sessions: Sessions, file: Stored, longest: int) -> Stored | None:
    """The picture, drawn anew; none, and the file locked, where that cannot be done.

    Raises `NotFound` for what is no picture.
    """
    if not is_drawn(file):
        raise NotFound("file")
    with sessions.reading() as db:
        kept = views.find(db, file.sha256, longest)
        known = (kept.media_type, kept.content) if kept else None
    media_type, content = known or _draw(sessions, file, longest)
    if not content:
        sessions.settled(lambda db: files.lock(db, file.sha256, BROKEN))
        return None
    name = file_names.with_ending(file.name, ENDINGS[media_type])
    return replace(file, name=name, media_type=media_type, content=content)


def cleaned(sessions: Sessions, file: Stored) -> Stored | None:
    """A file as it may leave the house: a picture drawn anew in full size, a document without
    the names of those who made it, others as they are.
    """
    if is_drawn(file):
        return shown(sessions, file, drawing.WHOLE)
    content = file.content if file.released else makers.unnamed(file.media_type, file.content)
    return replace(file, content=content)


def _draw(sessions: Sessions, file: Stored, longest: int) -> tuple[str, bytes]:
    drawn = drawing.draw(file.content, longest)
    found = (drawn.media_type, drawn.content) if drawn else ("", b"")
    sessions.settled(lambda db: views.keep(db, (file.sha256, longest), *found))
    return found
