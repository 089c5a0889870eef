"""Rows of second factors and recovery codes. Secrets come here sealed, codes as hashes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from workflow.store.door_tables import RecoveryCodeRow, SecondFactorRow


def of(db: Session, staff: int) -> SecondFactorRow | None:
    """Somebody's factor, being set up or in use."""
    return db.get(SecondFactorRow, staff)


def held(db: Session, staff: int) -> SecondFactorRow | None:
    """The same, held until the transaction ends: a code is taken by one of two who send it."""
    return db.get(SecondFactorRow, staff, with_for_update=True, populate_existing=True)


def is_on(db: Session, staff: int) -> bool:
    """Whether somebody's factor is in use."""
    row = of(db, staff)
    return row is not None and row.confirmed_at is not None


def everyone_with(db: Session) -> frozenset[int]:
    """The ids of those whose factor is in use."""
    rows = select(SecondFactorRow.staff_id).where(SecondFactorRow.confirmed_at.is_not(None))
    return frozenset(db.scalars(rows))


def put(db: Session, row: SecondFactorRow) -> None:
    """Begin to set one up, in place of what was begun before."""
    remove(db, row.staff_id)
    db.add(row)


def remove(db: Session, staff: int) -> bool:
    """Forget factor and codes; gives whether there was a factor."""
    db.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == staff))
    gone = delete(SecondFactorRow).where(SecondFactorRow.staff_id == staff)
    return db.scalar(gone.returning(SecondFactorRow.staff_id)) is not None


def put_codes(db: Session, staff: int, hashes: Iterable[str]) -> None:
    """New recovery codes; the old ones are worth nothing from now on."""
    db.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == staff))
    db.add_all(RecoveryCodeRow(staff_id=staff, code_hash=each, used_at=None) for each in hashes)


def use_code(db: Session, staff: int, code_hash: str, now: datetime) -> bool:
    """Take a recovery code, if it is theirs and was not taken before."""
    row = db.scalar(
        select(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.staff_id == staff,
            RecoveryCodeRow.code_hash == code_hash,
            RecoveryCodeRow.used_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        return False
    row.used_at = now
    return True


def codes_left(db: Session, staff: int) -> int:
    """How many recovery codes somebody still has."""
    rows = select(func.count()).select_from(RecoveryCodeRow)
    rows = rows.where(RecoveryCodeRow.staff_id == staff, RecoveryCodeRow.used_at.is_(None))
    return db.scalar(rows) or 0
