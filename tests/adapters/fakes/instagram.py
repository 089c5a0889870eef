"""An account of Instagram on this machine: posts, comments, mentions, and messages in bytes."""

from datetime import datetime
from typing import Any

from tests.adapters.fakes.facebook import PAGE, says
from tests.adapters.fakes.graph import Asked, Route, error, good
from tests.adapters.fakes.messenger import Messenger
from tests.adapters.fakes.site import Reply

OWN = "17841474524784050"
POSTED = "2026-11-19T01:00:00+0000"


class Instagram(Messenger):
    """The account; `objects` holds each comment that is still there."""

    measure = staticmethod(lambda text: len(text.encode()))
    longest = 1_000

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.routes += [
            Route("POST", r"(\d+)/replies", self._reply, sends=True),
            Route("POST", r"(\d+)/mentions", self._mention, sends=True),
            Route("GET", OWN, self._self),
            Route("POST", r"(\d+)", self._change),
        ]

    def empty(self) -> None:
        """As new: an account without a post."""
        super().empty()
        self.edges = {f"{OWN}/media": [], f"{PAGE}/conversations": []}
        self.edges[f"{OWN}/conversations"] = []
        self.gone: set[str] = set()
        self.mentioned: dict[str, dict[str, Any]] = {}
        """What a mention says, by the part of `fields` that asks for it."""

    def comments(self, media: str, comment: dict[str, Any]) -> None:
        """A comment stands below a post; an answer stands in its comment."""
        edge = f"{media}/comments"
        rows = self.edges.setdefault(edge, [])
        self.objects[comment["id"]] = comment
        posts = self.edges[f"{OWN}/media"]
        if media not in {post["id"] for post in posts}:
            link = "https://www.instagram.com/p/Contoh1/"
            posts.insert(0, {"id": media, "timestamp": POSTED, "permalink": link})
        parent = comment.get("parent_id")
        if parent is None:
            rows.insert(0, comment)
        else:
            top = next(row for row in rows if row["id"] == parent)
            top.setdefault("replies", {"data": []})["data"].append(comment)
        for post in posts:
            if post["id"] == media:
                post["comments_count"] = len(rows)

    def takes_away(self, media: str, comment: str) -> None:
        """Somebody deletes a comment."""
        del self.objects[comment]
        edge = f"{media}/comments"
        self.edges[edge] = [one for one in self.edges[edge] if one["id"] != comment]

    def says(self, talk: str, message: dict[str, Any]) -> None:
        """A message in a talk, the newest first; the talks are the page's."""
        says(self, PAGE, talk, message)

    def _self(self, asked: Asked) -> Reply:
        fields = asked.query.get("fields", "")
        for part, found in self.mentioned.items():
            if fields.startswith(part):
                return good({"id": OWN, part.partition(".")[0]: found})
        asks_for_mention = fields.startswith("mentioned")
        return error(100, 33) if asks_for_mention else good({"id": OWN, "username": "dinascontoh"})

    def _reply(self, asked: Asked) -> Reply:
        [target] = asked.match
        return error(100, 33) if target in self.gone else self._said(asked)

    def _mention(self, asked: Asked) -> Reply:
        return self._said(asked)

    def _said(self, asked: Asked) -> Reply:
        return good({"id": self.keep(asked, asked.document, "1791")})

    def _change(self, asked: Asked) -> Reply:
        [target] = asked.match
        self.hidden[target] = dict(asked.document)
        return good({"success": True})
