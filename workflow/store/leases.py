"""Who of several processes does a job that must run once, and until when."""

from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.tables import LeaseRow as Row


def hold(db: Session, what: tuple[str, str], now: datetime, until: datetime) -> bool:
    """Take or keep a job, for (name, owner); tells whether this owner has it now."""
    name, owner = what
    statement = insert_into(db, Row).values(name=name, owner=owner, until=until)
    # One that lies further ahead than it may was taken before the time of day was set back.
    free = or_(Row.owner == owner, Row.until <= now, Row.until > until)
    result = db.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"owner": owner, "until": until}, where=free
        ).returning(Row.owner)
    )
    return result.first() is not None


def give_back(db: Session, owner: str) -> None:
    """Let others have all that this owner holds."""
    db.execute(delete(Row).where(Row.owner == owner))
