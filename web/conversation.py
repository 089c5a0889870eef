"""The conversation of a complaint as its page shows it: who wrote what, to whom, how it went.

Private, public and internal messages are told apart by name, not only by colour. Text is
text: whatever was sent as HTML is never shown as such.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.files import file_rules
from web import delivery_words
from web.deciding import Deciding
from web.delivery_words import silence
from web.file_lines import FileLine, file_line
from web.here import actor, installation
from web.history_words import purpose_of
from web.i18n import source, translate
from web.labels import label
from web.publicly import Social, social_of
from web.quoting import new_and_whole
from web.rule_words import rule_name
from web.stretches import Stretch, stretches
from web.who import Who
from workflow.core.publishing import DRAFT as PUBLIC_DRAFT
from workflow.core.roles import Party, Role
from workflow.core.typed import TYPED
from workflow.showing import MessageView
from workflow.store.models import MessageRow
from workflow.store.tables import AttachmentRow

STATE_ICONS = {
    "queued": "clock",
    "sending": "clock",
    "sent": "check",
    "delivered": "check-check",
    "read": "check-check",
    "delayed": "clock",
    "held": "circle-x",
    "replaced": "check",
    "refused": "undo-2",
    "given_up": "circle-x",
    "unsure": "circle-question-mark",
}
TROUBLE = frozenset({"refused", "given_up", "unsure", "delayed"})
MESSAGE = "message"
ABOUT = {
    "story_reply": source("Reply to a story of ours, which is gone after a day"),
    "story_mention": source("Mention in a story, which is gone after a day"),
}
"""What on a platform a message is about."""


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
    told: str
    """How it fares, in a sentence."""
    again: str
    arrived: str
    """Where an officer says that it should go again, or that it did arrive; empty: nowhere."""
    why: str
    draft: bool
    files: tuple[FileLine, ...]
    social: Social

    @property
    def calls(self) -> bool:
        """Whether somebody has still to decide about it."""
        asked = self.social.release or self.social.exposes or self.again or self.arrived
        return bool(self.trouble or self.draft or asked)


def talk(
    messages: Sequence[MessageView], who: Who, deciding: Deciding | None = None
) -> tuple[Stretch, ...]:
    """All messages in their order, the middle of a long conversation folded."""
    shown = bubbles(messages, who, deciding)
    return tuple(stretches(shown, lambda bubble: bubble.calls))


def bubbles(
    messages: Sequence[MessageView], who: Who, deciding: Deciding | None = None
) -> tuple[Bubble, ...]:
    """All messages in their order."""
    deciding = deciding or Deciding()
    return tuple(_bubble(message, who, deciding) for message in messages)


def _bubble(message: MessageView, who: Who, deciding: Deciding) -> Bubble:
    row, going = message.row, message.going
    came = row.direction == "in"
    # What somebody gives as their reason on the tracking page is theirs, and known to them.
    theirs = came or (row.direction != "out" and row.author == Party.COMPLAINANT)
    text, whole = _words(row)
    state = deciding.state_of(row, going)
    told = silence(deciding.facts.silent) if row.number == 1 else delivery_words.told(going, state)
    return Bubble(
        number=row.number,
        direction="in" if theirs else row.direction,
        visibility="private" if theirs and not came else row.visibility,
        author=who.complainant() if came else _writer(row, who),
        title=_title(row, deciding),
        at=row.at,
        channel=row.channel,
        subject=row.subject if came else "",
        text=text,
        whole=whole,
        automatic=row.automatic,
        state=state,
        state_words=label("message_state", state) if state else "",
        state_icon=STATE_ICONS.get(state, "circle-question-mark"),
        trouble=state in TROUBLE,
        told=told,
        again=deciding.address("delivery.again", row),
        arrived=deciding.address("delivery.arrived", row),
        why=rule_name(row.rule) if row.rule else "",
        draft=row.purpose == "draft",
        files=tuple(_file(row) for row in message.files),
        social=social_of(message, deciding),
    )


def _writer(row: MessageRow, who: Who) -> str:
    """Who wrote it here; of what was typed elsewhere nobody tells us by whom."""
    if row.purpose in TYPED:
        return translate("The office")
    # What goes out because of something that the complainant did is still the office's.
    answers = row.direction == "out" and row.author == Party.COMPLAINANT
    return who.actor("" if answers else row.author)


def _title(row: MessageRow, deciding: Deciding) -> str:
    """What it is for; a public answer that was handed in waits until it is decided."""
    if row.purpose == PUBLIC_DRAFT and row.number not in deciding.facts.proposed:
        return translate("Proposed public answer")
    if row.about in ABOUT:
        return translate(ABOUT[row.about])
    return "" if row.purpose == MESSAGE else purpose_of(row.purpose)


def _file(row: AttachmentRow) -> FileLine:
    scanned = file_rules(installation().settings).scanned
    return file_line(row, scanned=scanned, supervisor=actor().role is Role.SUPERVISOR)


def _words(row: MessageRow) -> tuple[str, str]:
    """What was written anew, and the whole with quotation or letterhead if that is more."""
    new, whole = new_and_whole(row.text, row.reply_text)
    return ("", row.text) if row.automatic and not whole else (new, whole)
