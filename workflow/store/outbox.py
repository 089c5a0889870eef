"""Messages on their way: claimed by one worker at a time, ended in one of three ways."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from workflow.core.messages import Attachment
from workflow.store import files
from workflow.store.models import MessageRow, OutboxRow
from workflow.store.platform_tables import NewsRow
from workflow.store.staff_tables import DigestRow
from workflow.store.tables import AttachmentRow, FileRow

ANSWERED = "private-reply-used"
"""The code of a message that would have been a second private answer to one comment."""


_BEFORE = aliased(OutboxRow)
_EARLIER = exists().where(
    _BEFORE.complaint_id == OutboxRow.complaint_id,
    _BEFORE.id < OutboxRow.id,
    _BEFORE.state.in_(("queued", "sending")),
    _BEFORE.channel == OutboxRow.channel,
    _BEFORE.contact_id == OutboxRow.contact_id,
)
_OLDEST = (
    select(OutboxRow)
    .where(OutboxRow.state == "queued", OutboxRow.next_try_at <= bindparam("now"), ~_EARLIER)
    .order_by(OutboxRow.next_try_at, OutboxRow.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
"""Made once, as others are here: to make it anew takes longer than to ask it."""


def claim(db: Session, now: datetime) -> int | None:
    """Mark the oldest due row as being sent; gives its id, or none when nothing is due.

    What is said to one person about one complaint goes in the order in which it was said.
    """
    row = db.scalar(_OLDEST, {"now": now})
    if row is None:
        return None
    row.state, row.taken_at = "sending", now
    return row.id


def put_off(db: Session, which: tuple[str, str], code: str, until: datetime) -> None:
    """Let everything that waits for (channel, account) wait until then, and say why."""
    where = [
        OutboxRow.state == "queued",
        OutboxRow.channel == which[0],
        OutboxRow.account == which[1],
        OutboxRow.next_try_at < until,
    ]
    db.execute(update(OutboxRow).where(*where).values(next_try_at=until, code=code[:80]))


def try_again(db: Session, which: tuple[str, str], codes: Collection[str], now: datetime) -> None:
    """Have what waits for (channel, account) because of one of the codes sent at once."""
    where = [
        OutboxRow.state == "queued",
        OutboxRow.channel == which[0],
        OutboxRow.account == which[1],
        OutboxRow.code.in_(codes),
        OutboxRow.next_try_at > now,
    ]
    db.execute(update(OutboxRow).where(*where).values(next_try_at=now))


_STUCK = (
    select(OutboxRow)
    .where(OutboxRow.state == "sending", OutboxRow.taken_at < bindparam("before"))
    .with_for_update(skip_locked=True)
)


def stuck(db: Session, before: datetime) -> Sequence[OutboxRow]:
    """Rows that somebody began to send and never ended."""
    return db.scalars(_STUCK, {"before": before}).all()


def not_taken(db: Session, which: tuple[str, str], limit: int) -> Sequence[OutboxRow]:
    """What (channel, account) has not taken yet and nobody has in hand, oldest first."""
    where = (
        OutboxRow.state.in_(("queued", "unsure")),
        OutboxRow.channel == which[0],
        OutboxRow.account == which[1],
    )
    rows = select(OutboxRow).where(*where).order_by(OutboxRow.id).limit(limit)
    return db.scalars(rows.with_for_update(skip_locked=True)).all()


def fetched(db: Session) -> Sequence[OutboxRow]:
    """What waits until somebody comes for it."""
    where = (OutboxRow.state == "queued", OutboxRow.next_try_at.is_(None))
    return db.scalars(select(OutboxRow).where(*where).with_for_update(skip_locked=True)).all()


def end(
    row: OutboxRow | DigestRow | NewsRow,
    how: tuple[str, str, str],
    again_at: datetime | None,
    now: datetime,
) -> None:
    """End an attempt: (state, code, external id); `again_at` for another one."""
    row.state, row.code, external_id = how
    row.external_id = external_id or row.external_id
    row.attempts += 1
    row.next_try_at = again_at
    row.ended_at = None if again_at else now


def standing(db: Session, complaint: int, number: int) -> tuple[str, datetime | None]:
    """The state of a complaint's message by its number, and when the last attempt ended."""
    row = db.execute(
        select(MessageRow.state, OutboxRow.ended_at)
        .join(OutboxRow, MessageRow.id == OutboxRow.message_id)
        .where(MessageRow.complaint_id == complaint, MessageRow.number == number)
    ).first()
    return (row[0], row[1]) if row else ("", None)


def hold(db: Session, id: int) -> OutboxRow:
    """A row as it stands now; nobody else ends it before we do."""
    return db.get_one(OutboxRow, id, with_for_update=True, populate_existing=True)


def went(db: Session, key: str, external_id: str) -> None:
    """The platform itself told that the message of a key went, and under which id.

    What was to be sent once more, since nobody knew, is not.
    """
    known = by_key(db, key)
    if known is None:
        return
    row = hold(db, known.id)
    row.external_id = row.external_id or external_id
    if row.state in ("unsure", "queued"):
        row.state, row.code, row.next_try_at = "sent", "", None
        row.ended_at = row.ended_at or row.taken_at


