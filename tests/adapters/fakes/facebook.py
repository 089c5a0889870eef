"""A page of Facebook on this machine: its posts, comments and messages, and what we do to them."""

from datetime import datetime
from typing import Any

from tests.adapters.fakes.graph import Asked, Route, error, good
from tests.adapters.fakes.messenger import Messenger
from tests.adapters.fakes.site import Reply

PAGE = "102938475610293"


class Facebook(Messenger):
    """The page; `objects` holds each comment and post that is still there."""

    page = PAGE

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.routes += [
            Route("POST", r"(\d+(?:_\d+)?)/comments", self._comment, sends=True),
            Route("POST", r"(\d+_\d+)", self._change),
        ]

    def empty(self) -> None:
        """As new: a page on which nobody has written anything."""
        super().empty()
        self.objects[self.page] = {"id": self.page, "name": "Dinas Contoh"}
        self.edges = {f"{self.page}/feed": [], f"{self.page}/conversations": []}
        self.gone: set[str] = set()

    def posts(self, post: dict[str, Any]) -> None:
        """A post stands on the page, the newest first."""
        if post["id"] not in self.objects:
            self.objects[post["id"]] = post
            self.edges[f"{self.page}/feed"].insert(0, post)
            self.edges[f"{post['id']}/comments"] = []

    def comments(self, post: str, comment: dict[str, Any]) -> None:
        """A comment stands below a post, the newest last."""
        own = {"id": self.page, "name": "Dinas Contoh"}
        self.posts({"id": post, "from": own, "created_time": "2026-11-19T01:00:00+0000"})
        self.objects[comment["id"]] = comment
        self.edges[f"{post}/comments"].append(comment)

    def takes_away(self, post: str, comment: str) -> None:
        """Somebody deletes a comment."""
        del self.objects[comment]
        edge = f"{post}/comments"
        self.edges[edge] = [one for one in self.edges[edge] if one["id"] != comment]

    def says(self, talk: str, message: dict[str, Any]) -> None:
        """A message in a talk, the newest first."""
        says(self, self.page, talk, message)

    def _comment(self, asked: Asked) -> Reply:
        [target] = asked.match
        if target in self.gone:
            return error(100, 33)
        return good({"id": self.keep(asked, asked.document, "500000000000001_")})

    def _change(self, asked: Asked) -> Reply:
        [target] = asked.match
        if target in self.gone:
            return error(100, 33)
        self.hidden[target] = dict(asked.document)
        return good({"success": True})


def says(there: Messenger, owner: str, talk: str, message: dict[str, Any]) -> None:
    """A message stands in a talk, the newest first, and the talk has moved."""
    talks = [one for one in there.edges[f"{owner}/conversations"] if one["id"] != talk]
    moved = {"id": talk, "updated_time": message["created_time"]}
    there.edges[f"{owner}/conversations"] = [moved, *talks]
    there.edges.setdefault(f"{talk}/messages", []).insert(0, message)
