"""The working calendar of an office: which days and hours count, in its own time zone.

Built once from plain rules into tables, never changed after, safe to share among threads.
Local time is known here and in presentation only; everything handed out is aware UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from workflow.core.calendar_rules import (
    MIDNIGHT,
    BadRules,
    CalendarRules,
    DayKind,
    DayOff,
    Period,
    Removal,
    Season,
    Week,
)
from workflow.core.worktime import (
    DAY,
    HOUR,
    MINUTE,
    BeyondCalendar,
    Days,
    NaiveTime,
    Reach,
    Worktime,
    instant,
    ticks,
)

__all__ = [
    "MIDNIGHT",
    "BadRules",
    "BeyondCalendar",
    "Calendar",
    "CalendarRules",
    "DayKind",
    "DayOff",
    "NaiveTime",
    "NotWorking",
    "Period",
    "Removal",
    "Season",
    "Week",
]

_WHOLE_DAY = (Period(MIDNIGHT, MIDNIGHT),)


class NotWorking(ValueError):
    """The close of business was asked of a day on which the office is closed."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Working days and hours by `rules`; every question beyond them raises `BeyondCalendar`.

    `worktime`, `working_days` and `all_days` are the tables that `deadlines.py` counts on.
    """

    rules: CalendarRules
    zone: ZoneInfo = field(init=False, repr=False)
    reach: Reach = field(init=False, repr=False)
    worktime: Worktime = field(init=False, repr=False)
    working_days: Days = field(init=False, repr=False)
    all_days: Days = field(init=False, repr=False)
    _off: dict[date, DayOff] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rules = self.rules
        zone = ZoneInfo(rules.zone)
        reach = _reach(rules, zone)
        off = {} if rules.round_the_clock else _days_off(rules)
        free = {on.toordinal() for on in off}
        plans = _Plans(rules, zone)
        every = range(reach.first, rules.last.toordinal() + 1)
        worked = [
            (day, periods)
            for day, midnights in zip(every, pairwise(reach.midnights), strict=True)
            if day not in free and (periods := plans.periods(day, *midnights))
        ]
        built = {
            "zone": zone,
            "reach": reach,
            "worktime": Worktime([period for _, periods in worked for period in periods], reach),
            "working_days": Days(
                [day for day, _ in worked], [periods[-1][1] for _, periods in worked], reach
            ),
            "all_days": Days(every, reach.midnights[1:], reach),
            "_off": off,
        }
        for name, table in built.items():
            object.__setattr__(self, name, table)

    @property
    def id(self) -> str:
        """The calendar's name in rules and on the command line."""
        return self.rules.id

    def local(self, at: datetime) -> datetime:
        """An aware instant on the office's clock; raises `NaiveTime`."""
        if at.tzinfo is None:
            raise NaiveTime(f"{at.isoformat()}: {NaiveTime.__doc__}")
        try:
            return at.astimezone(self.zone)
        except OverflowError:
            raise self.reach.beyond() from None

    def at(self, on: date, when: time = MIDNIGHT) -> datetime:
        """The instant at which the office's clock shows a time on a date."""
        try:
            return datetime.combine(on, when, self.zone).astimezone(UTC)
        except OverflowError:
            raise self.reach.beyond() from None

    def is_working(self, on: date) -> bool:
        """Whether the office works on a date, if only for an hour."""
        return self.working_days.holds(on.toordinal())

    def day_off(self, on: date) -> DayOff | None:
        """The holiday, joint leave or local day off on a date, be it a Sunday; else none."""
        return self._off.get(on)

    def season(self, on: date) -> Season | None:
        """The season whose hours hold on a date."""
        seasons = () if self.rules.round_the_clock else self.rules.seasons
        return next((season for season in seasons if season.first <= on <= season.last), None)

    def hours(self, on: date) -> tuple[Period, ...]:
        """The office hours of a weekday and season, whether or not the date is a day off."""
        if self.rules.round_the_clock:
            return _WHOLE_DAY
        season = self.season(on)
        return (season.week if season else self.rules.week).get(on.weekday(), ())

    def close_of(self, on: date) -> datetime:
        """When business closes on a working day; raises `NotWorking` on any other."""
        if not self.is_working(on):
            raise NotWorking(f"{self.id} is closed on {on}.")
        return instant(self.working_days.end(self.working_days.upto(on.toordinal()) - 1))

    def nth_working_day(self, on: date, n: int) -> date:
        """The n-th working day after a date, or before it where n is negative; 0 is itself."""
        if n == 0:
            return on
        before = self.working_days.upto(on.toordinal()) - (n < 0 and self.is_working(on))
        return date.fromordinal(self.working_days.ordinal(before + n - (n > 0)))

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative where `b` is the earlier."""
        return self.working_days.upto(b.toordinal()) - self.working_days.upto(a.toordinal())

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The earliest instant by which so many office minutes have passed since `start`."""
        if minutes <= 0:
            return instant(ticks(start))
        worked = self.worktime.until(ticks(start))
        return instant(self.worktime.when(worked + minutes * MINUTE))

    def minutes_between(self, a: datetime, b: datetime) -> float:
        """Office minutes from `a` to `b`; negative where `b` is the earlier."""
        return (self.worktime.until(ticks(b)) - self.worktime.until(ticks(a))) / MINUTE

    def day_zero(self, start: datetime) -> int:
        """The ordinal of the date on which a start counts as received.

        Its own local date. With `after_hours_next_day`, what comes at or after the close of
        a working day, or on a day without office hours, counts as received on the next
        working day; a later arrival is then never due before an earlier one.
        """
        day = self.local(start).toordinal()
        if not self.rules.after_hours_next_day:
            return day
        seen = self.working_days.upto(day)
        if self.working_days.holds(day) and ticks(start) < self.working_days.end(seen - 1):
            return day
        return self.working_days.ordinal(seen)


