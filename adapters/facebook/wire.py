"""What a page of Facebook is asked when it is polled: its posts, their comments, its talks.

Every list is read to its end, and raises `ChannelDown` where it cannot be; what is read is
not kept here.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from adapters.facebook.feed import COMMENT, POST
from adapters.fields import Fields
from adapters.messenger.polls import Item, Listed, Span
from adapters.messenger.talks import talks_in
from adapters.messenger.wire import Closed, is_gone, list_all, readable
from adapters.meta.wire import Graph

POST_FIELDS = "id,message,from,created_time,updated_time,permalink_url,full_picture"
COMMENT_FIELDS = "id,message,from,created_time,parent{id},is_hidden,attachment,permalink_url"


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page that is polled."""

    graph: Graph
    page: str

    def items(self, span: Span) -> Iterator[Item | Listed]:
        """Posts of visitors, comments below every post, and messages."""
        with readable():
            yield from self._feed(span)
            yield from talks_in(self.graph, self.page, "messenger", span)

    def is_gone(self, id: str) -> bool:
        """Whether a comment or post was taken away."""
        return is_gone(self.graph, id.partition(":")[2])

    def _feed(self, span: Span) -> Iterator[Item | Listed]:
        since = str(int(span.posts.timestamp()))
        query = {"fields": POST_FIELDS, "limit": "50", "since": since}
        for value in list_all(self.graph, f"{self.page}/feed", **query):
            post = Fields(value, POST)
            item = _item(POST, "p", (value, self.page), span)
            if post.inner("from").id("id") != self.page:
                yield item
            with suppress(Closed):  # some posts, shared ones say, have no comments to show
                yield from self._comments(item.id.partition(":")[2], span)
        if span.whole:
            yield Listed(self.page)

    def _comments(self, post: str, span: Span) -> Iterator[Item | Listed]:
        since = {} if span.whole else {"since": str(int(span.since.timestamp()))}
        found = list_all(
            self.graph,
            f"{post}/comments",
            filter="stream",
            order="chronological",
            limit="100",
            fields=COMMENT_FIELDS,
            **since,
        )
        for value in found:
            yield _item(COMMENT, "c", (value, post), span)
        if span.whole:
            yield Listed(post)


def _item(kind: str, letter: str, what: tuple[dict[str, object], str], span: Span) -> Item:
    """A post or comment; one without a time counts as just written."""
    value, place = what
    fields = Fields(value, kind)
    return Item(
        id=f"{letter}:{fields.needed_id('id')}",
        kind=kind,
        place=place,
        at=fields.iso_time("created_time") or span.since + timedelta(seconds=1),
        words=fields.words("message"),
        value=value,
    )
