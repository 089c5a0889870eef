"""Reads a notification of Mastodon, or a change of a post: who named us, edited, deleted, liked.

Pure, and it never raises. Ids are those of the posts, which is what a later edit or answer
names. Addresses always carry their domain, for names without one mean another person on
each server.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypedDict

from adapters.documents import BadDocument, as_text, read_object, unreadable
from adapters.fields import Fields
from adapters.mastodon.media import described, files_of
from adapters.mastodon.page_text import words_in
from adapters.mastodon.standing import conversation_of, language_of, visibility_of
from adapters.plain import plain
from workflow.core.messages import (
    Check,
    Happening,
    InboundMessage,
    Kind,
    RawMessage,
    Read,
    Sender,
)


class Notification(TypedDict, total=False):
    """What the server lists (`GET /api/v1/notifications`)."""

    id: str
    type: str
    created_at: str
    account: dict[str, object]
    status: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class Office:
    """Our account over there: its name, and the domain behind it."""

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Came:
    """Where a document came from, to whom, and the page in it: longer than any line may be."""

    raw: RawMessage
    office: Office
    page: str = ""


SAID, CHANGED = Happening.MESSAGE, Happening.EDIT
FELT, NEWS = Happening.REACTION, Happening.ACCOUNT
NOTIFIED: Mapping[str, Happening] = {
    "mention": SAID,
    "quote": SAID,
    "update": CHANGED,
    "quoted_update": CHANGED,
    "favourite": FELT,
    "reblog": FELT,
    "moderation_warning": NEWS,
    "severed_relationships": NEWS,
    "follow": NEWS,
    "follow_request": NEWS,
    "status": NEWS,
    "poll": NEWS,
    "admin.sign_up": NEWS,
    "admin.report": NEWS,
}
"""Their kinds of notifications in our words; any other is unreadable."""

ASKED = tuple(NOTIFIED)[:8]
"""The kinds that we ask for: the rest is nothing to an office."""

SIGNS = {"favourite": "⭐", "reblog": "🔁"}
LONGEST_ID = 64
NAMES = re.compile(r"(?:@[\w.-]+(?:@[\w.:-]+)?\s+)+")


def raw_id(body: bytes) -> str:
    """The id under which a document is kept, the same each time; empty if there is none."""
    try:
        values = read_object(body)
        if "event" not in values:
            number = Fields(values, "").id("id")
            return f"notification-{number}" if number else ""
        name, post = _change(values)
        told = Fields(post, "payload")
        return f"{name}-{told.id('id')}-{told.line('edited_at')}"
    except BadDocument:
        return ""


def read(raw: RawMessage, office: Office) -> list[Read]:
    """The one event in the document."""
    try:
        values, came = read_object(raw.body), Came(raw, office)
        if "event" not in values:
            return [_notified(values, came)]
        name, post = _change(values)
        return [_CHANGES[name](Fields(post, "payload"), replace(came, page=_page(post)))]
    except BadDocument as why:
        return [unreadable(raw, why)]


def _notified(values: dict[str, object], came: Came) -> InboundMessage:
    notice = Fields(values, "")
    happening = NOTIFIED.get(notice.needed("type"))
    if happening is None:
        raise BadDocument("type: unknown")
    reader = _READERS[happening] if "status" in notice else _news
    return reader(notice, replace(came, page=_page(values.get("status"))))


def _message(notice: Fields, came: Came) -> InboundMessage:
    return _post(notice.inner("status"), notice.inner("account"), came)


def _edited(notice: Fields, came: Came) -> InboundMessage:
    """A post of somebody else's that we had passed on: it names its own writer."""
    post = notice.inner("status")
    return _as_edit(post, (post if "account" in post else notice).inner("account"), came)


def _reaction(notice: Fields, came: Came) -> InboundMessage:
    """What somebody feels about a post of ours."""
    post = notice.inner("status")
    return replace(
        _from(notice.inner("account"), came),
        external_id=f"reaction-{notice.needed_id('id')}",
        happening=FELT,
        text=SIGNS.get(notice.line("type"), ""),
        target=post.needed_id("id"),
        visibility=visibility_of(post),
        sent_at=notice.iso_time("created_at"),
    )


def _news(notice: Fields, came: Came) -> InboundMessage:
    """News of the account; also a post that was deleted before anybody here read it."""
    who = notice.inner("account")
    told = _from(who, came) if "id" in who else _nobody(came)
    return replace(
        told,
        external_id=f"notification-{notice.needed_id('id')}",
        happening=NEWS,
        answers={"type": notice.line("type")},
        sent_at=notice.iso_time("created_at"),
    )


_READERS: Mapping[Happening, Callable[[Fields, Came], InboundMessage]] = {
    SAID: _message,
    CHANGED: _edited,
    FELT: _reaction,
    NEWS: _news,
}


