"""Messages of complaints, read: conversations, counts, what the outbox needs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workflow.store.models import MessageRow


def conversation(db: Session, complaint: int) -> Sequence[MessageRow]:
    """All messages of a complaint in order, internal ones included."""
    rows = select(MessageRow).where(MessageRow.complaint_id == complaint)
    return db.scalars(rows.order_by(MessageRow.number)).all()


def automatic_to(db: Session, contact: int, since: datetime) -> int:
    """How many automatic messages went to an address since then."""
    where = (
        MessageRow.contact_id == contact,
        MessageRow.automatic.is_(True),
        MessageRow.direction == "out",
        MessageRow.at > since,
    )
    return db.scalar(select(func.count()).select_from(MessageRow).where(*where)) or 0


def last_from(db: Session, complaint: int, channel: str) -> MessageRow | None:
    """The complainant's last message on a channel, for threading."""
    where = (
        MessageRow.complaint_id == complaint,
        MessageRow.channel == channel,
        MessageRow.direction == "in",
    )
    newest = MessageRow.number.desc()
    return db.scalar(select(MessageRow).where(*where).order_by(newest).limit(1))


def set_state(db: Session, id: int, state: str, external_id: str = "") -> None:
    """What is known of a message that went out."""
    values = {"state": state, **({"external_id": external_id} if external_id else {})}
    db.execute(update(MessageRow).where(MessageRow.id == id).values(values))
