"""What platforms tell of the things of an account: a template that may not be used any more.

The last word on each thing counts, in whatever order they come; an empty one ends it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workflow.store.inserting import insert_into
from workflow.store.platform_tables import AccountNoticeRow as Row

Which = tuple[str, str]
LONGEST = 200


def keep(db: Session, which: Which, told: tuple[str, str], at: datetime) -> None:
    """Note (about, code) of (channel, account), unless something newer was told of it."""
    about, code = told
    values = {"channel": which[0], "account": which[1], "about": about[:LONGEST]}
    insert = insert_into(db, Row).values(**values, code=code[:80], at=at)
    key = (Row.channel, Row.account, Row.about)
    newer = insert.excluded
    db.execute(
        insert.on_conflict_do_update(
            index_elements=key, set_={"code": newer.code, "at": newer.at}, where=Row.at <= newer.at
        )
    )


def open_ones(db: Session) -> Sequence[Row]:
    """All that is not well, the oldest first."""
    rows = select(Row).where(Row.code != "").order_by(Row.at, Row.channel, Row.account, Row.about)
    return db.scalars(rows).all()


def put_aside(db: Session, which: Which, about: str) -> bool:
    """Somebody has seen it; tells whether it was there. What is told anew stands there again."""
    where = (Row.channel == which[0], Row.account == which[1], Row.about == about)
    done = db.execute(delete(Row).where(*where, Row.code != ""))
    return bool(getattr(done, "rowcount", 0))
