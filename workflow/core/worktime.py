"""Tables that make a deadline one look-up: sums over working time, and counts of days.

Whole numbers only: instants are microseconds since 1970 in UTC ("ticks"), dates are ordinals.
Knows no zone, no holiday and no rule; `calendar.py` fills it.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""In ticks."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class BeyondCalendar(LookupError):
    """A date was asked for that the working calendar does not reach; it never guesses."""


class NaiveTime(ValueError):
    """An instant without a zone means nothing here."""


def ticks(at: datetime) -> int:
    """An aware instant in ticks; raises `NaiveTime`."""
    if at.tzinfo is None:
        raise NaiveTime(f"{at.isoformat()}: {NaiveTime.__doc__}")
    return (at - _EPOCH) // _TICK


def instant(at: int) -> datetime:
    """Ticks as an aware instant in UTC; raises `BeyondCalendar` where Python's years end."""
    try:
        return _EPOCH + timedelta(microseconds=at)
    except OverflowError:
        raise BeyondCalendar("This lies beyond the year 9999.") from None


@dataclass(frozen=True, slots=True)
class Reach:
    """The days a calendar covers: the ordinal of the first, and where each begins.

    `midnights` has one entry more than there are days: the end of the last. `words` is the
    sentence for whoever asks beyond.
    """

    first: int
    midnights: Sequence[int]
    words: str

    def beyond(self) -> BeyondCalendar:
        """The refusal to guess."""
        return BeyondCalendar(self.words)

    def begin(self, ordinal: int) -> int:
        """Where a day begins, in ticks; the day after the last has a beginning too."""
        nth = ordinal - self.first
        if not 0 <= nth < len(self.midnights):
            raise self.beyond()
        return self.midnights[nth]


class RealTime:
    """Time that always runs; stands where `Worktime` would if hours were office hours."""

    __slots__ = ()

    def until(self, at: int) -> int:
        """Ticks run until an instant."""
        return at

    def when(self, run: int) -> int:
        """The instant by which so many ticks have run."""
        return run


class Worktime:
    """Periods of office time, in order and apart."""

    __slots__ = ("_reach", "_starts", "_sums")

    def __init__(self, periods: Sequence[tuple[int, int]], reach: Reach) -> None:
        self._reach = reach
        self._starts = [start for start, _ in periods]
        self._sums = [0, *accumulate(end - start for start, end in periods)]

    def until(self, at: int) -> int:
        """Ticks worked from the first day of the calendar until an instant."""
        if not self._reach.midnights[0] <= at <= self._reach.midnights[-1]:
            raise self._reach.beyond()
        nth = bisect_right(self._starts, at) - 1
        if nth < 0:
            return 0
        return min(self._sums[nth] + at - self._starts[nth], self._sums[nth + 1])

    def when(self, worked: int) -> int:
        """The earliest instant by which so many ticks (at least one) have been worked."""
        if worked > self._sums[-1]:
            raise self._reach.beyond()
        nth = bisect_left(self._sums, worked) - 1
        return self._starts[nth] + worked - self._sums[nth]


class Days:
    """Some days of a calendar, in order (the working ones, or all), numbered from zero.

    A day is lost to a pause that begins before it closes and lasts beyond its close. One
    that closes at 24:00 is taken to close in the moment before, since 24:00 is already the
    next day: a pause from 00:00 leaves the day before alone, one until 00:00 covers it.

    Twenty years stay in memory in every process: what is only looked up is in arrays, what is
    searched is in lists, which are quicker, and shared where they are alike.
    """

    __slots__ = ("_closing", "_ends", "_ordinals", "_reach", "_upto")

    def __init__(self, ordinals: Sequence[int], ends: Sequence[int], reach: Reach) -> None:
        """`ends` are the instants at which the days with these `ordinals` close."""
        first, midnights = reach.first, reach.midnights
        self._reach = reach
        self._ordinals = array("l", ordinals)
        self._ends = list(ends)
        closing = [
            end - 1 if end == midnights[day - first + 1] else end
            for day, end in zip(ordinals, ends, strict=True)
        ]
        self._closing = self._ends if closing == self._ends else closing
        held = bytearray(len(midnights) - 1)
        for day in ordinals:
            held[day - first] = 1
        self._upto = array("l", accumulate(held))

    def upto(self, ordinal: int) -> int:
        """How many of these days are on or before a date."""
        nth = ordinal - self._reach.first
        if not 0 <= nth < len(self._upto):
            raise self._reach.beyond()
        return self._upto[nth]

    def holds(self, ordinal: int) -> bool:
        """Whether a date is one of these days."""
        seen = self.upto(ordinal)
        return seen > 0 and self._ordinals[seen - 1] == ordinal

    def ordinal(self, nth: int) -> int:
        """The date of a day."""
        if not 0 <= nth < len(self._ordinals):
            raise self._reach.beyond()
        return self._ordinals[nth]

    def end(self, nth: int) -> int:
        """When a day closes."""
        if not 0 <= nth < len(self._ends):
            raise self._reach.beyond()
        return self._ends[nth]

    def ended(self, at: int) -> int:
        """How many days have closed by an instant, one that closes then included."""
        if not self._reach.midnights[0] <= at <= self._reach.midnights[-1]:
            raise self._reach.beyond()
        return bisect_right(self._ends, at)

    def lost(self, began: int, ended: int, since: int) -> tuple[int, int]:
        """The days from number `since` on that a pause takes: first, and first not taken.

        Both are the same where it takes none.
        """
        first = max(since, bisect_right(self._closing, began))
        return first, max(first, bisect_left(self._closing, ended))
