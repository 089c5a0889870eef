"""Reads what the pretend platform hands over: one event, or `events` in one delivery.

Pure, and it never raises: an event that cannot be understood comes back unreadable and
takes none of its neighbours with it. Knows no platform object and no time of day.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypedDict

from adapters.documents import (
    BadDocument,
    as_flag,
    as_list,
    as_object,
    as_text,
    read_object,
    unreadable,
)
from adapters.plain import one_line, plain
from workflow.core.messages import (
    Attachment,
    Happening,
    InboundMessage,
    Kind,
    Outcome,
    RawMessage,
    Read,
    Receipt,
    Sender,
    Visibility,
)


class File(TypedDict, total=False):
    """A file of an event: its content in base64, or only where it could be fetched."""

    name: str
    media_type: str
    content: str
    url: str


class Details(TypedDict, total=False):
    """What may be known of an event besides who wrote what.

    `sent_at` is ISO 8601 with an offset. `callback` is what we gave a message on its way
    out; an answer to that message brings it back. `failed` and `code` are for receipts.
    """

    id: str
    name: str
    username: str
    phone: str
    conversation: str
    reply_to: str
    callback: str
    subject: str
    public: bool
    automatic: bool
    sent_at: str
    language: str
    target: str
    permalink: str
    key: str
    files: list[File]
    code: str
    failed: list[str]
    up_to: str


class Event(Details, total=False):
    """What happened on the platform: a receipt has `of` and `status`, all else `author`."""

    type: str
    author: str
    text: str
    of: list[str]
    status: str


HAPPENINGS: Mapping[str, Happening] = {
    "message": Happening.MESSAGE,
    "edit": Happening.EDIT,
    "delete": Happening.DELETE,
    "reaction": Happening.REACTION,
    "account": Happening.ACCOUNT,
}
OUTCOMES: Mapping[str, Outcome] = {
    "accepted": Outcome.ACCEPTED,
    "delivered": Outcome.DELIVERED,
    "read": Outcome.READ,
    "refused": Outcome.REFUSED,
    "delayed": Outcome.DELAYED,
}


def read(raw: RawMessage, own_address: str) -> list[Read]:
    """Every event of the delivery, in its order; `own_address` marks our own echoes."""
    try:
        document = read_object(raw.body)
        if "events" not in document:
            return [_event(document, raw, own_address)]
        events = as_list(document["events"], "events")
        if not events:
            return [unreadable(raw, BadDocument("events: empty"))]
    except BadDocument as why:
        return [unreadable(raw, why)]
    return [_one_of(event, number, raw, own_address) for number, event in enumerate(events, 1)]


def _one_of(event: object, number: int, raw: RawMessage, own_address: str) -> Read:
    try:
        return _event(as_object(event, f"event {number}"), raw, own_address)
    except BadDocument as why:
        return unreadable(raw, why, f"{raw.external_id}/{number}")


def _event(event: dict[str, object], raw: RawMessage, own_address: str) -> Read:
    kind = as_text(event.get("type", ""), "type")
    if kind == "receipt":
        return _receipt(event, raw)
    if kind not in HAPPENINGS:
        raise BadDocument("type: unknown")
    text = _text(event, "text", plain)
    return InboundMessage(
        kind=_kind(event, own_address),
        channel=raw.channel,
        account=raw.account,
        external_id=_needed(event, "id"),
        sender=_sender(event),
        text=text,
        reply_text=text,
        subject=_text(event, "subject"),
        happening=HAPPENINGS[kind],
        visibility=Visibility.PUBLIC if _flag(event, "public") else Visibility.PRIVATE,
        in_reply_to=_text(event, "reply_to"),
        tokens=_filled(_text(event, "callback")),
        conversation=_text(event, "conversation"),
        language=_text(event, "language"),
        sent_at=_time(event, "sent_at"),
        attachments=tuple(_file(one) for one in as_list(event.get("files", []), "files")),
        target=_text(event, "target"),
        permalink=_text(event, "permalink"),
        key=_text(event, "key"),
    )


def _receipt(event: dict[str, object], raw: RawMessage) -> Receipt:
    outcome = OUTCOMES.get(_text(event, "status"), Outcome.UNKNOWN)
    return Receipt(
        channel=raw.channel,
        account=raw.account,
        external_id=_needed(event, "id"),
        outcome=outcome,
        message_ids=_texts(event, "of"),
        failed=_texts(event, "failed"),
        permanent=outcome is Outcome.REFUSED,
        code=_text(event, "code"),
        text=_text(event, "text", plain),
        tokens=_filled(_text(event, "callback")),
        key=_text(event, "key"),
        sender=_sender(event) if "author" in event else None,
        sent_at=_time(event, "sent_at"),
        up_to=_time(event, "up_to"),
    )


def _kind(event: dict[str, object], own_address: str) -> Kind:
    if _text(event, "author") == own_address:
        return Kind.OWN_ECHO
    return Kind.AUTO_REPLY if _flag(event, "automatic") else Kind.PERSON


def _sender(event: dict[str, object]) -> Sender:
    return Sender(
        address=_needed(event, "author"),
        name=_text(event, "name"),
        username=_text(event, "username"),
        phone=_text(event, "phone"),
    )


def _file(value: object) -> Attachment:
    file = as_object(value, "file")
    try:
        content = base64.b64decode(as_text(file.get("content", ""), "content"), validate=True)
    except BadDocument:
        raise
    except ValueError as error:
        raise BadDocument("content: not base64") from error
    return Attachment(
        name=_text(file, "name"),
        media_type=_text(file, "media_type") or "application/octet-stream",
        content=content,
        url=_text(file, "url"),
    )


def _time(event: dict[str, object], key: str) -> datetime | None:
    words = _text(event, key)
    if not words:
        return None
    try:
        time = datetime.fromisoformat(words)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadDocument(f"{key}: not a time") from error
    raise BadDocument(f"{key}: without a zone")


def _text(event: dict[str, object], key: str, clean: Callable[[str], str] = one_line) -> str:
    return clean(as_text(event.get(key, ""), key))


def _texts(event: dict[str, object], key: str) -> tuple[str, ...]:
    return tuple(one_line(as_text(one, key)) for one in as_list(event.get(key, []), key))


def _needed(event: dict[str, object], key: str) -> str:
    text = _text(event, key)
    if not text:
        raise BadDocument(f"{key}: missing")
    return text


def _flag(event: dict[str, object], key: str) -> bool:
    return as_flag(event.get(key, False), key)


def _filled(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
