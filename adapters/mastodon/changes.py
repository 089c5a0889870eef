"""Finds what became of posts that were read before: edited, or deleted.

No server notifies whoever was named of that, and its stream cannot be resumed: so the last
posts are compared with how they were read, all that one list shows at each poll, and of the
older ones one after the other. Asks `wire.py`, judges alone.
"""

from collections.abc import Iterator
from dataclasses import replace

from adapters.mastodon.listing import Notice, deleted, edited, order
from adapters.mastodon.place import Place, Version
from adapters.mastodon.wire import MOST_AT_ONCE, Line

MOST_MISSING = 5
"""Posts that are asked for one by one in one poll; the others next time."""


def changes_at(line: Line, place: Place) -> Iterator[tuple[Place, bytes | None]]:
    """Each change as a document, with the place at which it is known; none for a mere step."""
    if not place.watched:
        return
    listed = {notice.id: notice for notice in line.latest()}
    for id, version in place.watched.items():
        notice = listed.get(id)
        if notice and notice.post == version.post and notice.edited != version.edited:
            place = place.watching(notice)
            yield place, edited(notice.status)
    for id in _missing(place, listed):
        change, place = _found_alone(line, place, id)
        if change is not None:
            yield place, change
    if (older := _next_older(place, listed)) is not None:
        change, place = _looked_at(line, place, older)
        yield place, change


def _next_older(place: Place, listed: dict[str, Notice]) -> str | None:
    """The next of the watched ones that are too old for the list, in a ring."""
    if len(listed) < MOST_AT_ONCE:
        return None
    oldest = min(map(order, listed))
    older = sorted((id for id in place.watched if order(id) < oldest), key=order)
    behind = (id for id in older if order(id) > order(place.looked))
    return next(behind, older[0] if older else None)


def _looked_at(line: Line, place: Place, id: str) -> tuple[bytes | None, Place]:
    """An older post, asked for alone; it goes on being watched while it is there."""
    known, place = place.watched[id], replace(place, looked=id)
    post = line.version(known.post)
    if post is None:
        return deleted(known.post), place.without(id)
    status, version = post
    if version == known.edited:
        return None, place
    watched = {**place.watched, id: Version(known.post, version)}
    return edited(status), replace(place, watched=watched)


def _found_alone(line: Line, place: Place, id: str) -> tuple[bytes | None, Place]:
    """A post whose notification is gone: deleted, or only cleared away by somebody."""
    known = place.watched[id]
    post, rest = line.version(known.post), place.without(id)
    if post is None:
        return deleted(known.post), rest
    status, version = post
    return (edited(status) if version != known.edited else None), rest


def _missing(place: Place, listed: dict[str, Notice]) -> list[str]:
    """Watched ones that should be listed and are not, or without a post.

    A full list ends somewhere; what is older than its end may well be there.
    """
    oldest = min(map(order, listed)) if len(listed) >= MOST_AT_ONCE else (0, "")
    gone = (
        id
        for id in sorted(place.watched, key=order)
        if order(id) >= oldest and not (id in listed and listed[id].post)
    )
    return list(gone)[:MOST_MISSING]
