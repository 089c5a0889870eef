"""A Mastodon server on this machine, with one account of the office: its notifications and posts.

Hands out the very bytes that a test gives it, as no whole server would; the rest (paging,
idempotency, limits, refusals) as Mastodon does. Changes of posts are seen once all that was
there has been read.
"""

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.adapters.fakes.faults import Fault
from tests.adapters.fakes.site import Called, Reply, Site

LIMIT = 500
MOST_AT_ONCE = 40
WRITTEN_BY_US = {"id": "1", "username": "kantor", "acct": "kantor", "display_name": "Kantor"}


@dataclass(frozen=True, slots=True)
class Posted:
    """A post of the office."""

    id: str
    key: str
    fields: dict[str, Any]


@dataclass(slots=True)
class Moods:
    """What a test turns."""

    faults: deque[Fault] = field(default_factory=deque)
    answer: Reply | None = None
    """Said to everything."""
    edits: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=set)
    """Posts whose notifications somebody cleared away; the posts are there."""
    parents: set[str] = field(default_factory=set)
    """Posts that nobody can answer any more."""
    scopes: tuple[str, ...] = ("read", "write")
    files: dict[str, bytes] = field(default_factory=dict)
    posts_answer: Reply | None = None
    """Said to whoever asks for one post."""
    tells: object = True
    """What it tells of itself and of our application; `None`: it knows no such address."""


class Mastodon(Site):
    """The server, for the account with this token."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = f"Bearer {token}"
        self.empty()

    def empty(self) -> None:
        """As new."""
        self.calls.clear()
        self.moods = Moods()
        self.sent: list[Posted] = []
        self._notices: list[tuple[int, bytes]] = []
        self._all_read = False

    def arrives(self, body: bytes) -> None:
        """A notification to be listed, or what the stream would say of an earlier post."""
        document = json.loads(body)
        if "event" not in document:
            self._notices.append((int(document["id"]), body))
        elif document["event"] == "delete":
            self.moods.gone.add(document["payload"])
        else:
            post = json.loads(document["payload"])
            self.moods.edits[post["id"]] = post

    def reply_to(self, called: Called) -> Reply:
        self.calls.append(called)
        if self.moods.answer:
            return self.moods.answer
        at = urlsplit(called.path)
        if at.path in self.moods.files:
            return Reply(200, self.moods.files[at.path])
        if called.headers.get("authorization") != self._token:
            return _no(401, "The access token is invalid")
        if called.method == "POST":
            return self._post(called) if at.path == "/api/v1/statuses" else _no(404, "Not found")
        return self._get(at.path, parse_qs(at.query))

    def _get(self, path: str, query: dict[str, list[str]]) -> Reply:
        told = {
            "/api/v1/accounts/verify_credentials": WRITTEN_BY_US,
            "/api/v1/apps/verify_credentials": {"scopes": list(self.moods.scopes)},
            "/api/v2/instance": {"configuration": {"statuses": {"max_characters": LIMIT}}},
        }
        if path in told:
            who = path.endswith("accounts/verify_credentials")
            if self.moods.tells is True or who:
                return _yes(told[path])
            return _yes(self.moods.tells) if self.moods.tells else _no(404, "Not found")
        if path == "/api/v1/notifications":
            return self._list(query)
        return self._one(path.removeprefix("/api/v1/statuses/"))

    def _list(self, query: dict[str, list[str]]) -> Reply:
        least, kinds = query.get("min_id"), query["types[]"]
        most = int(query.get("limit", ["20"])[0])
        assert most <= MOST_AT_ONCE
        shown = [one for one in self._shown() if json.loads(one[1])["type"] in kinds]
        if least is None:
            found = sorted(shown, reverse=True)[:most]
        else:
            found = sorted(one for one in self._notices if one[0] > int(least[0]))[:most][::-1]
            self._all_read = self._all_read or not found
        return Reply(200, b"[" + b",\n ".join(body for _, body in found) + b"]")

    def _shown(self) -> list[tuple[int, bytes]]:
        """The notifications as they read now."""
        if not self._all_read:
            return self._notices
        away = self.moods.gone | self.moods.cleared
        now = ((number, *self._now(body)) for number, body in self._notices)
        return [(number, body) for number, post, body in now if post not in away]

    def _now(self, body: bytes) -> tuple[str, bytes]:
        document = json.loads(body)
        post = str((document.get("status") or {}).get("id"))
        if post not in self.moods.edits:
            return post, body
        return post, json.dumps({**document, "status": self.moods.edits[post]}).encode()

    def _one(self, post: str) -> Reply:
        if self.moods.posts_answer:
            return self.moods.posts_answer
        found = [json.loads(body).get("status") or {} for _, body in self._notices]
        known = {one.get("id"): one for one in found} | self.moods.edits
        if post in self.moods.gone or post not in known:
            return _no(404, "Record not found")
        return _yes(known[post])

    def _post(self, called: Called) -> Reply:
        fault = self.moods.faults.popleft() if self.moods.faults else Fault.NONE
        fields, key = json.loads(called.body), called.headers["idempotency-key"]
        early = {
            Fault.REFUSED: _no(422, "Validation failed: something is wrong with it"),
            Fault.BUSY: _no(429, "Too many requests", {"X-RateLimit-Reset": RESET}),
            Fault.AWAY: Reply(503, b"<html>"),
        }
        if refusal := early.get(fault) or self._refusal(fields):
            return refusal
        before = [one for one in self.sent if one.key == key]
        if not before:
            self.sent.append(Posted(f"20318612672880000{len(self.sent) + 1}", key, fields))
        late = {Fault.LOST: Reply(hangs_up=True), Fault.GARBLED: Reply(200, b"<html>")}
        return late.get(fault) or _yes({"id": (before or self.sent[-1:])[0].id})

    def _refusal(self, fields: dict[str, Any]) -> Reply | None:
        if len(fields["status"]) > LIMIT:
            words = f"Validation failed: Text character limit of {LIMIT} exceeded"
            return _no(422, words)
        if fields.get("in_reply_to_id") in self.moods.parents:
            return _no(404, "The post you are trying to reply to does not appear to exist.")
        return None


RESET = "2026-11-20T03:02:30.000Z"
"""When a busy server takes calls again: two and a half minutes after the tests' now."""


def _yes(value: object) -> Reply:
    return Reply(200, json.dumps(value).encode())


def _no(status: int, words: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps({"error": words}).encode(), headers or {})
