"""What a platform lets through now: its window, its one private reply, its templates.

Asked by the composer before somebody writes, and again when a message leaves; the platform
has the last word in any case.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.messages import Capabilities, Visibility
from workflow.store import messages, outbox
from workflow.store.models import MessageRow, OutboxRow

CLOSED = "window-closed"
NO_PRIVATE_WAY = "no-private-way"
PRIVATE_REPLY_USED = outbox.ANSWERED
PRIVATE_REPLY_LATE = "private-reply-late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Whether a message may go: `why` not, until when it may, and in which disguise.

    `target` is the comment that it answers, where it goes by that way instead.
    """

    why: str = ""
    until: datetime | None = None
    template: bool = False
    private_reply: bool = False
    target: str = ""


OPEN = Door()


def door(
    db: Session, can: Capabilities, going: tuple[OutboxRow, MessageRow], now: datetime
) -> Door:
    """What holds for a message that is about to leave."""
    row, kept = going
    if kept.visibility == Visibility.PUBLIC or row.contact_id is None:
        return OPEN
    if row.target:
        return _private_reply(db, can, row, now)
    to = (row.contact_id, row.account)
    until = closes_at(db, can, to, by_hand=not kept.automatic)
    if until is None or now < until:
        return Door(until=until)
    if can.template:
        return Door(template=True)
    by_comment = way_by_comment(db, can, (row.complaint_id, row.channel, row.account), now)
    if by_comment is None:
        return Door(why=CLOSED)
    comment, until = by_comment
    return Door(until=until, private_reply=True, target=comment.external_id)


def way_by_comment(
    db: Session, can: Capabilities, place: tuple[int, str, str], now: datetime
) -> tuple[MessageRow, datetime | None] | None:
    """The comment through which somebody can be answered once more in private, and until when.

    `place` is a complaint, a channel, our account. For those who wrote in private long ago and
    in public lately: the one private answer to a comment needs no open window.
    """
    complaint, channel, account = place
    comment = messages.last_from(db, complaint, channel, Visibility.PUBLIC)
    if comment is None or comment.account != account or comment.altered == "deleted":
        return None
    why, until = private_reply_until(db, can, comment)
    return None if why or (until is not None and now >= until) else (comment, until)


def closes_at(
    db: Session, can: Capabilities, to: tuple[int, str], *, by_hand: bool
) -> datetime | None:
    """When the window to (a contact, from an account) closes; none for a channel without one.

    Platforms count from the person's last private message (Meta: 24 hours, 7 days by hand) to
    that very account. One that has said since that it is closed is right, whatever we count.
    """
    contact, account = to
    window = can.window_by_hand if by_hand and can.window_by_hand else can.window
    if window is None:
        return None
    last = messages.last_private(db, contact, account)
    if last is None:
        return None
    said = outbox.refused_since(db, (contact, account, CLOSED), last, by_hand=by_hand)
    return min(last + window, said) if said else last + window


def private_reply_until(
    db: Session, can: Capabilities, comment: MessageRow
) -> tuple[str, datetime | None]:
    """Why a comment cannot be answered in private, and until when it can."""
    if not can.private_reply:
        return NO_PRIVATE_WAY, None
    if outbox.answered_in_private(db, comment.channel, comment.external_id):
        return PRIVATE_REPLY_USED, None
    within = can.private_reply_within
    return "", None if within is None else (comment.sent_at or comment.at) + within


def _private_reply(db: Session, can: Capabilities, row: OutboxRow, now: datetime) -> Door:
    """They never wrote to us in private: one answer to their comment is all there is."""
    if not can.private_reply:
        return Door(why=NO_PRIVATE_WAY)
    if outbox.answered_in_private(db, row.channel, row.target, but=row.id):
        return Door(why=PRIVATE_REPLY_USED)
    within = can.private_reply_within
    comment = messages.by_external(db, (row.channel, row.account, row.target))
    until = None
    if within is not None and comment is not None:
        until = (comment.sent_at or comment.at) + within
        if now >= until:
            return Door(why=PRIVATE_REPLY_LATE)
    return Door(until=until, private_reply=True)
