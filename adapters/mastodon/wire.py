"""The network side of Mastodon: calls of a server's client API with the account's token.

The only file of this channel that calls anybody. The token goes into a header alone; no
address or answer is logged, shown or put into an error.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.http import Answer, BadAddress, Call, Http, Reach, reach_of
from adapters.mastodon.inbound import ASKED
from adapters.mastodon.listing import WATCHED, Notice, Said, notices_in, post_in, posts_in
from adapters.mastodon.outbound import Post
from adapters.mastodon.refusals import GOOD, busy, good, refusal
from workflow.core.messages import (
    Attachment,
    ChannelDown,
    Trouble,
    TryLater,
    Undeliverable,
    Unsure,
)

__all__ = ["BadAddress", "Line", "line_of"]

MOST_AT_ONCE = 40
"""Notifications in one answer, at most (`limit` of `GET /api/v1/notifications`)."""

FIRST = "0"
"""Below every id, be it a number or a ULID."""

LARGEST_ANSWER = 8 * 1024 * 1024
LARGEST_FILE = 100 * 1024 * 1024
GONE = frozenset({404, 410})
THROTTLED = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line of one account; `now` is for servers that say until when to wait."""

    reach: Reach
    token: str = field(repr=False)
    now: Callable[[], datetime]

    def newest(self) -> str:
        """The id of the last notification there is; empty if there is none."""
        found = self._notices(limit="1")
        return found[0].id if found else ""

    def after(self, id: str) -> list[Notice]:
        """The notifications next after this one, oldest first. Raises `ChannelDown`."""
        return self._notices(min_id=id or FIRST)[::-1]

    def latest(self) -> list[Notice]:
        """The last notifications whose posts are watched, as they read now."""
        return self._notices(kinds=WATCHED)

    def us(self) -> str:
        """The server's id of our account; empty if it does not tell now."""
        try:
            return self.ask("/api/v1/accounts/verify_credentials").needed_id("id")
        except (Trouble, BadDocument):
            return ""

    def last_said(self, us: str) -> str:
        """The id of our own last post; empty if there is none."""
        found = self._said(us, limit="1")
        return found[0].id if found else ""

    def said_after(self, us: str, id: str) -> list[Said]:
        """Our own posts next after this one, oldest first. Raises `ChannelDown`."""
        return self._said(us, limit=str(MOST_AT_ONCE), min_id=id or FIRST)[::-1]

    def version(self, post: str) -> tuple[str, str] | None:
        """A post as it reads now, as JSON and by its last edit; none if it is gone."""
        try:
            answer = self._asked(Call(path=f"/api/v1/statuses/{quote(post)}", method="GET"))
            return post_in(answer.body)
        except Undeliverable as gone:
            if gone.code == "post-gone":
                return None
            raise ChannelDown(gone.code) from None
        except Trouble as trouble:
            raise ChannelDown(trouble.code) from None
        except BadDocument:
            raise ChannelDown("strange-answer") from None

    def ask(self, path: str) -> Fields:
        """The object at a path; raises one of the three ends of `send`."""
        answer = self._asked(Call(path=path, method="GET", largest=LARGEST_ANSWER))
        return good(answer.status, answer.body)

    def post(self, post: Post) -> str:
        """Send one post; gives its id. Raises one of the three ends of `send`.

        A private answer goes out though the post that it answers has been deleted meanwhile;
        a public one would stand there without what it speaks of.
        """
        try:
            return self._posted(post)
        except Undeliverable as refused:
            bound = "in_reply_to_id" in post.fields
            if not (refused.code == "post-gone" and bound and post.is_private):
                raise
        return self._posted(post.answering(""))

    def download(self, file: Attachment) -> Attachment:
        """The file with its bytes; raises `TryLater`, or `Undeliverable` if it is gone."""
        # Without the token: where a file lies is for the writer's server to say.
        call = Call(path=file.url, method="GET", largest=LARGEST_FILE)
        answer = Http(self.reach).read(call)
        if answer.status in GOOD:
            return replace(file, content=answer.body)
        raise Undeliverable("gone") if answer.status in GONE else TryLater("away")

    def _posted(self, post: Post) -> str:
        headers = {"Content-Type": "application/json", "Idempotency-Key": post.key}
        answer = self._asked(Call(path="/api/v1/statuses", headers=headers, body=post.body))
        try:
            return good(answer.status, answer.body).needed_id("id")
        except BadDocument as error:
            raise Unsure("unreadable-answer") from error

    def _notices(self, kinds: Iterable[str] = ASKED, **query: str) -> list[Notice]:
        asked = [*query.items(), *(("types[]", kind) for kind in kinds)]
        words = urlencode([("limit", str(MOST_AT_ONCE)), *asked] if "limit" not in query else asked)
        call = Call(path=f"/api/v1/notifications?{words}", method="GET", largest=LARGEST_ANSWER)
        try:
            return notices_in(self._asked(call).body)
        except Trouble as trouble:
            nothing_there = trouble.code == "post-gone"
            raise ChannelDown("no-such-server" if nothing_there else trouble.code) from None
        except BadDocument:
            raise ChannelDown("strange-answer") from None

    def _said(self, us: str, **query: str) -> list[Said]:
        words = urlencode({**query, "exclude_reblogs": "true"})
        path = f"/api/v1/accounts/{quote(us)}/statuses?{words}"
        try:
            answer = self._asked(Call(path=path, method="GET", largest=LARGEST_ANSWER))
            return posts_in(answer.body)
        except Trouble as trouble:
            if trouble.code == "post-gone":
                return []  # a server that lists no posts
            raise ChannelDown(trouble.code) from None
        except BadDocument:
            raise ChannelDown("strange-answer") from None

    def _asked(self, call: Call) -> Answer:
        headers = {**call.headers, "Authorization": f"Bearer {self.token}"}
        answer = Http(self.reach).call(replace(call, headers=headers))
        if answer.status in GOOD:
            return answer
        if answer.status == THROTTLED:
            now = self.now()
            raise busy(answer.headers, answer.retry_after(now), now)
        raise refusal(answer.status, answer.body)


def line_of(
    server: str, token: str, now: Callable[[], datetime], media_hosts: Iterable[str] = ()
) -> Line:
    """The line of an account; raises `BadAddress` for a server that must not be called."""
    return Line(reach=reach_of(server, tuple(media_hosts)), token=token, now=now)
