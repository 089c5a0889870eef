"""Reads what a page of Facebook brings, pushed or polled: its feed, its mentions, the Messenger.

Pure, and it never raises. What was asked for is put into the words of a push, so that the
same comment is the same message whichever way it came.
"""

from dataclasses import replace

from adapters.facebook.feed import COMMENT, POST, Thing, read_feed, read_mention, removed
from adapters.fields import Fields
from adapters.messenger.deliveries import Came, Readers
from adapters.messenger.polled import MESSAGE, gone_in, read_polled_message
from adapters.messenger.polls import CHANGED, GONE, PLACE, VALUE
from adapters.messenger.talk import read_talk
from workflow.core.messages import Read, Sender


def _polled_comment(document: Fields, came: Came) -> Read:
    """A comment that was asked for, in the words of a push."""
    value, post = document.inner(VALUE), document.line(PLACE)
    media = value.inner("attachment").inner("media")
    change = {
        **_as_pushed(value, document),
        "item": COMMENT,
        "comment_id": value.needed_id("id"),
        "post_id": post,
        "parent_id": value.inner("parent").id("id") or post,
        "photo": media.inner("image").line("src"),
        "video": media.line("source"),
    }
    return read_feed(Fields(change, ""), came)


def _polled_post(document: Fields, came: Came) -> Read:
    """A post that was asked for, in the words of a push."""
    value = document.inner(VALUE)
    change = {
        **_as_pushed(value, document),
        "item": POST,
        "post_id": value.needed_id("id"),
        "photo": value.line("full_picture"),
    }
    return read_feed(Fields(change, ""), came)


def _as_pushed(value: Fields, document: Fields) -> dict[str, object]:
    """What a comment and a post have in common; times come in words here."""
    who, at = value.inner("from"), value.iso_time("created_time")
    return {
        "verb": "edited" if document.flag(CHANGED) else "add",
        "from": {"id": who.id("id"), "name": who.line("name")},
        "message": value.words("message"),
        "created_time": int(at.timestamp()) if at else None,
        "post": {"permalink_url": value.line("permalink_url")},
    }


def _gone(document: Fields, came: Came) -> Read:
    """A comment or post that is not there any more; nobody tells who took it away."""
    letter, id = gone_in(document)
    thing = Thing(letter=letter, id=id, root=id)
    found = removed(Fields({}, ""), thing, came)
    return replace(found, sender=Sender(address=""), conversation="", permalink="")


READERS = Readers(
    platform="page",
    talk=read_talk,
    changes={"feed": read_feed, "mention": read_mention},
    polled={
        COMMENT: _polled_comment,
        POST: _polled_post,
        MESSAGE: read_polled_message,
        GONE: _gone,
    },
)
