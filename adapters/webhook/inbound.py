"""Reads what another system pushed: one event in each delivery.

Pure, and it never raises. An event whose type is not in the tables is unreadable, so that a
person sees it; nothing of it is guessed.
"""

from collections.abc import Mapping
from typing import TypedDict

from adapters.documents import BadDocument, read_object, unreadable
from adapters.fields import Fields
from workflow.core.messages import (
    Attachment,
    Check,
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
    """A file by its address; fetched later, and only from hosts that the account allows."""

    url: str
    filename: str
    mime_type: str
    sha256: str


class Place(TypedDict, total=False):
    """Where it is, in degrees, and how exact in metres."""

    lat: float
    lon: float
    accuracy: float


class Message(TypedDict, total=False):
    """What was written. `reply_to` is an id that we gave, or that they did."""

    external_id: str
    text: str
    subject: str
    attachments: list[File]
    location: Place | None
    reply_to: str | None
    language: str
    automatic: bool


class Conversation(TypedDict, total=False):
    """`token` is what our own messages of this conversation carried."""

    external_id: str
    visibility: str
    token: str


class Contact(TypedDict, total=False):
    """Who wrote; `verified` if the other system has proved it."""

    external_id: str
    display_name: str
    phone: str
    verified: bool


class Status(TypedDict, total=False):
    """News of messages that we sent."""

    of: list[str]
    value: str
    code: str


class Event(TypedDict, total=False):
    """One delivery; `meta` are further fields in the other system's own words."""

    id: str
    type: str
    occurred_at: str
    conversation: Conversation
    sender: Contact
    message: Message
    status: Status
    meta: dict[str, str]


DELETED = "contact.deleted"
HAPPENINGS: Mapping[str, Happening] = {
    "message.created": Happening.MESSAGE,
    "message.edited": Happening.EDIT,
    "message.deleted": Happening.DELETE,
    DELETED: Happening.ACCOUNT,
}
STATUS = "status.changed"
OUTCOMES: Mapping[str, Outcome] = {
    "accepted": Outcome.ACCEPTED,
    "delivered": Outcome.DELIVERED,
    "read": Outcome.READ,
    "refused": Outcome.REFUSED,
    "delayed": Outcome.DELAYED,
}
CHECKS = {True: Check.PASSED, False: Check.UNKNOWN}
BY_HASH = "#sha256="
"""How an attachment's address carries the hash that its bytes must have."""


def event_id(body: bytes) -> str:
    """The event's own id, by which a repetition is known; empty if it has none."""
    try:
        return Fields(read_object(body), "").id("id")
    except BadDocument:
        return ""


def deleted_in(body: bytes) -> str:
    """Whom an event says to be deleted over there; empty if it says nothing of the kind."""
    try:
        event = Fields(read_object(body), "")
        return event.inner("sender").id("external_id") if event.line("type") == DELETED else ""
    except BadDocument:
        return ""


def read(raw: RawMessage, own_address: str) -> list[Read]:
    """The event of the delivery; `own_address` marks what we wrote ourselves."""
    try:
        return [_event(Fields(read_object(raw.body), ""), raw, own_address)]
    except BadDocument as why:
        return [unreadable(raw, why)]


def _event(event: Fields, raw: RawMessage, own: str) -> Read:
    kind = event.needed("type")
    if kind == STATUS:
        return _receipt(event, raw)
    if kind not in HAPPENINGS:
        raise BadDocument("type: unknown")
    return _message(event, HAPPENINGS[kind], raw, own)


def _message(event: Fields, happening: Happening, raw: RawMessage, own: str) -> InboundMessage:
    message, talk, sender = event.inner("message"), event.inner("conversation"), _sender(event)
    text = _text(message)
    is_new = happening is Happening.MESSAGE
    token = talk.line("token")
    return InboundMessage(
        kind=_kind(sender, message, own),
        channel=raw.channel,
        account=raw.account,
        # A change has the id of its event; the message that it is about is its target.
        external_id=message.needed_id("external_id") if is_new else event.needed_id("id"),
        sender=sender,
        text=text,
        reply_text=text,
        subject=message.line("subject"),
        happening=happening,
        visibility=_visibility(talk),
        in_reply_to=message.id("reply_to"),
        tokens=(token,) if token else (),
        conversation=talk.id("external_id"),
        language=message.line("language"),
        sent_at=event.iso_time("occurred_at"),
        attachments=tuple(_file(one) for one in message.each("attachments")),
        sender_check=CHECKS[event.inner("sender").flag("verified")],
        target="" if is_new else message.id("external_id"),
        answers=_answers(event.inner("meta")),
    )


def _receipt(event: Fields, raw: RawMessage) -> Receipt:
    status, token = event.inner("status"), event.inner("conversation").line("token")
    outcome = OUTCOMES.get(status.line("value"), Outcome.UNKNOWN)
    return Receipt(
        channel=raw.channel,
        account=raw.account,
        external_id=event.needed_id("id"),
        outcome=outcome,
        message_ids=status.lines("of"),
        permanent=outcome is Outcome.REFUSED,
        code=status.line("code"),
        tokens=(token,) if token else (),
        sent_at=event.iso_time("occurred_at"),
    )


def _sender(event: Fields) -> Sender:
    sender = event.inner("sender")
    return Sender(
        address=sender.needed_id("external_id"),
        name=sender.line("display_name"),
        phone=sender.line("phone"),
    )


def _kind(sender: Sender, message: Fields, own: str) -> Kind:
    if sender.address == own:
        return Kind.OWN_ECHO
    return Kind.AUTO_REPLY if message.flag("automatic") else Kind.PERSON


def _visibility(talk: Fields) -> Visibility:
    """Public only if it says so; a word that we do not know is not read as either."""
    words = {"public": Visibility.PUBLIC, "private": Visibility.PRIVATE, "": Visibility.PRIVATE}
    found = words.get(talk.line("visibility"))
    if found is None:
        raise BadDocument("conversation.visibility: unknown")
    return found


def _text(message: Fields) -> str:
    """The words, and below them the place as a `geo:` address (RFC 5870)."""
    place = message.inner("location")
    north, east = place.number("lat"), place.number("lon")
    words = message.words("text")
    if north is None or east is None:
        return words
    exact = place.number("accuracy")
    around = "" if exact is None else f";u={exact:g}"
    return f"{words}\ngeo:{north:.6g},{east:.7g}{around}".strip()


def _file(file: Fields) -> Attachment:
    url, digest = file.needed("url"), file.line("sha256").lower()
    return Attachment(
        name=file.line("filename"),
        media_type=file.line("mime_type") or "application/octet-stream",
        url=f"{url}{BY_HASH}{digest}" if digest else url,
    )


def _answers(meta: Fields) -> dict[str, str]:
    """The fields that are texts; the others are in the raw message."""
    found = {}
    for key in meta:
        try:
            found[key] = meta.words(key)
        except BadDocument:
            continue
    return found
