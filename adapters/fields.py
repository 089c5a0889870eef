"""The fields of a platform's JSON object, read without trust: right type or `BadDocument`.

What is null counts as absent, for platforms write both. Ids come as strings, also where the
platform sends numbers, which other programs round. No platform's words are known here.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from math import isfinite

from adapters.documents import BadDocument, as_flag, as_list, as_object, as_text
from adapters.plain import one_line, plain

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS = 10**12
"""From here on a number of a time counts milliseconds, below it seconds."""


class Fields:
    """One object; `name` is how a mistake in it is told."""

    def __init__(self, value: object, name: str) -> None:
        self._values = as_object(value, name)
        self._name = name

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._values if key in self)

    def line(self, key: str) -> str:
        """A name or subject, on one line; empty if absent."""
        return one_line(self._string(key))

    def words(self, key: str) -> str:
        """A text as it was written; empty if absent."""
        return plain(self._string(key))

    def needed(self, key: str) -> str:
        """A line that must be there."""
        return self._there(self.line(key), key)

    def id(self, key: str) -> str:
        """An id, text or whole number, as a string; empty if absent."""
        value = self._values.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return one_line(str(value))
        return self.line(key)

    def needed_id(self, key: str) -> str:
        """An id that must be there."""
        return self._there(self.id(key), key)

    def number(self, key: str) -> float | None:
        """A finite number."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not _fits(value):
            raise BadDocument(f"{self._named(key)}: not a number")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false; false if absent."""
        return as_flag(self._values[key], self._named(key)) if key in self else False

    def inner(self, key: str) -> "Fields":
        """An object in this one; an empty one if absent."""
        return Fields(self._values[key] if key in self else {}, self._named(key))

    def each(self, key: str) -> list["Fields"]:
        """A list of objects."""
        found = as_list(self._values[key], self._named(key)) if key in self else []
        return [Fields(one, self._named(key)) for one in found]

    def rows(self, key: str) -> list[list["Fields"]]:
        """A list of lists of objects."""
        name = self._named(key)
        outer = as_list(self._values[key], name) if key in self else []
        return [[Fields(one, name) for one in as_list(row, name)] for row in outer]

    def lines(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = as_list(self._values[key], self._named(key)) if key in self else []
        return tuple(one_line(as_text(one, self._named(key))) for one in found)

    def count_time(self, key: str) -> datetime | None:
        """A time given as seconds or milliseconds since 1970, as number or text of digits."""
        value = self._values.get(key)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            count: float | None = float(value[:20])
        else:
            count = self.number(key)
        if count is None:
            return None
        return self._moment(lambda: EPOCH + timedelta(seconds=_seconds(count)), key)

    def iso_time(self, key: str) -> datetime | None:
        """A time given in words of ISO 8601, with its zone."""
        words = self.line(key)
        if not words:
            return None
        moment = self._moment(lambda: datetime.fromisoformat(words), key)
        if moment.tzinfo is None:
            raise BadDocument(f"{self._named(key)}: without a zone")
        return self._moment(lambda: moment.astimezone(UTC), key)

    def _moment(self, find: Callable[[], datetime], key: str) -> datetime:
        try:
            return find()
        except (ValueError, OverflowError) as error:
            raise BadDocument(f"{self._named(key)}: not a time") from error

    def _string(self, key: str) -> str:
        return as_text(self._values[key], self._named(key)) if key in self else ""

    def _there(self, text: str, key: str) -> str:
        if not text:
            raise BadDocument(f"{self._named(key)}: missing")
        return text

    def _named(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key


def _fits(value: float) -> bool:
    try:
        return isfinite(float(value))
    except OverflowError:
        return False


def _seconds(count: float) -> float:
    return count / 1000 if count >= MILLISECONDS else count
