"""Rows of staff and of their sign-ins. Passwords and tokens come here only as hashes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from workflow.core.roles import Role
from workflow.store.page_statements import SIGNED_IN
from workflow.store.tables import SessionRow, StaffRow


def by_login(db: Session, login: str) -> StaffRow | None:
    """The account of a login, closed ones included."""
    return db.scalar(select(StaffRow).where(StaffRow.login == login))


def by_id(db: Session, number: int) -> StaffRow | None:
    """The account of an id."""
    return db.get(StaffRow, number)


def hold(db: Session, number: int) -> StaffRow | None:
    """The account of an id as it stands now; nobody else changes it until we are done.

    What anybody keeps under its id (drafts, looks) does not wait for that.
    """
    return db.get(StaffRow, number, with_for_update={"key_share": True}, populate_existing=True)


def hold_login(db: Session, login: str) -> StaffRow | None:
    """The same by login."""
    row = select(StaffRow).where(StaffRow.login == login)
    held = row.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.scalar(held)


def unit_of(db: Session, id: str) -> str:
    """The unit of which somebody with an open account is head or staff; empty for all others."""
    row = by_id(db, int(id)) if id.isdecimal() else None
    of_a_unit = row is not None and row.active and row.role in (Role.UNIT_HEAD, Role.UNIT_STAFF)
    return row.unit if row is not None and of_a_unit else ""


def of_unit(db: Session, unit: str) -> Sequence[StaffRow]:
    """The open accounts of a unit's head and staff, by name."""
    roles = (str(Role.UNIT_HEAD), str(Role.UNIT_STAFF))
    where = (StaffRow.unit == unit, StaffRow.active.is_(True), StaffRow.role.in_(roles))
    return db.scalars(select(StaffRow).where(*where).order_by(StaffRow.name, StaffRow.id)).all()


def names(db: Session, numbers: Iterable[int]) -> dict[int, str]:
    """What some members of staff are called, by id."""
    rows = select(StaffRow.id, StaffRow.name).where(StaffRow.id.in_(sorted(numbers)))
    return {row.id: row.name for row in db.execute(rows)}


def everyone(db: Session) -> Sequence[StaffRow]:
    """All accounts, by login."""
    return db.scalars(select(StaffRow).order_by(StaffRow.login)).all()


def by_subject(db: Session, subject: str) -> StaffRow | None:
    """The account that is linked to a subject of the office's own sign-in."""
    return db.scalars(select(StaffRow).where(StaffRow.subject == subject)).first()


def open_with_email(db: Session, email: str) -> Sequence[StaffRow]:
    """Open accounts with an e-mail address, however it is written."""
    rows = select(StaffRow).where(StaffRow.active.is_(True), StaffRow.email != "")
    return [row for row in db.scalars(rows) if row.email.casefold() == email.casefold()]


def others_of_role(db: Session, role: str, number: int) -> int:
    """How many other open accounts have a role; none of them changes until we are done."""
    rows = select(StaffRow.id).where(
        StaffRow.role == role, StaffRow.active.is_(True), StaffRow.id != number
    )
    return len(db.scalars(rows.with_for_update()).all())


def add(db: Session, row: StaffRow) -> int:
    """Add an account; the database refuses a login that is taken. Gives its id."""
    db.add(row)
    db.flush()  # its id goes into the trail
    return row.id


def signed_in(
    db: Session, token_hash: str, now: datetime, seen_since: datetime
) -> tuple[StaffRow, SessionRow] | None:
    """Whose sign-in a token stands for, if it has not run out and the account is open.

    A half one is given too; it is for who asks to look at `whole`.
    """
    asked = {"token_hash": token_hash, "now": now, "seen_since": seen_since}
    found = db.execute(SIGNED_IN, asked).first()
    return None if found is None else (found[0], found[1])


def start_session(db: Session, row: SessionRow) -> None:
    """Begin a sign-in."""
    db.add(row)


def touch(db: Session, token_hash: str, now: datetime) -> None:
    """Note that a signed-in browser is still there."""
    db.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values(seen_at=now))


def end_session(db: Session, token_hash: str) -> tuple[int, bool] | None:
    """End one sign-in; gives whose it was, and whether it was a whole one."""
    ended = delete(SessionRow).where(SessionRow.token_hash == token_hash)
    row = db.execute(ended.returning(SessionRow.staff_id, SessionRow.whole)).first()
    return None if row is None else (row[0], row[1])


def open_sessions(
    db: Session, staff: int, now: datetime, seen_since: datetime
) -> Sequence[SessionRow]:
    """Where somebody is signed in, last seen first."""
    rows = select(SessionRow).where(
        SessionRow.staff_id == staff,
        SessionRow.whole.is_(True),
        SessionRow.expires_at > now,
        SessionRow.seen_at >= seen_since,
    )
    return db.scalars(rows.order_by(SessionRow.seen_at.desc(), SessionRow.id.desc())).all()


def end_session_of(db: Session, staff: int, number: int) -> bool:
    """End one sign-in of somebody, by its id; gives whether there was one."""
    ended = delete(SessionRow).where(SessionRow.staff_id == staff, SessionRow.id == number)
    return db.scalar(ended.returning(SessionRow.id)) is not None


def end_sessions_of(db: Session, staff: int, *, but: str = "") -> int:
    """End every sign-in of somebody, at once and everywhere; all but that of a token's hash."""
    count = select(func.count()).select_from(SessionRow)
    those = (SessionRow.staff_id == staff, SessionRow.token_hash != but)
    ended = db.scalar(count.where(*those)) or 0
    db.execute(delete(SessionRow).where(*those))
    return ended
