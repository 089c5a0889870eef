"""Changes of the working calendar that were applied here."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store.tables import HolidayRow


def applied(db: Session) -> Sequence[HolidayRow]:
    """All of them, by date."""
    return db.scalars(select(HolidayRow).order_by(HolidayRow.on)).all()
