"""Days of the office, as addresses and date fields name them, and the moments they begin at."""

from datetime import UTC, date, datetime, time

from web.present import zone

FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)
"""Nothing that an office keeps lies outside, and every sum with such a day is a day again."""


def named(words: str) -> date | None:
    """A date as a date field sends it; none for anything else, and for one of other centuries."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def begins(on: date) -> datetime:
    """The first moment of a day on the office's clock, in UTC."""
    return datetime.combine(on, time(), zone()).astimezone(UTC)
