"""The one place where the wall clock is read. Everything else is handed `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time of day, aware, in UTC."""
    return datetime.now(UTC)