_POSTS: Mapping[object, str] = {"status.update": "edit", "update": "said"}
"""Events of the stream with a whole post in them."""


def _change(values: dict[str, object]) -> tuple[str, dict[str, object]]:
    """What the stream tells: the kind of change, and the post or only its id."""
    event, payload = values.get("event"), as_text(values.get("payload"), "payload")
    if event == "delete" and 0 < len(payload) <= LONGEST_ID and payload.isalnum():
        return "delete", {"id": payload}
    if event not in _POSTS:
        raise BadDocument("event: unknown")
    return _POSTS[event], read_object(payload.encode("utf-8", "replace"))


def _deleted(post: Fields, came: Came) -> InboundMessage:
    """The stream says no more than which post it was."""
    gone, target = _nobody(came), post.needed_id("id")
    return replace(gone, external_id=f"{target}:deleted", target=target, happening=Happening.DELETE)


def _as_edit(post: Fields, who: Fields, came: Came) -> InboundMessage:
    """The post as it reads now."""
    now, target = _post(post, who, came), post.needed_id("id")
    return replace(
        now,
        external_id=f"{target}:e{post.needed('edited_at')}",
        target=target,
        happening=CHANGED,
        sent_at=post.iso_time("edited_at"),
    )


def _said(post: Fields, came: Came) -> InboundMessage:
    """A post of ours, without the names that it begins with, in the exchange of whom it names."""
    said = _post(post, post.inner("account"), came)
    others = post.each("mentions")
    words = said.reply_text if said.kind is Kind.OWN_ECHO else said.text
    talk = conversation_of(post, others[0]) if others else said.conversation
    return replace(said, text=words, conversation=talk)


_CHANGES: Mapping[str, Callable[[Fields, Came], InboundMessage]] = {
    "edit": lambda post, came: _as_edit(post, post.inner("account"), came),
    "delete": _deleted,
    "said": _said,
}


def _post(post: Fields, who: Fields, came: Came) -> InboundMessage:
    number, answered = post.needed_id("id"), post.id("in_reply_to_id")
    told, text = _from(who, came), _words(post, came.page)
    return replace(
        told,
        kind=_kind(who, told, answers=bool(answered), office=came.office),
        external_id=number,
        subject=post.line("spoiler_text"),
        text=text,
        reply_text=_without_names(text),
        attachments=files_of(post),
        visibility=visibility_of(post),
        recipients=tuple(_address(one, came.office) for one in post.each("mentions")),
        conversation=conversation_of(post, who),
        in_reply_to=answered,
        permalink=post.line("url") or post.line("uri"),
        language=language_of(post),
        sent_at=post.iso_time("created_at"),
    )


def _from(who: Fields, came: Came) -> InboundMessage:
    """The server vouches for who wrote: it checked the signature of theirs."""
    sender = Sender(
        address=_address(who, came.office),
        name=who.line("display_name") or who.line("username"),
        username=who.line("acct"),
    )
    told = replace(_nobody(came), sender=sender, sender_check=Check.PASSED)
    return replace(told, kind=_kind(who, told, answers=True, office=came.office))


def _nobody(came: Came) -> InboundMessage:
    raw = came.raw
    return InboundMessage(
        kind=Kind.PERSON,
        channel=raw.channel,
        account=raw.account,
        external_id=raw.external_id,
        sender=Sender(address=""),
        text="",
    )


def _page(post: object) -> str:
    """The HTML of a post, whole."""
    content = post.get("content") if isinstance(post, dict) else None
    return "" if content is None else as_text(content, "content")


def _words(post: Fields, page: str) -> str:
    """The post, what a poll in it asks, and how its files are described."""
    choices = (f"- {one.line('title')}" for one in post.inner("poll").each("options"))
    return plain("\n".join(filter(None, (words_in(page), *choices, *described(post)))))


def _without_names(text: str) -> str:
    """Whoever writes to somebody over there begins with their names."""
    names = NAMES.match(text)
    return text[names.end() :] if names else text


def _kind(who: Fields, told: InboundMessage, *, answers: bool, office: Office) -> Kind:
    """A robot that answers is heard by nobody; one that speaks up is shown to a person."""
    if told.sender.address.casefold() == f"{office.name}@{office.domain}".casefold():
        return Kind.OWN_ECHO
    if who.flag("bot"):
        return Kind.AUTO_REPLY if answers else Kind.LIST
    return Kind.LIST if who.flag("group") else Kind.PERSON


def _address(who: Fields, office: Office) -> str:
    """With its domain: a name without one is of our own server."""
    name = who.needed("acct")
    return name if "@" in name else f"{name}@{office.domain}"
