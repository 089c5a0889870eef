"""What an account of Instagram is asked: its posts and their comments, its talks, a mention.

Every list is read to its end, and raises `ChannelDown` where it cannot be; what is read is
not kept here.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.documents import BadDocument, as_object
from adapters.fields import Fields
from adapters.instagram.inbound import COMMENT, MENTION, NONE
from adapters.messenger.orders import NUMBER
from adapters.messenger.polls import Item, Listed, Span
from adapters.messenger.talks import talks_in
from adapters.messenger.wire import Closed, is_gone, list_all, readable
from adapters.meta.wire import Graph
from workflow.core.messages import Attachment, TryLater, Undeliverable

MEDIA_FIELDS = "id,timestamp,comments_count,permalink"
ONE_FIELDS = "id,text,timestamp,username,from,parent_id,hidden"
COMMENT_FIELDS = f"{ONE_FIELDS},replies{{{ONE_FIELDS}}}"
IN_COMMENT = "mentioned_comment.comment_id({}){{id,text,timestamp,username,media{{id,permalink}}}}"
IN_CAPTION = "mentioned_media.media_id({}){{id,caption,media_type,permalink,timestamp,username}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSource:
    """An account that is polled; `talks` is whose conversations are asked for, if any."""

    graph: Graph
    own: str
    talks: str = ""

    def items(self, span: Span) -> Iterator[Item | Listed]:
        """Comments below every post that is young enough, and messages."""
        with readable():
            query = {"fields": MEDIA_FIELDS, "limit": "50"}
            for value in list_all(self.graph, f"{self.own}/media", **query):
                media = Fields(value, "media")
                made = media.iso_time("timestamp")
                if made is not None and made < span.posts:
                    break  # newest first
                with suppress(Closed):  # one whose comments are switched off, say
                    yield from self._comments(media, span)
            if self.talks:
                yield from talks_in(self.graph, self.talks, "instagram", span)

    def is_gone(self, id: str) -> bool:
        """Whether a comment was taken away."""
        return is_gone(self.graph, id.partition(":")[2])

    def _comments(self, media: Fields, span: Span) -> Iterator[Item | Listed]:
        """Comments and their answers, in the order in which they were written."""
        post = media.needed_id("id")
        if media.number("comments_count") or span.whole:
            found = [
                _item(value, (post, media.line("permalink")), span)
                for top in list_all(
                    self.graph, f"{post}/comments", fields=COMMENT_FIELDS, limit="50"
                )
                for value in self._with_answers(top)
            ]
            yield from sorted(found, key=lambda item: item.at)
        if span.whole:
            yield Listed(post)

    def _with_answers(self, top: dict[str, object]) -> Iterator[dict[str, object]]:
        """A comment, then its answers: those that came along, or all if these are not all."""
        replies = top.pop("replies", None)
        yield top
        if replies is None:
            return
        listed = as_object(replies, "replies")
        id = Fields(top, COMMENT).needed_id("id")
        if "next" in Fields(listed, "replies").inner("paging"):
            answers = list(list_all(self.graph, f"{id}/replies", fields=ONE_FIELDS, limit="50"))
        else:
            data = listed.get("data")
            found = data if isinstance(data, list) else []
            answers = [as_object(one, "replies") for one in found]
        yield from ({"parent_id": id, **answer} for answer in answers)


def mention_words(graph: Graph, own: str, file: Attachment) -> Attachment:
    """Who named the account and what they wrote, as a text; raises like `send`."""
    media, _, comment = file.url.removeprefix(MENTION).partition("/")
    if not all(NUMBER.fullmatch(one) for one in (media, comment) if one != NONE):
        raise Undeliverable("no-link")
    ask = IN_CAPTION.format(media) if comment == NONE else IN_COMMENT.format(comment)
    answer = graph.get(own, fields=ask)
    try:
        found = answer.inner("mentioned_media" if comment == NONE else "mentioned_comment")
        words = found.words("caption") or found.words("text")
        link = found.line("permalink") or found.inner("media").line("permalink")
        name = found.line("username")
    except BadDocument:
        raise TryLater("unreadable-answer") from None
    lines = (f"@{name}" if name else "", words, link)
    return replace(file, content="\n".join(filter(None, lines)).encode())


def _item(value: dict[str, object], place: tuple[str, str], span: Span) -> Item:
    """A comment; one without a time counts as just written."""
    fields = Fields(value, COMMENT)
    return Item(
        id=f"c:{fields.needed_id('id')}",
        kind=COMMENT,
        place=place[0],
        link=place[1],
        at=fields.iso_time("timestamp") or span.since + timedelta(seconds=1),
        words=fields.words("text"),
        value=value,
    )
