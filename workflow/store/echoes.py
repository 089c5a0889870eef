"""Words of ours that came back from a platform: what they may be, and which still wait.

Prints only: the words themselves stay in the inbox until what they answer is here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.models import ComplaintRow, MessageRow, OutboxRow
from workflow.store.social_tables import EchoRow
from workflow.store.tables import AttachmentRow

MAY_COME_BACK = ("sending", "unsure", "sent")
MOST = 50
"""Messages among which an echo is looked for, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An exchange of one account: its own key there, and contacts that are known to be in it."""

    channel: str
    account: str
    visibility: str
    conversation: str
    contacts: tuple[int, ...] = ()


def contacts_in(db: Session, talk: Talk) -> tuple[int, ...]:
    """Who wrote to us there."""
    where = (*_place(talk), MessageRow.conversation == talk.conversation)
    ids = select(MessageRow.contact_id).where(*where, MessageRow.contact_id.is_not(None))
    return tuple(id for id in db.scalars(ids.distinct()) if id is not None)


@dataclass(frozen=True, slots=True)
class Left:
    """Something that we sent: its row in the outbox, its words, whether files went with it."""

    row: OutboxRow
    text: str
    files: bool


def left_since(db: Session, talk: Talk, since: datetime) -> Sequence[Left]:
    """What we sent there lately, newest first; to anybody where nobody is known."""
    where = [
        OutboxRow.channel == talk.channel,
        OutboxRow.account == talk.account,
        OutboxRow.state.in_(MAY_COME_BACK),
        OutboxRow.taken_at >= since,
        MessageRow.visibility == talk.visibility,
    ]
    if talk.contacts:
        where.append(OutboxRow.contact_id.in_(talk.contacts))
    files = exists().where(
        AttachmentRow.complaint_id == MessageRow.complaint_id,
        AttachmentRow.message_number == MessageRow.number,
    )
    rows = select(OutboxRow, MessageRow.text, files).join(
        MessageRow, MessageRow.id == OutboxRow.message_id
    )
    found = db.execute(rows.where(*where).order_by(OutboxRow.id.desc()).limit(MOST))
    return [Left(*row) for row in found]


def answered(db: Session, talk: Talk, at: datetime, since: datetime) -> int | None:
    """The complaint that words of ours of `at` answer: it was there, and is open or fresh.

    Of several the open ones come first, then the one in which somebody wrote last.
    """
    fresh = (ComplaintRow.state == "resolved") & (ComplaintRow.closed_at >= since)
    wrote = func.coalesce(MessageRow.sent_at, MessageRow.at)
    there = or_(
        MessageRow.conversation == talk.conversation, MessageRow.contact_id.in_(talk.contacts)
    )
    found = (
        select(ComplaintRow.id)
        .join(MessageRow, MessageRow.complaint_id == ComplaintRow.id)
        .where(*_place(talk), there, wrote <= at, or_(ComplaintRow.open.is_(True), fresh))
        .order_by(ComplaintRow.open.desc(), MessageRow.id.desc())
    )
    return db.scalar(found.limit(1))


def wait(db: Session, values: dict[str, Any]) -> None:
    """Remember words that answer nothing that is here yet, once."""
    db.execute(insert_into(db, EchoRow).values(values).on_conflict_do_nothing())


def waiting(db: Session, exchanges: Iterable[bytes]) -> Sequence[EchoRow]:
    """What waits in some exchanges, in the order in which it was typed."""
    rows = select(EchoRow).where(EchoRow.exchange.in_(list(exchanges)))
    return db.scalars(rows.order_by(EchoRow.at, EchoRow.id)).all()


def forget(db: Session, id: int) -> None:
    """It waits no longer."""
    db.execute(delete(EchoRow).where(EchoRow.id == id))


def _place(talk: Talk) -> tuple[ColumnElement[bool], ...]:
    return (
        MessageRow.channel == talk.channel,
        MessageRow.account == talk.account,
        MessageRow.direction == "in",
    )
