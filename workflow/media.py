"""Fetches the files that a platform only gave a link to, after their message was handled.

Links die soon, so the first try is at once; then at growing pauses, and in the end the file
says why it is not there. A message never waits for its files. While a file is fetched no
transaction is open.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from workflow import file_names
from workflow.attachments import FileRules, Judged, judge
from workflow.channels import Channels
from workflow.core.messages import (
    Attachment,
    Downloads,
    InboundMessage,
    RawMessage,
    Trouble,
    Undeliverable,
)
from workflow.store import files, inbox
from workflow.store.database import Sessions
from workflow.store.models import MessageRow
from workflow.store.tables import AttachmentRow, InboxRow

log = logging.getLogger(__name__)

UNSEEN, FETCHING, UNFETCHED = "empty", "fetching", "unfetched"
"""Without content: nobody looked yet, tried `detail` times, given up for `detail`."""

PAUSES = (
    *(timedelta(seconds=s) for s in (0, 10, 60, 300, 1800, 7200)),
    *(timedelta(hours=h) for h in (8, 24, 48, 96, 144)),
)
"""When each try is due, counted from the file's arrival; after the last it is given up.

Platforms keep files for a week (WhatsApp), and a dead token may be found on Monday only.
"""

AT_ONCE = 20
"""Files in one turn; the others come with the next."""

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file to fetch: its row, how often it was tried, and what it came in."""

    id: int
    complaint: int
    tries: int
    raw: RawMessage | None
    file: Attachment | None


class Media:
    """One turn fetches what is due. Any number of workers may take turns."""

    def __init__(self, sessions: Sessions, channels: Channels, rules: FileRules) -> None:
        self._sessions = sessions
        self._channels = channels
        self._rules = rules

    def turn(self, now: datetime) -> dict[str, int]:
        """Fetch what is due; counts by how it ended."""
        counts = {"fetched": 0, FETCHING: 0, UNFETCHED: 0}
        for wanted in self._due(now):
            end = self._end(wanted)
            counts[self._put_down(wanted, end, now)] += 1
        return counts

    def _due(self, now: datetime) -> list[_Wanted]:
        names = [one.name for one in self._channels if isinstance(one, Downloads)]
        if not names:
            return []
        with self._sessions.reading() as db:
            due = [row for row in _waiting(db, names) if _is_due(row, now)]
            return [self._wanted(db, row) for row in due[:AT_ONCE]]

    def _wanted(self, db: Session, row: AttachmentRow) -> _Wanted:
        """The file as its raw message names it: the link itself is kept nowhere else."""
        assert row.complaint_id is not None
        of_complaint = MessageRow.complaint_id == row.complaint_id
        this_one = MessageRow.number == row.message_number
        message = db.scalars(select(MessageRow).where(of_complaint, this_one)).one()
        kept = db.get(InboxRow, message.inbox_id) if message.inbox_id else None
        raw = inbox.raw_of(kept) if kept else None
        file = self._named(db, row, raw, message.external_id) if raw else None
        return _Wanted(row.id, row.complaint_id, _tries(row), raw, file)

    def _named(
        self, db: Session, row: AttachmentRow, raw: RawMessage, external_id: str
    ) -> Attachment | None:
        """The link that belongs to a row: of the same name, and in the same place among those."""
        read = self._channels.get(raw.channel).parse(raw)
        named = [
            file
            for one in read
            if isinstance(one, InboundMessage) and one.external_id == external_id
            for file in one.attachments
            if file.url and file_names.clean(file.name)[:LONGEST_NAME] == row.name
        ]
        before = _same_name_before(db, row)
        return named[before] if before < len(named) else None

    def _end(self, wanted: _Wanted) -> Judged | Trouble:
        """The file, or why there is none."""
        if wanted.raw is None or wanted.file is None:
            return Undeliverable("no-link")
        channel = self._channels.get(wanted.raw.channel)
        try:
            assert isinstance(channel, Downloads)
            file = channel.download(wanted.raw.account, wanted.file)
        except Trouble as trouble:
            return trouble
        except Exception as failure:
            log.exception("file failed", extra={"action": "media.failed", "file_id": wanted.id})
            return Trouble(type(failure).__name__)
        if len(file.content) > self._rules.each:
            return Undeliverable("too-large")
        return judge(file, scanned=self._rules.scanned) if file.content else Undeliverable("empty")

    def _put_down(self, wanted: _Wanted, end: Judged | Trouble, now: datetime) -> str:
        def work(db: Session) -> str:
            row = db.get(AttachmentRow, wanted.id, with_for_update=True)
            if row is None or row.quarantined not in {UNSEEN, FETCHING}:
                return "fetched"  # another worker was faster, or it was erased
            if isinstance(end, Trouble):
                return _fail(row, end, wanted.tries + 1)
            had = files.amount(db, wanted.complaint)[1]
            if had + len(end.file.content) > self._rules.complaint_bytes:
                return _fail(row, Undeliverable("too-much"), wanted.tries + 1)
            return _fill(db, row, end)

        told = self._sessions.settled(work)
        log.info("file", extra={"action": f"media.{told}", "file_id": wanted.id})
        return told


def _waiting(db: Session, channels: Sequence[str]) -> Sequence[AttachmentRow]:
    """Files without content of messages that came by these channels: those that nobody tried yet,
    then the others, the oldest first.
    """
    theirs = and_(
        MessageRow.complaint_id == AttachmentRow.complaint_id,
        MessageRow.number == AttachmentRow.message_number,
    )
    rows = (
        select(AttachmentRow)
        .join(MessageRow, theirs)
        .where(
            AttachmentRow.quarantined.in_((UNSEEN, FETCHING)),
            AttachmentRow.size == 0,
            MessageRow.channel.in_(channels),
            MessageRow.direction == "in",
        )
        .order_by(AttachmentRow.quarantined != UNSEEN, AttachmentRow.id)
        .limit(AT_ONCE * AT_ONCE)
    )
    return db.scalars(rows).all()


def _is_due(row: AttachmentRow, now: datetime) -> bool:
    return now >= row.created_at + PAUSES[min(_tries(row), len(PAUSES) - 1)]


def _tries(row: AttachmentRow) -> int:
    return int(row.detail) if row.quarantined == FETCHING else 0


def _same_name_before(db: Session, row: AttachmentRow) -> int:
    """How many files of the message have the same name and came first."""
    same = select(AttachmentRow.id).where(
        AttachmentRow.complaint_id == row.complaint_id,
        AttachmentRow.message_number == row.message_number,
        AttachmentRow.name == row.name,
        AttachmentRow.id < row.id,
    )
    return len(db.scalars(same).all())


def _fail(row: AttachmentRow, trouble: Trouble, tries: int) -> str:
    over = isinstance(trouble, Undeliverable) or tries >= len(PAUSES)
    row.quarantined = UNFETCHED if over else FETCHING
    row.detail = trouble.code if over else str(tries)
    return row.quarantined


def _fill(db: Session, row: AttachmentRow, judged: Judged) -> str:
    """The row as it would be, had the file come with its message."""
    content = judged.file.content
    row.sha256, row.size, row.detail = files.keep_bytes(db, content), len(content), ""
    row.media_type, row.quarantined = judged.file.media_type[:80], judged.quarantined
    return "fetched"
