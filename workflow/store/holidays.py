"""Changes of the working calendar that were applied here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workflow.store.tables import HolidayRow

_EDITION = select(func.count(), func.max(HolidayRow.applied_at))


def applied(db: Session) -> Sequence[HolidayRow]:
    """All of them, by date."""
    return db.scalars(select(HolidayRow).order_by(HolidayRow.on)).all()


def edition(db: Session) -> tuple[Any, ...]:
    """Something that is another after each change."""
    return tuple(db.connection().execute(_EDITION).one())


def put(db: Session, values: dict[str, Any]) -> None:
    """Set what is to be on a date; a later decree replaces an earlier one."""
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(HolidayRow).values(values)
    told = {name: value for name, value in values.items() if name != "on"}
    db.execute(statement.on_conflict_do_update(index_elements=["on"], set_=told))