def arrived(db: Session, message: int) -> None:
    """It has arrived, whatever was thought of it before."""
    where = (OutboxRow.message_id == message, OutboxRow.state.in_(("given_up", "unsure", "sent")))
    db.execute(update(OutboxRow).where(*where).values(state="sent", code=""))


def left_until(
    db: Session, place: tuple[str, str], contact: int, until: datetime
) -> Sequence[MessageRow]:
    """What left in private for an address through (channel, account) until then, oldest first.

    It counts when the call began: the platform's own time of the message lies behind that.
    """
    where = (
        MessageRow.contact_id == contact,
        OutboxRow.channel == place[0],
        OutboxRow.account == place[1],
        OutboxRow.state == "sent",
        OutboxRow.taken_at <= until,
        MessageRow.visibility == "private",
        MessageRow.state != "read",
    )
    rows = select(MessageRow).join(OutboxRow, OutboxRow.message_id == MessageRow.id)
    return db.scalars(rows.where(*where).order_by(MessageRow.id)).all()


def target_of(db: Session, message: int) -> str:
    """The comment that a message answered, by the message's id."""
    return db.scalar(select(OutboxRow.target).where(OutboxRow.message_id == message)) or ""


def by_key(db: Session, key: str) -> OutboxRow | None:
    """The row of an idempotency key, which some platforms bring back."""
    return db.scalar(select(OutboxRow).where(OutboxRow.key == key)) if key else None


def answered_in_private(db: Session, channel: str, target: str, but: int = 0) -> bool:
    """Whether a comment has had its private answer, or may have; `but` is not counted.

    It had it too if the platform says so, whoever gave it over there.
    """
    where = (
        OutboxRow.target == target,
        OutboxRow.channel == channel,
        or_(OutboxRow.state.in_(("sent", "unsure", "sending")), OutboxRow.code == ANSWERED),
        OutboxRow.id != but,
        MessageRow.visibility == "private",
    )
    joined = select(OutboxRow.id).join(MessageRow, MessageRow.id == OutboxRow.message_id)
    return db.scalar(joined.where(*where).limit(1)) is not None


def refused_since(
    db: Session, what: tuple[int, str, str], since: datetime, *, by_hand: bool
) -> datetime | None:
    """When a message first ended with a code, as (contact, our account, code), since then.

    `by_hand`: only messages that a person wrote count, for platforms take those for longer.
    """
    contact, account, code = what
    where = [
        MessageRow.contact_id == contact,
        OutboxRow.account == account,
        OutboxRow.code == code,
        OutboxRow.ended_at > since,
        OutboxRow.state.in_(("given_up", "sent")),
    ]
    if by_hand:
        where.append(MessageRow.automatic.is_(False))
    joined = select(func.min(OutboxRow.ended_at)).join(
        MessageRow, MessageRow.id == OutboxRow.message_id
    )
    return db.scalar(joined.where(*where))


def note_code(db: Session, message: int, code: str) -> None:
    """Keep what a late notice gave as its reason."""
    if code:
        where = OutboxRow.message_id == message
        db.execute(update(OutboxRow).where(where).values(code=code[:80]))


def automatic_left(db: Session, contact: int, since: datetime) -> int:
    """How many automatic messages have left for an address since then."""
    where = (
        OutboxRow.contact_id == contact,
        OutboxRow.state.in_(("sent", "unsure")),
        OutboxRow.ended_at > since,
        MessageRow.automatic.is_(True),
    )
    rows = select(func.count()).select_from(OutboxRow)
    joined = rows.join(MessageRow, MessageRow.id == OutboxRow.message_id)
    return db.scalar(joined.where(*where)) or 0


def files_of(db: Session, message: MessageRow) -> tuple[Attachment, ...]:
    """The files that go out with a message."""
    rows = db.execute(
        select(AttachmentRow.name, AttachmentRow.media_type, FileRow.content)
        .join(FileRow, FileRow.sha256 == AttachmentRow.sha256)
        .where(
            AttachmentRow.complaint_id == message.complaint_id,
            AttachmentRow.message_number == message.number,
        )
        .order_by(AttachmentRow.id)
    )
    return tuple(Attachment(name=name, media_type=kind, content=data) for name, kind, data in rows)


def copy_files(db: Session, complaint: int, earlier: int, fresh: int) -> None:
    """Give the files of one message to another one of the same complaint, by their numbers."""
    where = (AttachmentRow.complaint_id == complaint, AttachmentRow.message_number == earlier)
    for row in db.scalars(select(AttachmentRow).where(*where).order_by(AttachmentRow.id)):
        files.attach(db, (files.copy(db, row),), complaint, fresh)


def counts(db: Session) -> dict[str, int]:
    """How many rows are in each state."""
    rows = db.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
    return {row[0]: row[1] for row in rows}
