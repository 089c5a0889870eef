"""Finds what the office said over there itself: answers typed in the network's own app.

No notification tells of one's own posts, so the account's list is asked. From the first look
on, and answers only: whatever was posted before, or answers nobody, is no answer of ours. What
was sent from here is in it, too, and known again by the engine. Asks `wire.py`.
"""

from collections.abc import Iterator
from dataclasses import replace

from adapters.mastodon.listing import Said, order, said
from adapters.mastodon.place import Place
from adapters.mastodon.wire import Line


def own_at(line: Line, place: Place) -> Iterator[tuple[Place, bytes | None]]:
    """Each answer of ours as a document, with the place behind it; none for a mere step."""
    if not place.us:
        us = line.us()
        yield replace(place, us=us, said=line.last_said(us)), None
        return
    while fresh := _ahead(line, place):
        for post in fresh:
            place = replace(place, said=post.id)
            yield place, said(post.status) if post.answers else None


def _ahead(line: Line, place: Place) -> list[Said]:
    """Those that are not behind us: a server that overlooks where we are never ends."""
    found = line.said_after(place.us, place.said)
    return [one for one in found if order(one.id) > order(place.said)]
