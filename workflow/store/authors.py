"""Which roles and units stand behind the actors of a history: all that pages tell of them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store.tables import StaffRow

_STAFF = "staff:"


def of_actors(db: Session, actors: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Role and unit by actor (`staff:7`), for the members of staff among the actors."""
    wanted = {actor.removeprefix(_STAFF) for actor in actors if actor.startswith(_STAFF)}
    numbers = [int(id) for id in wanted if id.isdecimal()]
    rows = select(StaffRow.id, StaffRow.role, StaffRow.unit).where(StaffRow.id.in_(numbers))
    return {f"{_STAFF}{row.id}": (row.role, row.unit) for row in db.execute(rows)}