def _reach(rules: CalendarRules, zone: ZoneInfo) -> Reach:
    words = (
        f"The working calendar {rules.id} knows {rules.first} to {rules.last} and nothing beyond."
    )
    first = rules.first.toordinal()
    return Reach(first, _midnights(zone, first, rules.last.toordinal() + 1), words)


@lru_cache(8)
def _midnights(zone: ZoneInfo, first: int, last: int) -> tuple[int, ...]:
    """Where each day begins; the calendars of one office share it."""
    days = range(first, last + 1)
    return tuple(ticks(datetime.fromordinal(day).replace(tzinfo=zone)) for day in days)


def _days_off(rules: CalendarRules) -> dict[date, DayOff]:
    """One day off for each date; a confirmed one speaks for it rather than an estimate."""
    removed = {removal.on for removal in rules.removals}
    ranked = sorted(rules.days_off, key=lambda day: (day.estimate, list(DayKind).index(day.kind)))
    return {day.on: day for day in reversed(ranked) if day.on not in removed}


class _Hours:
    """A week's periods, and on days of 24 hours their ticks since midnight, by weekday."""

    __slots__ = ("spans", "week")

    def __init__(self, week: Week) -> None:
        self.week = week
        self.spans = [
            [(_since(p.start), _since(p.end) or DAY) for p in week.get(weekday, ())]
            for weekday in range(7)
        ]


class _Plans:
    """The office periods of a date, in ticks."""

    def __init__(self, rules: CalendarRules, zone: ZoneInfo) -> None:
        self._zone = zone
        week = dict.fromkeys(range(7), _WHOLE_DAY) if rules.round_the_clock else rules.week
        self._week = _Hours(week)
        self._seasons: dict[int, _Hours] = {}
        for season in () if rules.round_the_clock else rules.seasons:
            days = range(season.first.toordinal(), season.last.toordinal() + 1)
            self._seasons.update(dict.fromkeys(days, _Hours(season.week)))

    def periods(self, day: int, midnight: int, next_midnight: int) -> list[tuple[int, int]]:
        """Start and end of each of a day's, between these two; empty without office hours."""
        weekday = (day - 1) % 7  # ordinal 1 is a Monday
        hours = self._seasons.get(day, self._week)
        if next_midnight - midnight == DAY:
            return [(midnight + start, midnight + end) for start, end in hours.spans[weekday]]
        planned = hours.week.get(weekday, ())
        return list(self._changing(day, planned, next_midnight))

    def _changing(
        self, day: int, planned: tuple[Period, ...], next_midnight: int
    ) -> Iterator[tuple[int, int]]:
        """On a day on which clocks change: what the wall clock says."""
        for period in planned:
            start = self._wall(day, period.start)
            end = next_midnight if period.end == MIDNIGHT else self._wall(day, period.end)
            if start < end:
                yield start, end

    def _wall(self, day: int, wall: time) -> int:
        """When the wall clock shows a time: the first time of two, or the leap over it."""
        shown = datetime.combine(date.fromordinal(day), wall, self._zone)
        at, before = ticks(shown), ticks(shown.replace(fold=1))
        # Only a time that is skipped is later by the old offset than by the new one: halve
        # what is in between until the instant of the leap is left.
        while at - before > 1:
            middle = (at + before) // 2
            local = instant(middle).astimezone(self._zone).replace(tzinfo=None)
            at, before = (middle, before) if local >= shown.replace(tzinfo=None) else (at, middle)
        return at


def _since(wall: time) -> int:
    """Ticks since midnight."""
    seconds = wall.minute * 60 + wall.second
    return wall.hour * HOUR + seconds * 1_000_000 + wall.microsecond
