"""Says what we send in posts of Mastodon: who is named, who can read it, what it answers.

Pure. Whoever is named in a post gets it, also a private one: nobody but the addressee is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.sending import parts_of
from workflow.core.messages import Capabilities, OutboundMessage, Undeliverable, Visibility

SHORTEST_LIMIT = 500
"""Characters that every server takes; an account's server may take more (`limit`)."""

FOR_THE_NAME = 70
"""Characters kept free for naming the addressee, who has to be named to get the post."""

CAN = Capabilities(
    public=True,
    poll=True,
    split=True,
    longest=SHORTEST_LIMIT - FOR_THE_NAME,
    private_reply=True,
)
"""No files: servers take pictures and sound, not letters. No token comes back with an answer:
an answer is known by the post that it answers."""

KEY_IS_KEPT = timedelta(minutes=50)
"""Servers keep an `Idempotency-Key` for an hour; the rest is for a call that takes its time."""

ADDRESS = re.compile(r"[\w.-]{1,100}@[\w.-]{1,253}(?::\d{1,5})?")
POST_ID = re.compile(r"[0-9A-Za-z]{1,64}")
NAMED = re.compile(r"(?<![\w/=])@(?=\w)")
JOINER = "\u2060"
"""A word joiner: takes no room, and behind it a name is only a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How an account writes: its server's limit, and who sees its public answers."""

    limit: int = SHORTEST_LIMIT
    public: str = "unlisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One call: the key that makes it the same call each time, and its fields."""

    key: str
    fields: Mapping[str, str]

    @property
    def body(self) -> bytes:
        return json.dumps(self.fields, ensure_ascii=True).encode()

    @property
    def is_private(self) -> bool:
        return self.fields["visibility"] == "direct"

    def answering(self, post: str) -> "Post":
        """The same below another post; below none if that is empty."""
        rest = {name: value for name, value in self.fields.items() if name != "in_reply_to_id"}
        return replace(self, fields=rest | ({"in_reply_to_id": post} if post else {}))


def can_with(limit: int, *, repeat: bool = False) -> Capabilities:
    """What accounts can whose servers take at least so many characters."""
    within = KEY_IS_KEPT if repeat else None
    return replace(CAN, longest=limit - FOR_THE_NAME, repeat=repeat, repeat_within=within)


def posts_of(message: OutboundMessage, can: Capabilities, style: Style) -> tuple[Post, ...]:
    """The calls, one after the other; raises `Undeliverable` for what cannot be sent.

    Codes: those of `parts_of`, and `no-address` if nobody could be named by it.
    """
    is_private = message.private_reply or message.visibility is not Visibility.PUBLIC
    opening = f"@{message.to} "
    longest = min(can.longest or style.limit, style.limit - len(opening))
    text = NAMED.sub(f"@{JOINER}", message.text) if is_private else message.text
    seen = Visibility.PRIVATE if message.private_reply else message.visibility
    within = replace(can, longest=max(longest, 1))
    parts = parts_of(replace(message, text=text, visibility=seen), within)
    if not ADDRESS.fullmatch(message.to):
        raise Undeliverable("no-address")
    fields = {"visibility": "direct" if is_private else style.public, **_language(message)}
    posts = [
        Post(key=f"{message.key}-{number}", fields={**fields, "status": opening + part})
        for number, part in enumerate(parts, start=1)
    ]
    return tuple(post.answering(_answered(message)) for post in posts)


def _answered(message: OutboundMessage) -> str:
    """The public comment, else the last post of theirs."""
    found = message.target or message.in_reply_to
    return found if POST_ID.fullmatch(found) else ""


def _language(message: OutboundMessage) -> dict[str, str]:
    return {"language": message.language} if message.language else {}
