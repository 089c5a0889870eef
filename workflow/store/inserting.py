"""Inserting what may be there already: both databases can, each with a statement of its own.

Whoever inserts on the hot path makes the statement once for both (`on_each`): building it anew
costs more than running it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workflow.store.models import Base

Insert = sqlite.Insert | postgresql.Insert
T = TypeVar("T")
Target = type[Base] | Table

_MAKERS: dict[str, Callable[[Any], Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_into(db: Session, table: Target) -> Insert:
    """An insert for this database that may say what to do about a row that is there."""
    return _MAKERS[dialect_of(db)](table)


def on_each(table: Target, make: Callable[[Insert], T]) -> dict[str, T]:
    """The statement that `make` finishes, for every database by its dialect's name."""
    return {name: make(insert(table)) for name, insert in _MAKERS.items()}


def dialect_of(db: Session) -> str:
    """What the database of a session speaks: `sqlite` or `postgresql`."""
    return db.get_bind().dialect.name
