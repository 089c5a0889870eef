"""What became of everything that came in, by day and channel: nothing may be lost unseen.

Arrived = opened + continued + ignored + set aside + still waiting, on every line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from web.days import begins
from web.here import installation, now
from web.present import local
from workflow.balance import COLUMNS
from workflow.store import set_aside
from workflow.store.set_aside import Tally

DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The messages of one channel on one local date."""

    on: date
    at: datetime
    channel: str
    arrived: int
    opened: int = 0
    continued: int = 0
    ignored: int = 0
    set_aside: int = 0
    waiting: int = 0


def last_days(days: int = DAYS) -> tuple[Line, ...]:
    """The lines of the last days, today first."""
    today = local(now()).date()
    dates = [today - timedelta(days=back) for back in range(days)]
    midnights = [begins(on) for on in dates]
    with installation().sessions.reading() as db:
        return lines(set_aside.tallies(db, midnights), list(zip(dates, midnights, strict=True)))


def lines(tallies: Iterable[Tally], days: list[tuple[date, datetime]]) -> tuple[Line, ...]:
    """Tallies gathered into lines, newest day first, channels by name."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    for tally in tallies:
        counts = found.setdefault((tally.day, tally.channel), {})
        column = COLUMNS.get(tally.fate, "waiting")
        counts[column] = counts.get(column, 0) + tally.count
    return tuple(
        Line(
            on=days[day][0],
            at=days[day][1],
            channel=channel,
            arrived=sum(counts.values()),
            **counts,
        )
        for (day, channel), counts in sorted(found.items())
    )
