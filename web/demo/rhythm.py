"""When people write and when officers work: the hours, weekdays and seasons of the demo office.

East Java keeps one time all year (WIB, UTC+7). Holidays are left out on purpose: what is late
is for the engine's calendar to say, and an officer at work on one only answers early.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random

WIB = timezone(timedelta(hours=7), "WIB")
DAYS_IN_MONTH = 30.44
A_DAY = timedelta(days=1)
SATURDAY = 5

HOURS = (1, 1, 0, 0, 2, 5, 12, 22, 40, 52, 50, 40, 24, 34, 38, 34, 26, 18, 16, 26, 30, 22, 12, 5)
"""How many write in each hour of the day: office hours first, a second wave after dusk."""
WEEKDAYS = (26, 22, 20, 20, 16, 11, 9)
"""How many write on each weekday, from Monday on."""
SEASONS = (115, 110, 100, 90, 90, 85, 100, 95, 95, 105, 115, 125)
"""How many write in each month: floods and the end of the year weigh more."""

OPENS, CLOSES = time(7, 45), time(15, 45)
"""Between these times officers do what they do."""
FRESH_SHARE, FRESH = 0.03, timedelta(hours=30)
"""The share of complaints that came in just now, and what "just now" means."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long something takes: `least` to `most` of `unit`.

    `minutes` and `days` are an officer's (office minutes, working days), `hours` are anybody's.
    """

    least: int
    most: int
    unit: str

    def after(self, at: datetime, dice: Random) -> datetime:
        """A moment so long after `at`; always later than it."""
        amount = dice.randint(self.least, self.most)
        if self.unit == "hours":
            return at + timedelta(hours=amount, minutes=dice.randint(1, 59))
        if self.unit == "days" and amount:
            return _in_office(_working_days_on(local(at).date(), amount), dice)
        minutes = amount if self.unit == "minutes" else dice.randint(5, 120)
        return _office_minutes_on(local(at), minutes).astimezone(UTC)


def local(at: datetime) -> datetime:
    """The moment as East Java's clocks show it."""
    return at.astimezone(WIB)


def working_day_before(day: date) -> date:
    """The last day before this one that is no Saturday or Sunday."""
    day -= A_DAY
    while day.weekday() >= SATURDAY:
        day -= A_DAY
    return day


def arrivals(dice: Random, count: int, months: int, until: datetime) -> list[datetime]:
    """When so many complaints come in, sorted: the given months before `until`, a few just now."""
    last = local(until).replace(microsecond=0)
    first = last - timedelta(days=months * DAYS_IN_MONTH)
    fresh = round(count * FRESH_SHARE)
    days = [first.date() + A_DAY * number for number in range((last - first).days + 1)]
    weights = [WEEKDAYS[day.weekday()] * SEASONS[day.month - 1] for day in days]
    found = [
        _moment_on(day, dice, (first, last)) for day in dice.choices(days, weights, k=count - fresh)
    ]
    found += [last - FRESH * dice.random() ** 2 for _ in range(fresh)]
    return sorted(at.replace(microsecond=0).astimezone(UTC) for at in found)


def _moment_on(day: date, dice: Random, between: tuple[datetime, datetime]) -> datetime:
    """A natural time of that day; on the first and the last day only what lies between."""
    (hour,) = dice.choices(range(24), HOURS)
    at = datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), WIB)
    first, last = between
    return min(max(at, first + dice.random() * A_DAY), last - dice.random() * FRESH)


def _working_days_on(day: date, count: int) -> date:
    while count:
        day += A_DAY
        count -= day.weekday() < SATURDAY
    return day


def _in_office(day: date, dice: Random) -> datetime:
    span = datetime.combine(day, CLOSES, WIB) - datetime.combine(day, OPENS, WIB)
    minutes = dice.randrange(int(span.total_seconds()) // 60)
    at = datetime.combine(day, OPENS, WIB) + timedelta(minutes=minutes, seconds=dice.randrange(60))
    return at.astimezone(UTC)


def _office_minutes_on(at: datetime, minutes: int) -> datetime:
    """So many minutes later, counting only those in which the office is open."""
    left = timedelta(minutes=minutes)
    while True:
        opens = datetime.combine(at.date(), OPENS, WIB)
        closes = datetime.combine(at.date(), CLOSES, WIB)
        begins = max(at, opens)
        if at.weekday() < SATURDAY and begins + left <= closes:
            return begins + left
        if at.weekday() < SATURDAY and begins < closes:
            left -= closes - begins
        at = datetime.combine(at.date() + A_DAY, time(), WIB)
