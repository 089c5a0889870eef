"""Reads a TOML table into a frozen dataclass, noting every key that does not fit.

The dataclass is the schema: its field names are the keys, its types what may stand there,
its defaults what may be left out. Knows nothing of any file's meaning.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from config.mistakes import Place, not_among, shown

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Row = TypeVar("Row", bound=DataclassInstance)

LONGEST_WORDS = 2_000
"""Characters in one string of a rule file; a longer one is a slip of the hand."""
LARGEST_NUMBER = 10**18
"""Whole numbers from here on are a slip as well."""


def record(kind: "type[Row]", value: object, place: Place) -> "Row | None":
    """One table as a `kind`; none when anything in it was noted as wrong.

    A field that ends in an underscore (`class_`) is written without it.
    """
    if not isinstance(value, dict):
        place.wrong(f"{shown(value)} should be a table.")
        return None
    before = len(place.notes)
    wanted = {field.name.rstrip("_"): field for field in fields(kind)}
    for key in value:
        if key not in wanted:
            place.at(key).wrong(not_among(key, wanted))
    given = {field.name: _field(kind, field, value, place) for field in _present(wanted, value)}
    for key, field in wanted.items():
        if key not in value and _is_required(field):
            place.at(key).wrong("is missing.")
    return kind(**given) if len(place.notes) == before else None


def records(kind: "type[Row]", value: object, place: Place) -> "list[Row]":
    """An array of tables (`[[unit]]`); those with mistakes are left out.

    A row is named by its `id` or `name` where it has one, else by its number.
    """
    if not isinstance(value, list):
        place.wrong(f"{shown(value)} should be a list of tables, [[{place.key}]].")
        return []
    rows = (
        record(kind, row, place.row(label(row, number)))
        for number, row in enumerate(value, start=1)
    )
    return [row for row in rows if row is not None]


def label(row: object, number: int) -> str:
    """What to call a row in a sentence."""
    words = (row.get("id") or row.get("name")) if isinstance(row, dict) else None
    return words if isinstance(words, str) else str(number)


def _present(wanted: Mapping[str, "Field[Any]"], value: Mapping[str, object]) -> "list[Field[Any]]":
    return [field for key, field in wanted.items() if key in value]


def _is_required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _field(
    kind: "type[DataclassInstance]",
    field: "Field[Any]",
    value: Mapping[str, object],
    place: Place,
) -> object:
    key = field.name.rstrip("_")
    here = place.at(key)
    found = _read(_hints(kind)[field.name], value[key], here)
    if found == "" and _is_required(field):
        here.wrong("must not be empty.")
    return found


@cache
def _hints(kind: type) -> dict[str, object]:
    return get_type_hints(kind)


def _read(hint: object, value: object, place: Place) -> object:
    reader = READERS.get(hint)
    if reader is not None:
        return reader(value, place)
    if get_origin(hint) is tuple:
        return tuple(records(get_args(hint)[0], value, place))
    if isinstance(hint, type) and is_dataclass(hint):
        return record(hint, value, place)
    raise TypeError(f"no reader for {hint}")


def words(value: object, place: Place) -> str:
    """A string on one line, without blanks around it."""
    if not isinstance(value, str):
        place.wrong(f"{shown(value)} should be text in quotes.")
        return ""
    if not value.isprintable() or value != value.strip() or len(value) > LONGEST_WORDS:
        place.wrong(f"{shown(value)} should be one line of text without blanks around it.")
    return value


def _flag(value: object, place: Place) -> bool:
    if not isinstance(value, bool):
        place.wrong(f"{shown(value)} should be true or false.")
    return value is True


def _number(value: object, place: Place) -> int:
    if type(value) is not int or abs(value) >= LARGEST_NUMBER:
        place.wrong(f"{shown(value)} should be a whole number.")
        return 0
    return value


def _day(value: object, place: Place) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        place.wrong(f"{shown(value)} should be a date without quotes, such as 2026-01-31.")
        return date.min
    return value


def _word_list(value: object, place: Place) -> tuple[str, ...]:
    """A list of strings; one string alone is a list of one."""
    entries = value if isinstance(value, list) else [value]
    found = tuple(words(entry, place) for entry in entries)
    if len(set(found)) != len(found):
        place.wrong("names the same word twice.")
    if "" in found:
        place.wrong("holds an empty word.")
    return found


def _word_table(value: object, place: Place) -> dict[str, str]:
    """A table of words. Values are not quoted back: there may be a password among them."""
    if not isinstance(value, dict):
        place.wrong("should be a table.")
        return {}
    found = {}
    for key, entry in value.items():
        if isinstance(entry, str) and not entry.isprintable():
            place.at(key).wrong("should be one line of text.")
        elif isinstance(entry, str):
            found[key] = entry
        elif type(entry) is int and abs(entry) < LARGEST_NUMBER:
            found[key] = str(entry)
        else:
            place.at(key).wrong("should be text in quotes or a whole number.")
    return found


READERS: dict[object, Callable[[object, Place], object]] = {
    str: words,
    bool: _flag,
    bool | None: _flag,
    int: _number,
    date: _day,
    tuple[str, ...]: _word_list,
    Mapping[str, str]: _word_table,
}
