"""Cuts a list of notifications into its elements, and says what has changed since last time.

Each element stays the very bytes that came. A change that was found becomes a document in
the words of the server's own stream (`status.update`, `delete`). Pure.
"""

import json
import re
from dataclasses import dataclass

from adapters.documents import BadDocument
from adapters.fields import Fields

WATCHED = ("mention", "quote")
"""Kinds of notifications whose posts are looked at again."""

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notification: its id, its bytes, its post, and the version of that."""

    id: str
    body: bytes
    kind: str = ""
    post: str = ""
    edited: str = ""
    status: str = ""
    """The post as JSON; empty if it is gone."""

    @property
    def is_watched(self) -> bool:
        return self.kind in WATCHED and bool(self.post)


def notices_in(body: bytes) -> list[Notice]:
    """The notifications of a good answer, in its order; raises `BadDocument` for all else."""
    try:
        text = body.decode("utf-8")
        return _elements(text, _after(text, 0, "["))
    except (ValueError, RecursionError, IndexError) as error:
        raise BadDocument("not a list of notifications") from error


def post_in(body: bytes) -> tuple[str, str]:
    """A post as JSON, and its version; raises `BadDocument`."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadDocument("not a post") from error
    post = Fields(value, "status")
    post.needed_id("id")
    return json.dumps(value, separators=(",", ":")), post.line("edited_at")


@dataclass(frozen=True, slots=True)
class Said:
    """A post of ours: its id, itself as JSON, and whether it answers one."""

    id: str
    status: str
    answers: bool


def posts_in(body: bytes) -> list[Said]:
    """The posts of a good answer, in its order; raises `BadDocument` for all else."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadDocument("not a list of posts") from error
    if not isinstance(values, list):
        raise BadDocument("not a list of posts")
    found = []
    for value in values:
        post = Fields(value, "status")
        words = json.dumps(value, separators=(",", ":"))
        found.append(Said(post.needed_id("id"), words, bool(post.id("in_reply_to_id"))))
    return found


def said(status: str) -> bytes:
    """The document that says what we posted."""
    return _event("update", status)


def edited(status: str) -> bytes:
    """The document that says how a post reads now."""
    return _event("status.update", status)


def deleted(post: str) -> bytes:
    """The document that says that a post is gone."""
    return _event("delete", post)


def order(id: str) -> tuple[int, str]:
    """By which the ids of one server count up, be they numbers or ULIDs."""
    return len(id), id


def _event(name: str, payload: str) -> bytes:
    return json.dumps({"event": name, "payload": payload}, separators=(",", ":")).encode()


def _elements(text: str, at: int) -> list[Notice]:
    found = []
    while text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        found.append(_notice(value, text[at:end].encode()))
        at = _skip(text, end)
        if text[at] == ",":
            at = _after(text, at, ",")
    return found


def _notice(value: object, body: bytes) -> Notice:
    """Only the id has to be right here: the rest is for `inbound.py` to judge."""
    notice = Fields(value, "")
    id = notice.needed_id("id")
    try:
        post = notice.inner("status")
        known = (notice.line("type"), post.id("id"), post.line("edited_at"))
    except BadDocument:
        return Notice(id=id, body=body)
    status = value.get("status") if isinstance(value, dict) else None
    words = json.dumps(status, separators=(",", ":")) if status else ""
    kind, number, version = known
    return Notice(id=id, body=body, kind=kind, post=number, edited=version, status=words)


def _after(text: str, at: int, sign: str) -> int:
    """The next thing behind a sign that has to stand here."""
    if text[_skip(text, at)] != sign:
        raise BadDocument("not a list of notifications")
    return _skip(text, _skip(text, at) + 1)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
