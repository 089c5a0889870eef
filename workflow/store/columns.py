"""Column types that keep promises: aware UTC times, and nothing a database cannot store."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text, types


class Instant(types.TypeDecorator[datetime]):
    """An aware instant. Refuses naive ones on the way in and stamps UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone is never stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(types.TypeDecorator[str]):
    """Text from outside: NUL and lone surrogates, which PostgreSQL refuses, become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


def storable(words: str) -> str:
    """Text as `Words` keeps it."""
    clean = words.replace("\x00", "�")
    return clean if clean.isascii() else clean.encode("utf-8", "replace").decode()
