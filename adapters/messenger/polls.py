"""One poll of an account, thing by thing: what is new, what reads differently, what is gone.

Pure but for what its source does. A step moves the mark only past what it brings, so that a
poll may be broken off anywhere and neither loses nor doubles anything.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from adapters.documents import raw_of
from adapters.messenger.progress import Progress, Seen, print_of, progress_of
from workflow.core.messages import Fetched, RawMessage

EVERY = timedelta(minutes=2)
WHOLE_EVERY = timedelta(hours=1)
YOUNG, OLD = timedelta(days=7), timedelta(days=90)
"""How old a post may be whose comments are asked for at each poll, and in the hourly one."""

OVERLAP = timedelta(minutes=10)
"""Asked for again each time: what is written first may be shown later."""

POLLED, VALUE, PLACE, LINK = "polled", "value", "place", "link"
CHANGED, GONE = "changed", "gone"
"""Keys of a polled thing as we keep it; `value` is what came, and all that came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A thing over there: its id with us, the place where it stands, its words and its JSON."""

    id: str
    kind: str
    place: str
    at: datetime
    words: str
    value: Mapping[str, object] = field(repr=False)
    link: str = ""
    """Where everybody can see the place."""


@dataclass(frozen=True, slots=True)
class Listed:
    """All that stands in a place has been shown by now: what is missing may be gone."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is asked for: posts not older than `posts`, and in them what came after `since`.

    `whole` asks for all that stands there.
    """

    posts: datetime
    since: datetime
    whole: bool


class Source(Protocol):
    """The account as it can be asked."""

    def items(self, span: Span) -> Iterable[Item | Listed]:
        """Everything in the span, in the order in which it was written within a place."""

    def is_gone(self, id: str) -> bool:
        """Whether a thing that is missing was taken away, as the account itself says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often an account is asked, and how often all of it is compared."""

    every: timedelta = EVERY
    whole_every: timedelta = WHOLE_EVERY


@dataclass(frozen=True, slots=True)
class Account:
    """Whose things these are."""

    channel: str
    id: str


def poll(
    account: Account, mark: str, source: Source, now: datetime, pace: Pace
) -> Iterator[Fetched]:
    """The steps of a poll that is due; none if it is not. Raises what the source raises."""
    progress = progress_of(mark, now)
    whole = now - progress.whole >= pace.whole_every
    if not whole and now - progress.polled < pace.every:
        return
    shown: set[str] = set()
    for found in source.items(_span(progress, now, whole=whole)):
        if isinstance(found, Listed):
            for id in _missing(progress, found.place, shown, source):
                progress = progress.without(id)
                yield Fetched(mark=progress.mark, raw=_gone(account, id), listed=1)
            yield Fetched(mark=progress.mark)  # a sign of life: comparing takes its time
        else:
            shown.add(found.id)
            how, old = _news(progress, found), found.at < progress.began
            if how is not None:
                progress = progress.with_seen(found.id, _seen(found))
                yield Fetched(mark=progress.mark, raw=_raw(account, found, how), listed=1, old=old)
    yield Fetched(mark=progress.done(now, whole=whole).mark)


def _span(progress: Progress, now: datetime, *, whole: bool) -> Span:
    since = max(progress.floor, progress.polled - OVERLAP)
    return Span(posts=now - (OLD if whole else YOUNG), since=since, whole=whole)


def _news(progress: Progress, item: Item) -> Mapping[str, object] | None:
    """How a thing is news, in the words that are kept beside it; none if it is not."""
    before = progress.seen.get(item.id)
    if before is None:
        return {} if item.at > progress.floor else None
    return {CHANGED: True} if before.print != print_of(item.words) else None


def _seen(item: Item) -> Seen:
    return Seen(item.place, int(item.at.timestamp()), print_of(item.words))


def _missing(progress: Progress, place: str, shown: set[str], source: Source) -> Iterator[str]:
    """What stood in a place and is not shown there; the account itself has the last word."""
    for id, one in progress.seen.items():
        if one.place == place and id not in shown and source.is_gone(id):
            yield id


def _raw(account: Account, item: Item, how: Mapping[str, object]) -> RawMessage:
    link = {LINK: item.link} if item.link else {}
    place = {PLACE: item.place, **link}
    return _kept(account, {POLLED: item.kind, **place, **how, VALUE: item.value})


def _gone(account: Account, id: str) -> RawMessage:
    return _kept(account, {POLLED: GONE, VALUE: {"id": id}})


def _kept(account: Account, document: Mapping[str, object]) -> RawMessage:
    body = json.dumps(document, separators=(",", ":"))
    return raw_of(account.channel, account.id, body.encode())
