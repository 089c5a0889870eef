"""Reads a private message that was asked for: the same message as the pushed one, by its id.

Pure. What the list of conversations tells is put into the words of an event, so that both
ways are read by the same lines; names and times are told better here than in a push.
"""

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.messenger.deliveries import Came
from adapters.messenger.polls import VALUE
from adapters.messenger.talk import read_talk
from workflow.core.messages import Read

MESSAGE = "message"
PUBLIC = frozenset({"c", "p"})
"""Letters of what can be taken away in public: comments and posts."""

FILES = (("image_data", "image"), ("video_data", "video"))
SOUNDS = "audio/"


def read_polled_message(document: Fields, came: Came) -> Read:
    """A message of a conversation; raises `BadDocument`."""
    value = document.inner(VALUE)
    to = value.inner("to").each("data")
    at = value.iso_time("created_time")
    event: dict[str, object] = {
        "sender": _person(value.inner("from")),
        "recipient": _person(to[0]) if to else {},
        "timestamp": int(at.timestamp() * 1000) if at else None,
        "message": {
            "mid": value.needed_id("id"),
            "text": value.words("message"),
            "attachments": [_file(one) for one in value.inner("attachments").each("data")],
        },
    }
    if to and not to[0].id("id"):
        raise BadDocument("to: nobody")
    return read_talk(Fields(event, ""), came)


def _person(who: Fields) -> dict[str, object]:
    return {"id": who.id("id"), "name": who.line("name"), "username": who.line("username")}


def _file(file: Fields) -> dict[str, object]:
    """A picture or film by its own address, anything else by `file_url`."""
    for key, kind in FILES:
        if url := file.inner(key).line("url"):
            return {"type": kind, "payload": {"url": url}}
    kind = "audio" if file.line("mime_type").startswith(SOUNDS) else "file"
    return {"type": kind, "payload": {"url": file.line("file_url"), "title": file.line("name")}}


def gone_in(document: Fields) -> tuple[str, str]:
    """The letter and number of a public thing that is gone; raises `BadDocument`."""
    letter, _, id = document.inner(VALUE).needed_id("id").partition(":")
    if letter not in PUBLIC or not id:
        raise BadDocument("value.id: nothing public")
    return letter, id
