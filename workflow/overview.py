"""The supervisor's overview, made of a few grouped questions: what is late, where, for how long.

Numbers only: what they are called and how they are drawn is the pages' to say. Nothing here
decides who may see what; the condition is handed in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from workflow import outlook
from workflow.core.calendar import Calendar
from workflow.outlook import DayAhead
from workflow.store import figures
from workflow.store.desk_views import Condition
from workflow.store.figures import AGES, Return, Standing

WEEKS = 12
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Line:
    """What is open under one heading: a unit, a clock, a step; empty for none."""

    code: str
    open: int
    soon: int
    late: int


@dataclass(frozen=True, slots=True)
class Week:
    """What came and what was closed in a week that begins on a Monday."""

    monday: date
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Pair:
    """How often complaints went from one unit back and on to another; empty: to intake."""

    came_from: str
    went_to: str
    count: int


@dataclass(frozen=True, slots=True)
class Share:
    """Minutes that one holder had the complaints whose clocks were overrun, by clock."""

    holder: str
    minutes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All figures of the page. `pace`: ended by working day and unit in the last four weeks."""

    total: Line
    units: tuple[Line, ...]
    clocks: tuple[Line, ...]
    steps: tuple[Line, ...]
    ages: tuple[int, ...]
    weeks: tuple[Week, ...]
    shares: tuple[Share, ...]
    pairs: tuple[Pair, ...]
    ahead: tuple[DayAhead, ...]
    pace: dict[str, float]


def overview(db: Session, calendar: Calendar, seen: Condition, now: datetime) -> Overview:
    """Count everything of the page; eight questions, whatever the number of complaints."""
    since = weeks_since(calendar, now)
    today = _today(db, calendar, seen, now)
    standing = today.standing
    return Overview(
        total=_line("", standing),
        units=_lines(standing, lambda one: one.unit),
        clocks=_lines((one for one in standing if one.clock), lambda one: one.clock),
        steps=_lines(standing, lambda one: one.step),
        ages=_ages(standing),
        weeks=_weeks(db, calendar, seen, now),
        shares=tuple(Share(*one) for one in figures.held(db, seen, since).items()),
        pairs=pairs(figures.returns(db, seen, since)),
        ahead=_ahead(db, calendar, seen, now, today),
        pace=today.pace,
    )


def _lines(standing: Iterable[Standing], key: Callable[[Standing], str]) -> tuple[Line, ...]:
    """One line for each heading, the most late ones first."""
    by: dict[str, list[Standing]] = {}
    for one in standing:
        by.setdefault(key(one), []).append(one)
    lines = [_line(code, some) for code, some in by.items()]
    return tuple(sorted(lines, key=lambda line: (-line.late, -line.soon, -line.open, line.code)))


def _line(code: str, some: Sequence[Standing]) -> Line:
    return Line(
        code,
        sum(one.open for one in some),
        sum(one.soon for one in some),
        sum(one.late for one in some),
    )


def _ages(standing: Sequence[Standing]) -> tuple[int, ...]:
    """From how many are younger than each end, to how many are between two of them."""
    younger = [sum(one.ages[band] for one in standing) for band in range(len(AGES))]
    ends = (0, *younger, sum(one.open for one in standing))
    return tuple(more - less for less, more in pairwise(ends))


# -- Weeks ----------------------------------------------------------------------------------


def mondays(calendar: Calendar, now: datetime) -> list[date]:
    """The Mondays of the last twelve weeks, this one's the last."""
    today = calendar.local(now).date()
    this = today - timedelta(days=today.weekday())
    return [this - WEEK * back for back in reversed(range(WEEKS))]


def weeks_since(calendar: Calendar, now: datetime) -> datetime:
    """The beginning of the first of these weeks."""
    return calendar.at(mondays(calendar, now)[0])


def _weeks(db: Session, calendar: Calendar, seen: Condition, now: datetime) -> tuple[Week, ...]:
    days = mondays(calendar, now)
    bounds = [calendar.at(day) for day in (*days, days[-1] + WEEK)]
    came, went = figures.came(db, seen, bounds), figures.went(db, seen, bounds)
    return tuple(Week(*week) for week in zip(days, came, went, strict=True))


# -- To and fro, and what is ahead ------------------------------------------------------------


def pairs(returns: Iterable[Return]) -> tuple[Pair, ...]:
    """Returns by their two ends, the most frequent first."""
    found = Counter((one.came_from, one.went_to) for one in returns)
    return tuple(Pair(*ends, count) for ends, count in sorted(found.items(), key=_most_first))


def _most_first(pair: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -pair[1], pair[0]


def ahead(db: Session, calendar: Calendar, seen: Condition, now: datetime) -> tuple[DayAhead, ...]:
    """What falls due in the next ten working days, and what of it is at risk."""
    return _ahead(db, calendar, seen, now, _today(db, calendar, seen, now))


@dataclass(frozen=True, slots=True)
class _Today:
    """What stands open, and what each unit ends on a working day; `""` is intake."""

    standing: Sequence[Standing]
    pace: dict[str, float]


def _today(db: Session, calendar: Calendar, seen: Condition, now: datetime) -> _Today:
    """What stands open, and the pace of the last four weeks."""
    since, days = outlook.pace_since(calendar, now)
    standing = figures.standings(db, seen, since, now)
    ended = figures.ended_by_unit(db, seen, since, now)
    ended[""] = _passed_on(standing, sum(figures.came(db, seen, (since, now))))
    return _Today(standing, {unit: count / days for unit, count in ended.items()})


def _passed_on(standing: Iterable[Standing], came: int) -> int:
    """How many of those that came intake has passed on or ended: all that are not there still."""
    return came - sum(one.fresh for one in standing if one.step == "received")


def _ahead(
    db: Session, calendar: Calendar, seen: Condition, now: datetime, today: _Today
) -> tuple[DayAhead, ...]:
    coming = outlook.stretch(calendar, now)
    running = figures.running(db, seen, now, coming.until)
    late: Counter[str] = Counter()
    for one in today.standing:
        late[one.unit] += one.late
    return outlook.outlook(calendar, coming, running, today.pace, late)
