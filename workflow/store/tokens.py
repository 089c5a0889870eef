"""Tokens that were renewed, sealed; one row for each account that has such a token."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from workflow.store.accounts import Which
from workflow.store.inserting import insert_into
from workflow.store.sending_tables import TokenRow as Row

Origin = tuple[Which, str]
"""An account, and the print of the token of the office's own from which its token comes."""


def of(db: Session, which: Which, origin: str) -> Row | None:
    """What is kept of an account's token, unless the office has another one by now."""
    row = db.get(Row, which)
    return row if row is not None and row.origin == origin else None


def begin(db: Session, which: Which, origin: str, now: datetime) -> None:
    """Note when a token of the office's own was first seen; what another one left is gone."""
    fresh = {
        "origin": origin,
        "sealed": b"",
        "since": now,
        "ends_at": None,
        "tried_at": None,
        "code": "",
    }
    adding = insert_into(db, Row).values({"channel": which[0], "account": which[1], **fresh})
    db.execute(
        adding.on_conflict_do_update(
            index_elements=["channel", "account"], set_=fresh, where=Row.origin != origin
        )
    )


def renew(db: Session, of_it: Origin, sealed: bytes, ends: datetime | None, now: datetime) -> None:
    """Keep what it was renewed to."""
    _write(db, of_it, sealed=sealed, since=now, ends_at=ends, tried_at=now, code="")


def fail(db: Session, of_it: Origin, code: str, now: datetime) -> None:
    """Note why it could not be renewed."""
    _write(db, of_it, tried_at=now, code=code[:80])


def _write(db: Session, of_it: Origin, **values: object) -> None:
    """Change the row, unless the office has given the account another token meanwhile."""
    (channel, account), origin = of_it
    row = (Row.channel == channel, Row.account == account, Row.origin == origin)
    db.execute(update(Row).where(*row).values(**values))
