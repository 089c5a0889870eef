"""How far an account is polled: the mark that the engine keeps, and what it holds.

Pure. The mark names the newest things that were read, each with a print of its words, so
that a later poll tells what is new, what was changed and what is gone.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from adapters.documents import BadDocument, as_list, read_object

MOST_SEEN = 500
"""Things that a mark holds: changes of older ones are not noticed by polling."""

FIRST = timedelta(days=7)
"""How far back the very first poll reads."""

START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing that was read: where it stood, when it was written, and a print of its words."""

    place: str
    at: int
    print: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Times are aware UTC; what was written up to `floor` counts as read."""

    began: datetime
    floor: datetime
    polled: datetime = START
    whole: datetime = START
    """When everything was last compared, not only what is new."""
    seen: Mapping[str, Seen] = field(default_factory=dict)

    def with_seen(self, id: str, seen: Seen) -> "Progress":
        """The same, and this thing read as it is now."""
        return replace(self, seen={**self.seen, id: seen})

    def without(self, id: str) -> "Progress":
        """The same, and this thing gone."""
        return replace(self, seen={each: one for each, one in self.seen.items() if each != id})

    def done(self, now: datetime, *, whole: bool) -> "Progress":
        """At the end of a poll: only the newest are kept, and all before them count as read."""
        newest = sorted(self.seen.items(), key=lambda pair: pair[1].at, reverse=True)
        floor = self.floor
        if len(newest) > MOST_SEEN:
            floor = max(floor, _time(newest[MOST_SEEN][1].at))
        kept = dict(newest[:MOST_SEEN])
        compared = now if whole else self.whole
        return replace(self, polled=now, whole=compared, floor=floor, seen=kept)

    @property
    def mark(self) -> str:
        """As words for the engine to keep."""
        seen = {id: [one.place, one.at, one.print] for id, one in self.seen.items()}
        times = (self.began, self.floor, self.polled, self.whole)
        kept = {"times": [int(one.timestamp()) for one in times], "seen": seen}
        return json.dumps(kept, separators=(",", ":"))


def progress_of(mark: str, now: datetime) -> Progress:
    """What a mark says; an empty one, or one that we did not make, begins anew."""
    try:
        kept = read_object(mark.encode())
        began, floor, polled, whole = (_time(one) for one in as_list(kept.get("times"), "times"))
        listed = kept.get("seen")
        if not isinstance(listed, dict):
            raise BadDocument("seen: not an object")
        seen = {id: _seen(as_list(one, "seen")) for id, one in listed.items()}
        return Progress(began=began, floor=floor, polled=polled, whole=whole, seen=seen)
    except ValueError:
        return Progress(began=now, floor=now - FIRST)


def print_of(*words: str) -> str:
    """A short print of words: the same for the same ones."""
    return hashlib.sha256("\x00".join(words).encode("utf-8", "replace")).hexdigest()[:12]


def _seen(parts: list[object]) -> Seen:
    place, at, words = parts
    if not (isinstance(at, int) and isinstance(place, str) and isinstance(words, str)):
        raise BadDocument("seen: not as we wrote it")
    return Seen(place, at, words)


def _time(seconds: object) -> datetime:
    if not isinstance(seconds, int) or not 0 <= seconds < 10**11:
        raise BadDocument("times: not as we wrote them")
    return START + timedelta(seconds=seconds)
