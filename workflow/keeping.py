"""Keeps the files of a message that came in: each one judged, and no more than is bearable.

Works within the transaction that handles the message. What is too much is not kept as a file;
a note of it stands at the message, and the raw message in the inbox still has all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.attachments import LEFT_OUT, FileRules, judge, pick
from workflow.core.messages import Attachment
from workflow.store import files

NO_COMPLAINT = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """The files of a message, and the complaint that it continues (`NO_COMPLAINT`: a new one)."""

    attachments: Sequence[Attachment]
    complaint: int = NO_COMPLAINT


def keep_files(db: Session, rules: FileRules, arrived: Arrived, now: datetime) -> tuple[int, ...]:
    """Keep what may be kept; gives the ids that go into the command."""
    if not arrived.attachments:
        return ()
    had = files.amount(db, arrived.complaint) if arrived.complaint else (0, 0)
    picked = pick(arrived.attachments, rules, *had)
    judged = (judge(file, scanned=rules.scanned) for file in picked.kept)
    ids = [files.keep(db, one.file, one.quarantined, now) for one in judged]
    if picked.left:
        ids.append(files.keep_note(db, LEFT_OUT, picked.left_bytes, str(picked.left), now))
    return tuple(ids)
