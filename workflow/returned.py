"""Gives words that did not go out back to whoever wrote them: as the draft from which they came.

Nobody types an answer twice because a comment was deleted or a window had closed. A draft
that was begun since then stands; words that nobody typed are not kept.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.messages import Visibility
from workflow.store import drafts, messages, outbox
from workflow.store.models import MessageRow

REPLY = "reply.text"
FIELDS: Mapping[str, str] = {
    "reply": REPLY,
    "question": "ask.question",
    "answer": "respond.answer",
}
"""Purpose of a message -> the field in which such words are written."""

GONE = "gone"
"""The code of a comment that is not there any more: nothing can be written below it."""

STAFF = re.compile(r"staff:(\d+)")


def give_back(db: Session, message: MessageRow, code: str, now: datetime) -> None:
    """Keep the words of a message that will not arrive, for whoever typed them."""
    text = message.reply_text.strip()
    author = STAFF.match(message.author)
    field = _field(db, message, code) if text and author else ""
    if author and field:
        drafts.offer(db, (int(author[1]), message.complaint_id), {field: text}, now)


def _field(db: Session, message: MessageRow, code: str) -> str:
    """Where the words are written anew; a public answer whose comment is gone is a reply."""
    if message.visibility != Visibility.PUBLIC:
        return FIELDS.get(message.purpose, "")
    place = (message.channel, message.account, outbox.target_of(db, message.id))
    comment = messages.by_external(db, place)
    if code == GONE or comment is None or comment.altered == "deleted":
        return REPLY
    return f"public-{comment.number}.text"
