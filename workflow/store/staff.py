"""Rows of staff and of their sign-ins. Passwords and tokens come here only as hashes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from workflow.store.tables import SessionRow, StaffRow


def by_login(db: Session, login: str) -> StaffRow | None:
    """The account of a login, closed ones included."""
    return db.scalar(select(StaffRow).where(StaffRow.login == login))


def by_id(db: Session, number: int) -> StaffRow | None:
    """The account of an id."""
    return db.get(StaffRow, number)


def everyone(db: Session) -> Sequence[StaffRow]:
    """All accounts, by login."""
    return db.scalars(select(StaffRow).order_by(StaffRow.login)).all()


def add(db: Session, row: StaffRow) -> int:
    """Add an account; the database refuses a login that is taken. Gives its id."""
    db.add(row)
    db.flush()  # its id goes into the trail
    return row.id


def signed_in(db: Session, token_hash: str, now: datetime) -> tuple[StaffRow, SessionRow] | None:
    """Whose sign-in a token stands for, if it has not run out and the account is open."""
    found = db.execute(
        select(StaffRow, SessionRow)
        .join(SessionRow, SessionRow.staff_id == StaffRow.id)
        .where(
            SessionRow.token_hash == token_hash,
            SessionRow.expires_at > now,
            StaffRow.active.is_(True),
        )
    ).first()
    return None if found is None else (found[0], found[1])


def start_session(
    db: Session, staff: int, token_hash: str, now: datetime, expires_at: datetime
) -> None:
    """Begin a sign-in."""
    db.add(
        SessionRow(
            token_hash=token_hash,
            staff_id=staff,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
    )


def touch(db: Session, token_hash: str, now: datetime) -> None:
    """Note that a signed-in browser is still there."""
    db.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values(seen_at=now))


def end_session(db: Session, token_hash: str) -> int | None:
    """End one sign-in; gives whose it was."""
    ended = delete(SessionRow).where(SessionRow.token_hash == token_hash)
    return db.scalar(ended.returning(SessionRow.staff_id))


def end_sessions_of(db: Session, staff: int) -> None:
    """End every sign-in of somebody, at once and everywhere."""
    db.execute(delete(SessionRow).where(SessionRow.staff_id == staff))
