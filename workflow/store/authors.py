"""Which roles and units stand behind the actors of a history: all that pages tell of them."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from workflow.core.roles import person_of
from workflow.store.page_statements import AUTHORS

_STAFF = "staff:"


def of_actors(db: Session, actors: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Role and own unit by person (`staff:7`), for the members of staff among the actors."""
    people = {person_of(actor) for actor in actors if actor.startswith(_STAFF)}
    wanted = {person.removeprefix(_STAFF) for person in people}
    numbers = [int(id) for id in wanted if id.isdecimal()]
    rows = db.execute(AUTHORS, {"people": numbers})
    return {f"{_STAFF}{row.id}": (row.role, row.unit) for row in rows}
