"""How far an account is read: the last notification, and the posts that are looked at again.

Goes to the engine as the mark of a step and comes back as it went. Ids and times only, no
names and no words. Pure.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from adapters.mastodon.listing import Notice, order

MOST_WATCHED = 200
"""Posts that are looked at again: the newest in one list, each older one alone in its turn."""


_LINES = ("after", "old", "looked", "us", "said")


@dataclass(frozen=True, slots=True)
class Version:
    """A post, and the time of its last edit as the server writes it (empty: none)."""

    post: str
    edited: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`old` is the last notification from before the first poll; `watched` goes by notification.

    `looked` is the notification of the older post that was looked at last. `us` is the server's
    id of our account, `said` the last of our own posts that was seen.
    """

    after: str = ""
    old: str = ""
    looked: str = ""
    us: str = ""
    said: str = ""
    watched: Mapping[str, Version] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        watched = {id: [one.post, one.edited] for id, one in self.watched.items()}
        told = {name: getattr(self, name) for name in _LINES}
        return json.dumps({**told, "watched": watched})

    def is_old(self, notice: Notice) -> bool:
        """Whether it was there before the account was first polled."""
        return bool(self.old) and order(notice.id) <= order(self.old)

    def ahead(self, notices: Iterable[Notice]) -> list[Notice]:
        """Those that are not behind us: a server that overlooks where we are never ends."""
        return [one for one in notices if order(one.id) > order(self.after)]

    def past(self, notice: Notice) -> "Place":
        """Behind this notification, its post watched."""
        place = replace(self, after=notice.id)
        return place.watching(notice) if notice.is_watched else place

    def watching(self, notice: Notice) -> "Place":
        """With the post as it reads now; the oldest of too many is let go."""
        watched = {**self.watched, notice.id: Version(notice.post, notice.edited)}
        newest = sorted(watched, key=order)[-MOST_WATCHED:]
        return replace(self, watched={id: watched[id] for id in newest})

    def without(self, id: str) -> "Place":
        """No longer watching the post of a notification."""
        rest = {one: version for one, version in self.watched.items() if one != id}
        return replace(self, watched=rest)


def place_of(mark: str) -> Place | None:
    """The place in a mark; none if there is none in it, as before the first poll."""
    try:
        place = Fields(read_object(mark.encode("utf-8", "replace")), "")
        watched = place.inner("watched")
        kept = {id: Version(*watched.lines(id)) for id in watched}
        return Place(**{name: place.line(name) for name in _LINES}, watched=kept)
    except (BadDocument, TypeError):
        return None
