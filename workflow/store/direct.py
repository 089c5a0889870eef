"""Statements of the hot path, put to the driver as they are: spelt out once for each database.

SQLAlchemy's own way through a short statement takes several times what the database does for
it. Here as there, values go in and come out by the types of their columns, and what the
database refuses is told as `DBAPIError`. Only for statements that are made once: none with a
list that is spelt out anew each time, none with a default that only Python knows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
Values = Mapping[str, Any]
Given = tuple[Any, ...]
"""A row as it comes from the database, its columns in the statement's order."""

_Put = dict[str, Any] | Given
"""Values as a driver takes them: by name, or in order."""
_Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelt:
    """A statement in the words of one database, and what is to be done to its values.

    The driver takes values in the order of `names`, or by them; `own` are values that the
    statement brings along.
    """

    text: str
    names: tuple[str, ...]
    in_order: bool
    own: Values
    entering: tuple[tuple[int, _Process], ...]
    leaving: tuple[tuple[int, _Process], ...]

    def put(self, values: Values) -> _Put:
        """Values as the driver takes them; `KeyError` where one is missing, and `StatementError`
        where its column's type refuses one.
        """
        told = {**self.own, **values} if self.own else values
        put = [told[name] for name in self.names]
        try:
            for place, process in self.entering:
                put[place] = process(put[place])
        except (TypeError, ValueError) as bad:
            raise StatementError(str(bad), self.text, None, bad) from bad
        return tuple(put) if self.in_order else dict(zip(self.names, put, strict=True))

    def given(self, rows: list[Given]) -> list[Given]:
        """Rows of the driver's, as their columns' types have them."""
        for at, process in self.leaving:
            rows = [(*row[:at], process(row[at]), *row[at + 1 :]) for row in rows]
        return rows


def rows(db: Session, statement: Statement, values: Values) -> list[Given]:
    """What a statement gives."""
    connection = db.connection()
    spelt = _spelt(connection.dialect, statement, values)
    told = spelt.put(values)
    if _is_watched(connection):
        found = connection.exec_driver_sql(spelt.text, told)
        return spelt.given([tuple(row) for row in found])
    driver: Any = connection.connection.driver_connection
    try:
        return spelt.given(driver.execute(spelt.text, told).fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise _refusal(connection, spelt.text, error) from error


def run(db: Session, statement: Statement, values: Values | Sequence[Values]) -> None:
    """Carry a statement out: once, or for each of some values that all have the same names."""
    each = [values] if isinstance(values, Mapping) else values
    connection = db.connection()
    spelt = _spelt(connection.dialect, statement, each[0])
    say(connection, spelt.text, [spelt.put(one) for one in each])


def say(connection: Connection, text: str, values: Sequence[_Put] = ((),)) -> None:
    """Say something to the database, once for each of some values; it gives nothing back."""
    many: Any = values if len(values) > 1 else values[0]
    if _is_watched(connection):
        connection.exec_driver_sql(text, many)
        return
    driver: Any = connection.connection.driver_connection
    try:
        if len(values) > 1:
            driver.cursor().executemany(text, many)
        else:
            driver.execute(text, many)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _refusal(connection, text, error) from error


def _is_watched(connection: Connection) -> bool:
    """Whoever listens to what is said to the database hears all of it: it goes the long way."""
    return bool(connection.dispatch.before_cursor_execute)


def _refusal(connection: Connection, text: str, error: DBAPIModule.Error) -> DBAPIError:
    """What a driver raised, as SQLAlchemy tells it, but without the values."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    told = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        connection_invalidated=lost,
        dialect=dialect,
    )
    assert isinstance(told, DBAPIError)
    return told


# -- Spelling -----------------------------------------------------------------------------


_KNOWN: dict[tuple[Statement, str, tuple[str, ...]], _Spelt] = {}
"""By the statement, the database's dialect, and the names of the values."""


def _spelt(dialect: Dialect, statement: Statement, values: Values) -> _Spelt:
    key = (statement, dialect.name, tuple(values))
    spelt = _KNOWN.get(key)
    if spelt is None:
        spelt = _KNOWN[key] = _spell(dialect, statement, list(values))
    return spelt


def _spell(dialect: Dialect, statement: Statement, names: list[str]) -> _Spelt:
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)
    if compiled.insert_prefetch or compiled.update_prefetch or compiled.post_compile_params:
        raise TypeError(f"This needs more than its words each time: {compiled}")
    bound = {name: bind for bind, name in compiled.bind_names.items()}
    order = tuple(compiled.positiontup if compiled.positional else bound)
    entering = [_kind(bound[name].type, dialect).bind_processor(dialect) for name in order]
    leaving = [
        _kind(column.type, dialect).result_processor(dialect, None)
        for column in statement.exported_columns
    ]
    return _Spelt(
        text=str(compiled),
        names=order,
        in_order=compiled.positional,
        own={name: compiled.params[name] for name, bind in bound.items() if not bind.required},
        entering=_by_place(entering),
        leaving=_by_place(leaving),
    )


def _kind(column: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """A column's type as a database has it."""
    return column.dialect_impl(dialect)


def _by_place(processes: Sequence[_Process | None]) -> tuple[tuple[int, _Process], ...]:
    return tuple((at, process) for at, process in enumerate(processes) if process is not None)
