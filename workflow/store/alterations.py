"""What happened to messages after they came, kept in whatever order it is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflow.store import direct
from workflow.store.inserting import insert_into
from workflow.store.models import MessageRow
from workflow.store.page_statements import HAPPENED
from workflow.store.social_tables import AlterationRow
from workflow.store.tables import AttachmentRow

Place = tuple[str, str, str]
"""Channel, account and the platform's id of a message."""

ORIGINAL = "original"
DELETED_FILE = "deleted"

ORDER = (AlterationRow.at, AlterationRow.kind != ORIGINAL, AlterationRow.id)
"""As it happened; the words before the first edit stand before it, though they are kept later."""


def keep(db: Session, values: dict[str, Any]) -> None:
    """Keep a happening once, however often it is told."""
    db.execute(insert_into(db, AlterationRow).values(values).on_conflict_do_nothing())


def of(db: Session, place: Place) -> Sequence[AlterationRow]:
    """All that happened to a message, in the order in which it happened."""
    there = _named(place)
    if not direct.rows(db, _ANY, there):
        return ()  # as with most messages
    return db.scalars(_ALL, there).all()


def of_messages(db: Session, rows: Sequence[MessageRow]) -> dict[int, list[AlterationRow]]:
    """What happened to each message of a conversation, by the message's id."""
    places = {(row.channel, row.account, row.external_id): row.id for row in rows}
    ids = [row.external_id for row in rows if row.external_id]
    found: dict[int, list[AlterationRow]] = {}
    if not ids:
        return found
    for row in db.scalars(HAPPENED, {"targets": ids}):
        id = places.get((row.channel, row.account, row.target))
        if id is not None:
            found.setdefault(id, []).append(row)
    return found


def is_deleted(db: Session, place: Place) -> bool:
    """Whether its author has taken a message back, be it here already or not."""
    return bool(direct.rows(db, _DELETED, _named(place)))


def message_at(db: Session, place: Place) -> MessageRow | None:
    """The message behind a platform's id, whichever way it went."""
    return db.scalar(_MESSAGE, _named(place))


def rewrite(message: MessageRow, edit: AlterationRow) -> None:
    """Show the newest words of a message."""
    message.text, message.reply_text = edit.text, edit.reply_text
    message.html, message.altered = "", "edited"


def blank(db: Session, message: MessageRow, place: Place) -> None:
    """Withhold a message that its author took back: words, versions and files.

    That it was there stays, and so do its raw bytes until they are cleared away.
    """
    message.text = message.reply_text = message.html = message.subject = ""
    message.altered = "deleted"
    db.execute(update(AlterationRow).where(*_at(place)).values(text="", reply_text=""))
    files = (
        AttachmentRow.complaint_id == message.complaint_id,
        AttachmentRow.message_number == message.number,
    )
    db.execute(update(AttachmentRow).where(*files).values(quarantined=DELETED_FILE))


def mark_applied(db: Session, rows: Sequence[AlterationRow]) -> None:
    """These have had their effect."""
    for row in rows:
        row.applied = True


def original(place: Place, message: MessageRow, at: datetime) -> dict[str, Any]:
    """The words before the first edit, as a version of their own."""
    channel, account, target = place
    return {
        "channel": channel,
        "account": account,
        "target": target,
        "print": f"original-{message.id}",
        "kind": ORIGINAL,
        "sender": "",
        "text": message.text,
        "reply_text": message.reply_text,
        "at": at,
        "applied": True,
        "inbox_id": message.inbox_id,
    }


def _named(place: Place) -> dict[str, str]:
    return dict(zip(("channel", "account", "target"), place, strict=True))


_there = (
    AlterationRow.channel == bindparam("channel"),
    AlterationRow.account == bindparam("account"),
    AlterationRow.target == bindparam("target"),
)
_ANY = select(AlterationRow.id).where(*_there).limit(1)
_ALL = select(AlterationRow).where(*_there).order_by(*ORDER)
_DELETED = _ANY.where(AlterationRow.kind == "delete")
_MESSAGE = (
    select(MessageRow)
    .where(
        MessageRow.channel == bindparam("channel"),
        MessageRow.external_id == bindparam("target"),
        MessageRow.account == bindparam("account"),
    )
    .order_by(MessageRow.id)
    .limit(1)
)


def _at(place: Place) -> tuple[Any, ...]:
    channel, account, target = place
    return (
        AlterationRow.channel == channel,
        AlterationRow.account == account,
        AlterationRow.target == target,
    )
