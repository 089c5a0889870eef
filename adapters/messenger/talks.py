"""The private messages of an account, asked for: talks that moved, and in them what is new.

Instagram shows the twenty newest of a talk only. Raises `ChannelDown`, or `BadDocument` for
an answer that is none.
"""

from collections.abc import Iterator
from datetime import datetime

from adapters.fields import Fields
from adapters.messenger.polled import MESSAGE
from adapters.messenger.polls import Item, Span
from adapters.messenger.wire import list_all
from adapters.meta.wire import Graph

TALK_FIELDS = "id,updated_time"
MESSAGE_FIELDS = "id,message,from,to,created_time,attachments"


def talks_in(graph: Graph, owner: str, platform: str, span: Span) -> Iterator[Item]:
    """Messages since `span.since`, oldest first within each talk."""
    query = {"platform": platform, "fields": TALK_FIELDS, "limit": "50"}
    for value in list_all(graph, f"{owner}/conversations", **query):
        talk = Fields(value, "conversation")
        moved = talk.iso_time("updated_time")
        if moved is not None and moved < span.since:
            return  # the talk that moved last stands first
        yield from reversed(list(_messages(graph, talk.needed_id("id"), span.since)))


def _messages(graph: Graph, talk: str, since: datetime) -> Iterator[Item]:
    """Newest first, as they are shown."""
    for value in list_all(graph, f"{talk}/messages", fields=MESSAGE_FIELDS, limit="20"):
        message = Fields(value, MESSAGE)
        at = message.iso_time("created_time")
        if at is None or at < since:
            return
        yield Item(
            id=f"m:{message.needed_id('id')}", kind=MESSAGE, place=talk, at=at, words="",
            value=value,
        )  # fmt: skip
