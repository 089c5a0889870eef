"""Signing in and out: random tokens, of which only the hash is kept, and what guards them.

A wrong login, a wrong password, a locked and a closed account all get the same answer after
the same work. What somebody typed is never kept and never logged.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.core.refusal import Refused
from workflow.passwords import Passwords
from workflow.staff import Staff, staff_of
from workflow.store import audit
from workflow.store import staff as rows
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.tables import StaffRow

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=5)
"""How exactly `seen_at` is kept; each request would be a write otherwise."""

_WRONG = (
    "The login or the password is not right. After {tries} wrong tries an account is locked "
    "for {minutes} minutes."
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in. The token is for the browser alone."""

    staff: Staff
    token: str
    expires_at: datetime


class SignIns:
    """All sign-ins of an office; each lasts `hours`, whatever is done in the meantime."""

    def __init__(
        self, sessions: Sessions, passwords: Passwords | None = None, *, hours: int = 10
    ) -> None:
        self._sessions = sessions
        self._passwords = passwords or Passwords()
        self._lasts = timedelta(hours=hours)

    def sign_in(self, login: str, password: str, now: datetime) -> SignedIn:
        """Check, and begin a sign-in with a token of its own; raises `Refused`."""
        login = login.strip().casefold()
        with self._sessions.reading() as db:
            row = rows.by_login(db, login)
            kept = row.password if row else None
        # The slow part stays outside of the transaction: it would hold up every writer.
        right = self._passwords.right(kept, password)
        renewed = self._passwords.renewed(kept, password) if kept and right else ""
        token = secrets.token_urlsafe(32)

        def work(db: Session) -> Staff | None:
            row = rows.by_login(db, login)
            if row is None or not right or row.password != kept or _shut(row, now):
                _count_failure(db, row, now)
                return None
            row.password, row.failures, row.locked_until = renewed, 0, None
            row.signed_in_at = now
            rows.start_session(db, row.id, hash_of(token), now, now + self._lasts)
            _note(db, now, f"staff:{row.id}", "signin.done")
            return staff_of(row)

        staff = self._sessions.settled(work)
        if staff is None:  # told only now, so that the count is kept
            minutes = str(int(LOCKED_FOR.total_seconds() // 60))
            raise Refused("wrong-login", _WRONG, tries=str(TRIES), minutes=minutes)
        return SignedIn(staff, token, now + self._lasts)

    def who(self, token: str, now: datetime) -> Staff | None:
        """Whose sign-in a token is; none when it has ended, or is empty."""
        if not token:
            return None
        hashed = hash_of(token)
        with self._sessions.reading() as db:
            found = rows.signed_in(db, hashed, now)
            if found is None:
                return None
            staff, seen_at = staff_of(found[0]), found[1].seen_at
        if now - seen_at > SEEN_EVERY:
            self._sessions.settled(lambda db: rows.touch(db, hashed, now))
        return staff

    def sign_out(self, token: str, now: datetime) -> None:
        """End the sign-in of a token; one that has ended already is no mistake."""

        def work(db: Session) -> None:
            whose = rows.end_session(db, hash_of(token))
            if whose is not None:
                _note(db, now, f"staff:{whose}", "signin.ended")

        if token:
            self._sessions.settled(work)


def hash_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _shut(row: StaffRow, now: datetime) -> bool:
    """Whether nobody gets in by this account now, whatever they know."""
    return not row.active or (row.locked_until is not None and row.locked_until > now)


def _count_failure(db: Session, row: StaffRow | None, now: datetime) -> None:
    """Count it. While an account is locked nothing counts, so that it opens again by itself."""
    actor = f"staff:{row.id}" if row else "unknown"
    _note(db, now, actor, "signin.failed")
    if row is None or _shut(row, now):
        return
    row.failures += 1
    if row.failures >= TRIES:
        row.failures, row.locked_until = 0, now + LOCKED_FOR
        _note(db, now, actor, "signin.locked")


def _note(db: Session, now: datetime, actor: str, action: str) -> None:
    audit.note(db, Entry(at=now, actor=actor, action=action))
