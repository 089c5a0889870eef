"""Column types that keep promises: aware UTC times, and nothing a database cannot store."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import DateTime, Dialect, Text, types


class Instant(types.TypeDecorator[datetime]):
    """An aware instant. Refuses naive ones on the way in and stamps UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object] | None:
        """SQLite keeps the very text that SQLAlchemy writes, made several times as fast."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], datetime | None] | None:
        """The same way back: a page reads hundreds of them."""
        return (
            _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)
        )

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without a zone is never stored")
    return value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """An instant as SQLite keeps it: UTC, to the microsecond, without its zone."""
    if value is None:
        return None
    return _text_of(value if value.tzinfo is UTC else _in_utc(value))


@lru_cache(1000)
def _text_of(at: datetime) -> str:
    """A transaction writes the same few instants over and over; two that are equal are one.

    Only in UTC: elsewhere the two times of a night on which clocks are set back are equal, too.
    """
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class Words(types.TypeDecorator[str]):
    """Text from outside: NUL and lone surrogates, which PostgreSQL refuses, become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return _storable_or_none(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Neither database asks for more: a command writes some thirty such values."""
        return _storable_or_none


def _storable_or_none(value: str | None) -> str | None:
    return None if value is None else storable(value)


def storable(words: str) -> str:
    """Text as `Words` keeps it."""
    clean = words.replace("\x00", "�")
    return clean if clean.isascii() else clean.encode("utf-8", "replace").decode()
