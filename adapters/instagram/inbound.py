"""Reads what an account of Instagram brings: comments, live ones too, mentions and messages.

Pure, and it never raises. A mention comes without its words: they are a file that is fetched
afterwards (`wire.py`), for a push may not wait for a second call.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.messenger.deliveries import Came, Readers
from adapters.messenger.polled import MESSAGE, gone_in, read_polled_message
from adapters.messenger.polls import CHANGED, GONE, LINK, VALUE
from adapters.messenger.progress import print_of
from adapters.messenger.talk import read_talk
from workflow.core.messages import (
    Attachment,
    Happening,
    InboundMessage,
    Kind,
    Read,
    Sender,
    Visibility,
)


class Who(TypedDict, total=False):
    """Whoever wrote; the second number is there only if it is the account itself."""

    id: str
    username: str
    self_ig_scoped_id: str


class Media(TypedDict, total=False):
    """The post below which it stands."""

    id: str
    media_product_type: str


Comment = TypedDict(
    "Comment",
    {"id": str, "text": str, "from": Who, "media": Media, "parent_id": str},
    total=False,
)
"""A comment; pictures among comments have no text."""


class Mention(TypedDict, total=False):
    """The account was named, in a comment or (without `comment_id`) in a caption."""

    media_id: str
    comment_id: str


COMMENT = "comment"
MENTION = "instagram:mention/"
"""How the address of a mention's words begins; the post's and the comment's number follow."""

NONE = "-"


def _comment(value: Fields, came: Came) -> InboundMessage:
    """A comment, or an answer to one: Instagram has two levels only."""
    id, words = value.needed_id("id"), value.words("text")
    parent, who = value.id("parent_id"), value.inner("from")
    address = who.id("id")
    own = came.house.is_own(address) or "self_ig_scoped_id" in who
    name = who.line("username") or value.line("username")
    found = came.message(
        f"c:{id}",
        Sender(address=address, username=name),
        Kind.OWN_ECHO if own else Kind.PERSON,
    )
    return replace(
        found,
        visibility=Visibility.PUBLIC,
        text=words,
        reply_text=words,
        # Whoever is not shown shares a conversation with nobody.
        conversation=came.place("c", parent or id, address or name or f"-{id}"),
        in_reply_to=f"c:{parent}" if parent else "",
        sent_at=value.count_time("time") or came.at,
    )


def _mention(value: Fields, came: Came) -> InboundMessage:
    """Somebody named the account; who and what is fetched with the words."""
    media, comment = value.needed_id("media_id"), value.id("comment_id") or NONE
    found = came.message(f"mn:{media}:{comment}", Sender(address=""), Kind.PERSON)
    words = Attachment(
        name="mention.txt", media_type="text/plain", url=f"{MENTION}{media}/{comment}"
    )
    return replace(
        found,
        visibility=Visibility.PUBLIC,
        conversation=came.place("c", comment if comment != NONE else media, f"-{comment}"),
        attachments=(words,),
        sent_at=came.at,
    )


def _polled_comment(document: Fields, came: Came) -> Read:
    """A comment that was asked for, in the words of a push."""
    value = document.inner(VALUE)
    who, at = value.inner("from"), value.iso_time("timestamp")
    comment: Mapping[str, object] = {
        "id": value.needed_id("id"),
        "text": value.words("text"),
        "from": {"id": who.id("id"), "username": who.line("username") or value.line("username")},
        "username": value.line("username"),
        "parent_id": value.id("parent_id"),
        "time": int(at.timestamp()) if at else None,
    }
    found = replace(_comment(Fields(comment, ""), came), permalink=document.line(LINK))
    if not document.flag(CHANGED):
        return found
    id = found.external_id.removeprefix("c:")
    return replace(
        found,
        external_id=f"ce:{id}:{print_of(found.text)}",
        happening=Happening.EDIT,
        target=f"c:{id}",
    )


def _gone(document: Fields, came: Came) -> Read:
    """A comment that is not there any more: Instagram tells of it only if it is asked."""
    letter, id = gone_in(document)
    if letter != "c":
        raise BadDocument("value.id: no comment")
    found = came.message(f"cd:{id}", Sender(address=""), Kind.PERSON)
    return replace(
        found, happening=Happening.DELETE, target=f"c:{id}", visibility=Visibility.PUBLIC
    )


READERS = Readers(
    platform="instagram",
    talk=read_talk,
    changes={"comments": _comment, "live_comments": _comment, "mentions": _mention},
    polled={COMMENT: _polled_comment, MESSAGE: read_polled_message, GONE: _gone},
)
