"""Pictures that were drawn anew, kept by content and size, so that each is drawn once.

They stand in the database and not in a folder or in memory: several machines share them, a
backup needs nothing else, and they end with the file that they were drawn from.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.tables import FileRow, FileViewRow


def find(db: Session, sha256: str, longest: int) -> FileViewRow | None:
    """The view of a file at a size; one without content is a picture that cannot be drawn."""
    return db.get(FileViewRow, (sha256, longest))


def original(db: Session, sha256: str) -> bytes | None:
    """The bytes of a file; none when it was erased."""
    return db.scalar(select(FileRow.content).where(FileRow.sha256 == sha256))


def keep(db: Session, key: tuple[str, int], media_type: str, content: bytes) -> None:
    """Keep a view by (content's hash, longest side), unless the file was erased meanwhile."""
    sha256, longest = key
    still = select(FileRow.sha256).where(FileRow.sha256 == sha256).with_for_update(read=True)
    if db.scalar(still) is None:
        return
    values = {"sha256": sha256, "longest": longest, "media_type": media_type, "content": content}
    db.execute(insert_into(db, FileViewRow).values(values).on_conflict_do_nothing())
