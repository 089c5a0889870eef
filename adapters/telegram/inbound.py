"""Reads an update of the Telegram Bot API: what somebody wrote, changed, pressed or felt.

Pure, and it never raises. Each raw message is one update. Ids are `<chat>:<message>`, which
is what a later edit, reaction or answer names.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypedDict

from adapters.documents import BadDocument, read_object, unreadable
from adapters.fields import Fields
from adapters.telegram.pieces import NEWS, files_of, words_of
from workflow.core.messages import (
    REPLY_TOKEN,
    Check,
    Happening,
    InboundMessage,
    Kind,
    RawMessage,
    Read,
    Sender,
    Visibility,
)


class Update(TypedDict, total=False):
    """What Telegram hands over: an id that counts up, and one of these."""

    update_id: int
    message: dict[str, object]
    edited_message: dict[str, object]
    callback_query: dict[str, object]
    message_reaction: dict[str, object]
    my_chat_member: dict[str, object]


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are over there: the number in the token, and the name that people type."""

    id: str
    username: str


@dataclass(frozen=True, slots=True)
class Came:
    """Where an update came from, and under which number."""

    raw: RawMessage
    bot: Bot
    number: str


GROUPS = frozenset({"group", "supergroup", "channel"})
PRESSED = "callback-"
"""How the id of a pressed button begins."""

LANGUAGES = frozenset({"id", "en"})
START = re.compile(r"/start(?:@\w+)?(?:\s+([\w-]{1,64}))?\s*")


def update_id(body: bytes) -> str:
    """The update's number, by which a repetition is known; empty if there is none."""
    try:
        return Fields(read_object(body), "").id("update_id")
    except BadDocument:
        return ""


def read(raw: RawMessage, bot: Bot) -> list[Read]:
    """The one event of the update."""
    try:
        update = Fields(read_object(raw.body), "")
        return [_update(update, Came(raw, bot, update.needed_id("update_id")))]
    except BadDocument as why:
        return [unreadable(raw, why)]


def _update(update: Fields, came: Came) -> InboundMessage:
    for key, reader in _READERS.items():
        if key in update:
            return reader(update.inner(key), came)
    raise BadDocument("update: unknown")


def _message(message: Fields, came: Came) -> InboundMessage:
    """A message as it was written. In a group only what is said to us is kept."""
    chat, sender = message.inner("chat"), _sender(message)
    words, files = words_of(message), files_of(message)
    news = _is_news(message, words) or not _is_to_us(message, chat, came.bot)
    known = bool(words or files or news)
    quoted = message.inner("reply_to_message")
    kind = _kind(message.inner("from"), came.bot)
    return replace(
        # Somebody sent something: who it was must not be forgotten.
        _from(came, sender if known else Sender(address=sender.address)),
        kind=Kind.UNREADABLE if kind is Kind.PERSON and not known else kind,
        warnings=() if known else ("message: nothing in it that we know",),
        external_id=_id(chat, message),
        happening=Happening.ACCOUNT if news else Happening.MESSAGE,
        text="" if news else words,
        reply_text="" if news else words,
        attachments=() if news else files,
        visibility=_visibility(chat),
        conversation=chat.needed_id("id"),
        permalink=_link(chat, message),
        in_reply_to=_id(chat, quoted) if "message_id" in quoted else "",
        tokens=(*_payload(words), *_buttons(quoted)),
        language=_language(message),
        sent_at=message.count_time("date"),
        reached_at=message.count_time("date"),
    )


def _edited(message: Fields, came: Came) -> InboundMessage:
    """The message as it reads now."""
    new = _message(message, came)
    chat = message.inner("chat")
    return replace(
        new,
        external_id=f"{_id(chat, message)}:e{message.needed_id('edit_date')}",
        happening=Happening.EDIT if new.happening is Happening.MESSAGE else new.happening,
        target=_id(chat, message),
        sent_at=message.count_time("edit_date"),
    )


def _pressed(query: Fields, came: Came) -> InboundMessage:
    """A button below a message of ours: what it carries comes back."""
    message, data = query.inner("message"), query.line("data")
    chat = message.inner("chat")
    return replace(
        _from(came, _sender(query)),
        kind=_kind(query.inner("from"), came.bot),
        external_id=f"{PRESSED}{query.needed_id('id')}",
        happening=Happening.REACTION,
        text="" if REPLY_TOKEN.fullmatch(data) else data,
        tokens=(data,) if data else (),
        target=_id(chat, message) if "message_id" in message else "",
        conversation=chat.id("id"),
        visibility=_visibility(chat),
        language=_language(query),
    )


