"""Who has which complaint open: a light note that is worth a minute and nothing afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.page_statements import LOOKING
from workflow.store.worklist_tables import LookingRow as Row

FRESH = timedelta(seconds=60)
"""How long a look counts: three of the page's beats."""


def note(db: Session, complaint: int, staff: int, now: datetime) -> None:
    """Somebody has a complaint open at this moment; what is stale is dropped on the way."""
    db.execute(delete(Row).where(Row.at <= now - FRESH))
    statement = insert_into(db, Row).values(complaint_id=complaint, staff_id=staff, at=now)
    key = ("complaint_id", "staff_id")
    db.execute(statement.on_conflict_do_update(index_elements=key, set_={"at": now}))


def others(
    db: Session, complaints: Sequence[int], staff: int, now: datetime
) -> dict[int, list[str]]:
    """The names of others who have one of these complaints open, by complaint."""
    wanted = frozenset(complaints)
    found: dict[int, list[str]] = {}
    # Few look at anything at one moment: to name all that is asked for would take longer.
    for complaint, name in db.execute(LOOKING, {"staff": staff, "since": now - FRESH}):
        if complaint in wanted:
            found.setdefault(complaint, []).append(name)
    return found
