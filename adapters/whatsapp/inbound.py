"""Reads a delivery of WhatsApp: messages, what became of ours, echoes, news of the account.

Pure, and it never raises. One delivery may hold many messages to several numbers of the
office: each is read under the account whose number it is. Ids of messages are WhatsApp's own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypedDict

from adapters.documents import BadDocument, unreadable
from adapters.fields import Fields
from adapters.meta.envelope import Part, Piece, inner_of, parts_in, pieces_of
from adapters.whatsapp.approval import notice_in
from adapters.whatsapp.happenings import Came, Written, message_of
from adapters.whatsapp.identity import cards_in, contact_for, person, sender_of
from adapters.whatsapp.statuses import receipt_of
from workflow.core.messages import (
    Check,
    Happening,
    InboundMessage,
    Kind,
    RawMessage,
    Read,
    Sender,
)

PLATFORM = "whatsapp_business_account"


class Value(TypedDict, total=False):
    """What a change brings; everything in it may be missing."""

    metadata: dict[str, str]
    contacts: list[dict[str, object]]
    messages: list[dict[str, object]]
    message_echoes: list[dict[str, object]]
    statuses: list[dict[str, object]]
    errors: list[dict[str, object]]


_EARLIEST = datetime.min.replace(tzinfo=UTC)


def read(raw: RawMessage, numbers: Mapping[str, str]) -> list[Read]:
    """Everything in the delivery, by time; `numbers` are the ids of ours, with their accounts."""
    found: list[Read] = []
    for part in parts_in(raw.body, PLATFORM):
        if isinstance(part, BadDocument):
            found.append(unreadable(raw, part))
        else:
            found += _change(part, raw, numbers)
    if not found:
        return [unreadable(raw, BadDocument("entry: nothing in it"))]
    return sorted(found, key=lambda one: one.sent_at or _EARLIEST)


def _change(part: Part, raw: RawMessage, numbers: Mapping[str, str]) -> list[Read]:
    try:
        field = Fields(part.event, "changes").needed("field")
        value = inner_of(part.event, "value")
        reader = _READERS.get(field)
        if reader is None:
            answers = {"field": field, **_event(value), **notice_in(field, value)}
            return [replace(_news(raw, raw.account, answers), sent_at=part.at)]
        return list(reader(value, _came(value, raw, numbers)))
    except BadDocument as why:
        return [unreadable(raw, why)]


def _came(value: Mapping[str, object], raw: RawMessage, numbers: Mapping[str, str]) -> Came:
    about = Fields(value, "value").inner("metadata")
    number = about.id("phone_number_id")
    return Came(
        raw=raw,
        account=numbers.get(number, raw.account),
        is_ours=number in numbers,
        number=number,
        phone=re.sub(r"\D", "", about.id("display_phone_number")),
    )


def _messages(value: Mapping[str, object], came: Came) -> Iterator[Read]:
    cards = cards_in(value)
    messages, statuses = pieces_of(value, "messages"), pieces_of(value, "statuses")
    for position, piece in enumerate(messages):
        yield _each(piece, came, partial(_one, came=came, cards=cards, position=position))
    for piece in statuses:
        yield _each(piece, came, partial(receipt_of, raw=came.raw, account=came.account))
    if not (messages or statuses):
        yield _account_error(value, came)


def _echoes(value: Mapping[str, object], came: Came) -> Iterator[Read]:
    """What somebody of the office wrote on the telephone that has the same number."""
    for piece in pieces_of(value, "message_echoes"):
        yield _each(piece, came, partial(_echo, came=came))


def _each(piece: Piece, came: Came, reader: Callable[[Fields], Read]) -> Read:
    """One element, or why it cannot be read: never the end of all the others."""
    known = ""
    try:
        if isinstance(piece, BadDocument):
            return replace(unreadable(came.raw, piece), account=came.account)
        message = Fields(piece, "message")
        known = message.id("id")
        return reader(message)
    except BadDocument as why:
        return replace(unreadable(came.raw, why, known), account=came.account)


def _one(message: Fields, came: Came, cards: list[Fields], position: int) -> Read:
    if not came.is_ours:
        raise BadDocument("metadata.phone_number_id: not a number of ours")
    if message.line("type") == "system":
        return _system(message, came)
    if "group_id" in message:
        return _news(came.raw, came.account, {"field": "messages", "event": "group"})
    sender = sender_of(message, contact_for(message, position, cards))
    ours = bool(came.phone) and message.id("from") == came.phone
    kind = Kind.OWN_ECHO if ours else Kind.PERSON
    return message_of(Written(message, sender, kind, sender.address), came)


def _echo(message: Fields, came: Came) -> Read:
    to = message.id("to_user_id") or message.id("to")
    if not to:
        raise BadDocument("echo: to nobody")
    us = person((message.id("from") or came.phone or came.number,))
    return message_of(Written(message, us, Kind.OWN_ECHO, to), came)


def _system(message: Fields, came: Came) -> InboundMessage:
    """Somebody's number or id is another one now: the new names first, then the old ones."""
    system = message.inner("system")
    before = (message.id("from_user_id"), message.id("from"))
    after = (system.id("user_id"), system.id("wa_id"), system.id("parent_user_id"))
    known = tuple(filter(None, (*after, *before)))
    news = _news(came.raw, came.account, {"field": "messages", "event": system.line("type")})
    return replace(
        news,
        external_id=message.needed_id("id"),
        sender=person(known) if known else news.sender,
        sender_check=Check.PASSED,
        sent_at=message.count_time("timestamp"),
    )


def _account_error(value: Mapping[str, object], came: Came) -> Read:
    """An error of the account as a whole; without one there is nothing in the delivery at all."""
    for piece in pieces_of(value, "errors"):
        if isinstance(piece, dict):
            answers = {"field": "messages", "event": f"error {Fields(piece, 'errors').id('code')}"}
            return _news(came.raw, came.account, answers)
    raise BadDocument("value: nothing in it that we know")


def _news(raw: RawMessage, account: str, answers: Mapping[str, str]) -> InboundMessage:
    """What Meta itself says: of the account, a template, somebody's number. Nobody wrote it."""
    return InboundMessage(
        kind=Kind.PERSON,
        channel=raw.channel,
        account=account,
        external_id=raw.external_id,
        sender=Sender(address=""),
        text="",
        happening=Happening.ACCOUNT,
        answers=answers,
    )


def _event(value: Mapping[str, object]) -> dict[str, str]:
    event = Fields(value, "value").line("event")
    return {"event": event} if event else {}


_READERS: Mapping[str, Callable[[Mapping[str, object], Came], Iterator[Read]]] = {
    "messages": _messages,
    "smb_message_echoes": _echoes,
}