def _reaction(reaction: Fields, came: Came) -> InboundMessage:
    """What somebody feels about a message; no sign means that it was taken back."""
    chat = reaction.inner("chat")
    signs = (one.line("emoji") for one in reaction.each("new_reaction"))
    return replace(
        _from(came, _person(reaction.inner("user" if "user" in reaction else "actor_chat"))),
        kind=_kind(reaction.inner("user"), came.bot),
        external_id=f"reaction-{came.number}",
        happening=Happening.REACTION,
        text=" ".join(filter(None, signs)),
        target=_id(chat, reaction),
        conversation=chat.needed_id("id"),
        visibility=_visibility(chat),
        sent_at=reaction.count_time("date"),
    )


def _member(change: Fields, came: Came) -> InboundMessage:
    """We were let in, shut out or blocked."""
    chat = change.inner("chat")
    return replace(
        _from(came, _sender(change)),
        external_id=f"member-{came.number}",
        happening=Happening.ACCOUNT,
        answers={"status": change.inner("new_chat_member").line("status")},
        conversation=chat.needed_id("id"),
        visibility=_visibility(chat),
        sent_at=change.count_time("date"),
    )


_READERS: Mapping[str, Callable[[Fields, Came], InboundMessage]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _pressed,
    "message_reaction": _reaction,
    "my_chat_member": _member,
}
ALLOWED = tuple(_READERS)
"""The kinds of updates that we ask for."""


def _from(came: Came, sender: Sender) -> InboundMessage:
    """Telegram vouches for who wrote: nobody can write in another one's name."""
    return InboundMessage(
        kind=Kind.PERSON,
        channel=came.raw.channel,
        account=came.raw.account,
        external_id=came.raw.external_id,
        sender=sender,
        text="",
        sender_check=Check.PASSED,
    )


def _sender(message: Fields) -> Sender:
    """Who wrote; a telephone number only if it is their own, pressed into the chat."""
    who = message.inner("from") if "from" in message else message.inner("chat")
    contact = message.inner("contact")
    own = contact.id("user_id") == who.id("id") != ""
    return _person(who, contact.line("phone_number") if own else "")


def _person(who: Fields, phone: str = "") -> Sender:
    names = (who.line("first_name"), who.line("last_name"), who.line("title"))
    return Sender(
        address=who.needed_id("id"),
        name=" ".join(filter(None, names)),
        username=who.line("username"),
        phone=phone,
    )


def _kind(who: Fields, bot: Bot) -> Kind:
    if who.id("id") == bot.id:
        return Kind.OWN_ECHO
    return Kind.AUTO_REPLY if who.flag("is_bot") else Kind.PERSON


def _is_news(message: Fields, words: str) -> bool:
    """What nobody wrote: Telegram's own notes, and the first press on Start."""
    start = START.fullmatch(words)
    greeting = start is not None and not REPLY_TOKEN.fullmatch(start[1] or "")
    return greeting or any(key in NEWS for key in message)


def _is_to_us(message: Fields, chat: Fields, bot: Bot) -> bool:
    """In a group: a mention, a command, or an answer to a message of ours."""
    if chat.line("type") not in GROUPS:
        return True
    if message.inner("reply_to_message").inner("from").id("id") == bot.id:
        return True
    words = message.words("text") or message.words("caption")
    named = rf"@{re.escape(bot.username)}\b"
    return bool(bot.username and re.search(named, words, re.IGNORECASE))


def _payload(words: str) -> tuple[str, ...]:
    """What a link of ours (`t.me/<bot>?start=<token>`) brings along."""
    start = START.fullmatch(words)
    return (start[1],) if start and start[1] else ()


def _buttons(message: Fields) -> tuple[str, ...]:
    """What the buttons below a quoted message of ours carry."""
    rows = message.inner("reply_markup").rows("inline_keyboard")
    return tuple(
        button.line("callback_data") for row in rows for button in row if "callback_data" in button
    )


def _visibility(chat: Fields) -> Visibility:
    return Visibility.PUBLIC if chat.line("type") in GROUPS else Visibility.PRIVATE


def _language(message: Fields) -> str:
    found = message.inner("from").line("language_code").partition("-")[0]
    return found if found in LANGUAGES else ""


def _id(chat: Fields, message: Fields) -> str:
    return f"{chat.needed_id('id')}:{message.needed_id('message_id')}"


def _link(chat: Fields, message: Fields) -> str:
    """Where everybody can read it: messages of groups with a public name."""
    name = chat.line("username") if chat.line("type") in GROUPS else ""
    return f"https://t.me/{name}/{message.id('message_id')}" if name else ""
