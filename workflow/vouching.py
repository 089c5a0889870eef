"""Who signs in through the office's own sign-in (OpenID Connect): always an account that exists.

Never opens an account, and never believes an address that was not verified there. The first
time links the account to the subject; from then on only the subject counts, so that nobody
becomes somebody else by being renamed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.refusal import Refused
from workflow.staff import Staff, staff_of
from workflow.store import audit
from workflow.store import staff as rows
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.tables import StaffRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the office's own sign-in says of somebody: a login, or an address it has verified.

    `subject` names them there for good (issuer and `sub`, OpenID Connect Core 1.0, 5.7).
    """

    subject: str
    login: str = ""
    email: str = ""


class NotVouched(Refused):
    """Nobody here is who the office's own sign-in speaks of."""

    def __init__(self) -> None:
        super().__init__(
            "not-vouched",
            "There is no open account here that belongs to that sign-in. Ask your administrator.",
        )


def vouched_for(sessions: Sessions, claim: Claim, now: datetime) -> Staff:
    """The open account of a claim; raises `NotVouched`."""

    def work(db: Session) -> Staff | None:
        row = _linked_or_claimed(db, claim)
        if row is None:
            audit.note(db, Entry(at=now, actor="unknown", action="signin.not_vouched"))
            return None
        if not row.subject:
            row.subject = claim.subject
            audit.note(db, Entry(at=now, actor=f"staff:{row.id}", action="staff.linked"))
        return staff_of(row)

    staff = sessions.settled(work)
    if staff is None:
        raise NotVouched
    return staff


def _linked_or_claimed(db: Session, claim: Claim) -> StaffRow | None:
    if not claim.subject:
        return None
    linked = rows.by_subject(db, claim.subject)
    found = linked or _claimed(db, claim)
    row = rows.hold(db, found.id) if found else None  # another one may be linked meanwhile
    return row if row is not None and row.active and row.subject in ("", claim.subject) else None


def _claimed(db: Session, claim: Claim) -> StaffRow | None:
    """Whose login or address it is; nobody's, if two share the address."""
    if claim.email:
        found = rows.open_with_email(db, claim.email)
        return found[0] if len(found) == 1 else None
    return rows.by_login(db, claim.login.strip().casefold()) if claim.login else None
