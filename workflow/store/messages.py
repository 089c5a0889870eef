"""Messages of complaints, read: conversations, counts, what the outbox needs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from workflow.store import direct
from workflow.store.models import MessageRow, OutboxRow
from workflow.store.page_statements import CONVERSATION, CORRESPONDENCE, LAST_PRIVATE


def conversation(db: Session, complaint: int) -> Sequence[MessageRow]:
    """All messages of a complaint in order, internal ones included."""
    return db.scalars(CONVERSATION, {"complaint": complaint}).all()


def correspondence(db: Session, complaint: int) -> list[tuple[MessageRow, OutboxRow | None]]:
    """The same, each with its row in the outbox if it goes out."""
    return [(row, going) for row, going in db.execute(CORRESPONDENCE, {"complaint": complaint})]


def automatic_to(db: Session, contact: int, since: datetime) -> int:
    """How many automatic messages went to an address since then."""
    where = (
        MessageRow.contact_id == contact,
        MessageRow.automatic.is_(True),
        MessageRow.direction == "out",
        MessageRow.at > since,
    )
    return db.scalar(select(func.count()).select_from(MessageRow).where(*where)) or 0


def by_number(db: Session, complaint: int, number: int) -> MessageRow:
    """A message of a complaint by its number; one that is not there is a slip of ours."""
    where = (MessageRow.complaint_id == complaint, MessageRow.number == number)
    return db.scalars(select(MessageRow).where(*where)).one()


def came_from(db: Session, contact: int, since: datetime) -> tuple[int, int]:
    """How many messages came from an address since then, and how many of them opened one."""
    wrote, opened = direct.rows(db, _CAME_FROM, {"contact": contact, "since": since})[0]
    return int(wrote), int(opened)


def opened_with(db: Session, contact: int, text: str, since: datetime) -> bool:
    """Whether an address opened a complaint with these very words since then."""
    return bool(direct.rows(db, _OPENED_WITH, {"contact": contact, "since": since, "text": text}))


_lately = (
    MessageRow.contact_id == bindparam("contact"),
    MessageRow.direction == "in",
    MessageRow.at > bindparam("since"),
)
_opens = MessageRow.number == 1
_CAME_FROM = select(func.count(), func.count().filter(_opens)).where(*_lately)
_OPENED_WITH = (
    select(MessageRow.id).where(*_lately, _opens, MessageRow.text == bindparam("text")).limit(1)
)


def last_from(db: Session, complaint: int, channel: str, visibility: str = "") -> MessageRow | None:
    """The complainant's last message on a channel, for threading; private or public, if asked."""
    where = [
        MessageRow.complaint_id == complaint,
        MessageRow.channel == channel,
        MessageRow.direction == "in",
    ]
    if visibility:
        where.append(MessageRow.visibility == visibility)
    newest = MessageRow.number.desc()
    return db.scalar(select(MessageRow).where(*where).order_by(newest).limit(1))


def last_told(db: Session, complaint: int, contact: int) -> MessageRow | None:
    """What came last in private from the very one who is written to now, for threading.

    Words of somebody else may stand in a complaint: their conversation is not theirs to hear in.
    """
    where = (
        MessageRow.complaint_id == complaint,
        MessageRow.contact_id == contact,
        MessageRow.direction == "in",
        MessageRow.visibility == "private",
    )
    newest = MessageRow.number.desc()
    return db.scalar(select(MessageRow).where(*where).order_by(newest).limit(1))


def with_external(db: Session, complaint: int, external_id: str) -> MessageRow:
    """A message of a complaint by the platform's id; one that is not there is a slip of ours."""
    where = (MessageRow.complaint_id == complaint, MessageRow.external_id == external_id)
    rows = select(MessageRow).where(*where, MessageRow.direction == "in")
    return db.scalars(rows.order_by(MessageRow.number).limit(1)).one()


def last_private(db: Session, contact: int, account: str) -> datetime | None:
    """When somebody last wrote to an account of ours in private from an address.

    Whoever writes to one number of the office has not written to its others.
    """
    row = db.execute(LAST_PRIVATE, {"contact": contact, "account": account}).first()
    return None if row is None else min(row.sent_at or row.at, row.at)


def by_external(db: Session, place: tuple[str, str, str]) -> MessageRow | None:
    """The message that came as (channel, account, the platform's id)."""
    channel, account, external_id = place
    where = (
        MessageRow.channel == channel,
        MessageRow.external_id == external_id,
        MessageRow.account == account,
        MessageRow.direction == "in",
    )
    return db.scalar(select(MessageRow).where(*where).limit(1))


def came(db: Session, place: tuple[str, str, str]) -> bool:
    """Whether a message came as (channel, account, the platform's id)."""
    channel, account, external_id = place
    where = {"channel": channel, "account": account, "external_id": external_id}
    return bool(direct.rows(db, _CAME, where))


def was_said(db: Session, channel: str, external_id: str, text: str) -> bool:
    """Whether a message with this id came on a channel, in these very words."""
    where = {"channel": channel, "external_id": external_id, "text": text}
    return bool(direct.rows(db, _SAID, where))


_known = (
    select(MessageRow.id)
    .where(
        MessageRow.channel == bindparam("channel"),
        MessageRow.external_id == bindparam("external_id"),
        MessageRow.direction == "in",
    )
    .limit(1)
)
_CAME = _known.where(MessageRow.account == bindparam("account"))
_SAID = _known.where(MessageRow.text == bindparam("text"))


def set_state(
    db: Session, id: int, state: str, external_id: str = "", but: tuple[str, ...] = ()
) -> None:
    """What is known of a message that went out; one of the states `but` stays as it is."""
    if external_id:
        named = update(MessageRow).where(MessageRow.id == id)
        db.execute(named.values(external_id=external_id))
    where = (MessageRow.id == id, MessageRow.state.not_in(but))
    db.execute(update(MessageRow).where(*where).values(state=state))
