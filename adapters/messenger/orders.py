"""Says a private answer in the words of Meta's Send API, for pages and Instagram alike.

Pure. A person's answer may be sent once more with the tag for it when the day is over; what
nobody typed never carries the tag.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from adapters.documents import BadDocument
from adapters.fields import Fields
from workflow.core.messages import Attachment, OutboundMessage, Undeliverable, Unsure

WINDOW = timedelta(hours=24)
WINDOW_BY_HAND = timedelta(days=7)
"""With the tag `HUMAN_AGENT`, for which Meta has to approve the app."""

PRIVATE_REPLY_WITHIN = timedelta(days=7)
ANSWER: Mapping[str, object] = {"messaging_type": "RESPONSE"}
BY_HAND: Mapping[str, object] = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}

CLOSED, REJECTED = "window-closed", "rejected"
"""Refusals that another wording may overcome: the day is over, or what is quoted is gone."""

NUMBER = re.compile(r"\d{1,40}(?:_\d{1,40})?", re.ASCII)
LONGEST_METADATA = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One call: where, what it says, the file with it, and how the answer names what it made.

    `instead` is what it says once more after a refusal, by the refusal's code: only such as
    say that nothing went out.
    """

    path: str
    document: Mapping[str, object]
    makes: str = "m"
    file: Attachment | None = None
    instead: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def named(external_id: str, *letters: str) -> tuple[str, str]:
    """The letter and number of something that we read; raises `Undeliverable`.

    A number becomes part of an address, so nothing but digits is let through.
    """
    letter, _, number = external_id.partition(":")
    if letter not in letters or not NUMBER.fullmatch(number):
        raise Undeliverable("no-target")
    return letter, number


def in_private(message: OutboundMessage, texts: tuple[str, ...], path: str) -> tuple[Order, ...]:
    """The calls of an answer, one for each part and then each file."""
    if not message.to:
        raise Undeliverable("no-address")
    says: list[tuple[Mapping[str, object], Attachment | None]] = [
        ({"text": text}, None) for text in texts if text.strip()
    ]
    says += [(_carrying(file), file) for file in message.attachments]
    return tuple(_order(message, path, said, file) for said, file in says)


def quoting(order: Order, in_reply_to: str) -> Order:
    """The same, quoting a private message; without it if that is not there any more."""
    mid = in_reply_to.removeprefix("m:")
    if mid == in_reply_to or order.file is not None:
        return order
    document = {**order.document, "reply_to": {"mid": mid}}
    return replace(order, document=document, instead={REJECTED: order.document, **order.instead})


def private_reply(message: OutboundMessage, texts: tuple[str, ...], path: str) -> Order:
    """The one private message that a comment or post may be answered with; text only."""
    if message.attachments:
        raise Undeliverable("no-attachments")
    if len(texts) > 1:
        raise Undeliverable("too-long")
    letter, number = named(message.target, "c", "p")
    recipient = {"comment_id" if letter == "c" else "post_id": number}
    return Order(path=path, document={"recipient": recipient, "message": {"text": texts[0]}})


def made_by(order: Order, answer: Fields) -> str:
    """The id of what a call made; raises `Unsure` if the answer does not tell."""
    try:
        key = "message_id" if order.makes == "m" else "id"
        return f"{order.makes}:{answer.needed_id(key)}"
    except BadDocument as error:
        raise Unsure("unreadable-answer") from error


def _order(
    message: OutboundMessage, path: str, said: Mapping[str, object], file: Attachment | None
) -> Order:
    recipient = {"recipient": {"id": message.to}, "message": said}
    instead = {} if message.automatic else {CLOSED: {**recipient, **BY_HAND}}
    return Order(path=path, document={**recipient, **ANSWER}, file=file, instead=instead)


def _carrying(file: Attachment) -> Mapping[str, object]:
    kind = file.media_type.partition("/")[0]
    known = kind if kind in {"image", "audio", "video"} else "file"
    return {"attachment": {"type": known, "payload": {"is_reusable": False}}}


def marked(order: Order, key: str) -> Order:
    """With our own key inside, which Meta brings back with the echo of the message."""

    def mark(document: Mapping[str, object]) -> Mapping[str, object]:
        said = document["message"]
        assert isinstance(said, dict)
        return {**document, "message": {**said, "metadata": key[:LONGEST_METADATA]}}

    instead = {code: mark(document) for code, document in order.instead.items()}
    return replace(order, document=mark(order.document), instead=instead)
