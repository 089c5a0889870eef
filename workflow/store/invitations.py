"""Rows of invitations and reset links. Tokens come here only as hashes."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from workflow.store.door_tables import InvitationRow
from workflow.store.tables import StaffRow


def put(db: Session, row: InvitationRow) -> None:
    """A new link; those that the same person still has are worth nothing from now on."""
    forget_of(db, row.staff_id)
    db.add(row)


def forget_of(db: Session, staff: int) -> None:
    """End every link of somebody that was not used."""
    theirs = InvitationRow.staff_id == staff
    db.execute(delete(InvitationRow).where(theirs, InvitationRow.used_at.is_(None)))


def open_one(db: Session, token_hash: str, now: datetime) -> tuple[InvitationRow, StaffRow] | None:
    """The link of a token, unused and in time, and whose it is, if the account is open."""
    found = db.execute(
        select(InvitationRow, StaffRow)
        .join(StaffRow, StaffRow.id == InvitationRow.staff_id)
        .where(
            InvitationRow.token_hash == token_hash,
            InvitationRow.used_at.is_(None),
            InvitationRow.expires_at > now,
            StaffRow.active.is_(True),
        )
    ).first()
    return None if found is None else (found[0], found[1])


def use(db: Session, number: int, now: datetime) -> bool:
    """Mark a link as used; not the second time, whoever is at the same moment."""
    once = update(InvitationRow).where(InvitationRow.id == number, InvitationRow.used_at.is_(None))
    return db.scalar(once.values(used_at=now).returning(InvitationRow.id)) is not None
