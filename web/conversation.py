"""The conversation of a complaint as its page shows it: who wrote what, to whom, how it went.

Private, public and internal messages are told apart by name, not only by colour. Text is
text: whatever was sent as HTML is never shown as such.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from web.history_words import purpose_of
from web.labels import label
from web.rule_words import rule_name
from web.who import Who
from workflow.showing import MessageView
from workflow.store.models import MessageRow
from workflow.store.tables import AttachmentRow

STATE_ICONS = {
    "queued": "clock",
    "sending": "clock",
    "sent": "check",
    "delivered": "check-check",
    "refused": "undo-2",
    "given_up": "circle-x",
    "unsure": "circle-question-mark",
}
TROUBLE = frozenset({"refused", "given_up", "unsure"})
MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of a message; `locked` says why it is not handed out."""

    name: str
    size: int
    address: str
    locked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message. `text` is what is new in it; `whole` all of it, where that is more."""

    number: int
    direction: str
    visibility: str
    author: str
    title: str
    at: datetime
    channel: str
    subject: str
    text: str
    whole: str
    automatic: bool
    state: str
    state_words: str
    state_icon: str
    trouble: bool
    why: str
    draft: bool
    files: tuple[FileLine, ...]


def bubbles(messages: Sequence[MessageView], who: Who) -> tuple[Bubble, ...]:
    """All messages in their order."""
    return tuple(_bubble(message, who) for message in messages)


def _bubble(message: MessageView, who: Who) -> Bubble:
    row = message.row
    came = row.direction == "in"
    text, whole = _words(row)
    return Bubble(
        number=row.number,
        direction=row.direction,
        visibility=row.visibility,
        author=who.complainant() if came else who.actor(row.author),
        title="" if row.purpose == MESSAGE else purpose_of(row.purpose),
        at=row.at,
        channel=row.channel,
        subject=row.subject if came else "",
        text=text,
        whole=whole,
        automatic=row.automatic,
        state=row.state,
        state_words=label("message_state", row.state) if row.state else "",
        state_icon=STATE_ICONS.get(row.state, "circle-question-mark"),
        trouble=row.state in TROUBLE,
        why=rule_name(row.rule) if row.rule else "",
        draft=row.purpose == "draft",
        files=tuple(_file(row) for row in message.files),
    )


def _file(row: AttachmentRow) -> FileLine:
    return FileLine(
        name=row.name,
        size=row.size,
        address=url_for("attachments.download", token=row.token),
        locked=row.quarantined,
    )


def _words(row: MessageRow) -> tuple[str, str]:
    """What was written anew, and the whole with quotation or letterhead if that is more."""
    new = row.reply_text.strip()
    if not new or new == row.text.strip():
        return ("", row.text) if row.automatic else (row.text, "")
    return new, row.text
