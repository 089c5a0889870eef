"""How much of its allowance an account has used up, as Meta says beside each answer.

At 95 percent we stop by ourselves: who goes on until Meta stops them waits longer. Holds
nothing but what each account was told last; `now` is handed in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from adapters.meta.envelope import pieces_of
from workflow.core.messages import TryLater

APP, BUSINESS = "x-app-usage", "x-business-use-case-usage"
SHARES = ("call_count", "total_cputime", "total_time")
FULL = 95
PAUSE = timedelta(minutes=5)
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Usage:
    """The largest share used, in percent, and when calls are allowed again if they are not."""

    percent: float = 0
    wait: timedelta | None = None


class Brake:
    """Stops the calls of one account while its allowance is used up. One for all threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until: datetime | None = None

    def note(self, usage: Usage, now: datetime) -> None:
        """Remember what an answer said."""
        if usage.percent < FULL and usage.wait is None:
            return
        with self._lock:
            self._until = now + (usage.wait or PAUSE)

    def check(self, now: datetime) -> None:
        """Raise `TryLater` while nothing may go out."""
        with self._lock:
            until = self._until
        if until is not None and now < until:
            raise TryLater("throttled", until - now)


def usage_in(headers: Mapping[str, str]) -> Usage:
    """What the headers of an answer say (names in lower case); nonsense says nothing."""
    found = [_usage(one) for one in (*_app(headers), *_business(headers))]
    waits = [one.wait for one in found if one.wait]
    return Usage(max((one.percent for one in found), default=0), max(waits, default=None))


def _app(headers: Mapping[str, str]) -> Iterator[Fields]:
    try:
        yield Fields(read_object(headers.get(APP, "").encode()), APP)
    except BadDocument:
        return


def _business(headers: Mapping[str, str]) -> Iterator[Fields]:
    """The header has a list for each business."""
    try:
        businesses = read_object(headers.get(BUSINESS, "").encode())
    except BadDocument:
        return
    for key in businesses:
        for one in pieces_of(businesses, key):
            if not isinstance(one, BadDocument):
                yield Fields(one, BUSINESS)


def _usage(shares: Fields) -> Usage:
    try:
        percent = max(shares.number(key) or 0 for key in SHARES)
        minutes = min(shares.number("estimated_time_to_regain_access") or 0, MOST_MINUTES)
    except BadDocument:
        return Usage()
    return Usage(percent, timedelta(minutes=minutes) if minutes > 0 else None)
