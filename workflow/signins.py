"""Signing in and out: random tokens, of which only the hash is kept, and what guards them.

A wrong login, a wrong password, a locked and a closed account all get the same answer after
the same work. Who has a second factor is let in by half until it is shown. What somebody
typed is never kept and never logged.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from workflow.core.refusal import NotFound, Refused
from workflow.deputies import on_duty
from workflow.passwords import Passwords
from workflow.staff import By, Staff, staff_of
from workflow.store import audit, factors
from workflow.store import staff as rows
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.tables import SessionRow, StaffRow

T = TypeVar("T")

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=5)
"""How exactly `seen_at` is kept; each request would be a write otherwise."""

HALF_LASTS = timedelta(minutes=10)
"""How long the second factor may take after the password."""

_WRONG = (
    "The login or the password is not right. After {tries} wrong tries an account is locked "
    "for {minutes} minutes."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """How long a sign-in lasts: `whole` whatever is done, `idle` while nothing is done."""

    whole: timedelta = timedelta(hours=10)
    idle: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in; not `whole`: good for nothing but the second factor's page.

    The token is for the browser alone.
    """

    staff: Staff
    token: str
    expires_at: datetime
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSignIn:
    """Where somebody is signed in: `device` by name; `here` is the one that asks."""

    id: int
    device: str
    since: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class At:
    """When, and on which device, somebody signs in."""

    now: datetime
    device: str


class SignIns:
    """All sign-ins of an office."""

    def __init__(
        self,
        sessions: Sessions,
        passwords: Passwords | None = None,
        lasting: Lasting | None = None,
    ) -> None:
        self._sessions = sessions
        self._passwords = passwords or Passwords()
        self._lasting = lasting or Lasting()

    def sign_in(self, login: str, password: str, now: datetime, device: str = "") -> SignedIn:
        """Check, and begin a sign-in with a token of its own; raises `Refused`."""
        begin = partial(self._begin, at=At(now, device))
        return self._checked((login, password), now, begin)

    def prove(self, staff: Staff, password: str, now: datetime) -> None:
        """Whoever sits at an open desk knows the password, too; raises `Refused`."""
        self._checked((staff.login, password), now, lambda _db, row: row.id)

    def vouched(self, number: int, at: At, *, asked: bool = False) -> SignedIn:
        """Begin a sign-in for somebody who is known already; raises `NotFound`.

        `asked`: this very request has shown the second factor, or came from a whole sign-in.
        """

        def work(db: Session) -> SignedIn:
            row = rows.hold(db, number)
            if row is None or not row.active:
                raise NotFound("account")
            return self._begin(db, row, at, asked=asked)

        return self._sessions.settled(work)

    def who(self, token: str, now: datetime, *, by_itself: bool = False) -> Staff | None:
        """Whose sign-in a token is; none when it has ended, is half or empty.

        `by_itself`: the page asks and nobody sits there, so that the sign-in is not used.
        """
        return self._who(token, now, whole=True, by_itself=by_itself)

    def half(self, token: str, now: datetime) -> Staff | None:
        """Who has shown a password with this token and still owes the second factor."""
        return self._who(token, now, whole=False)

    def complete(self, token: str, now: datetime, device: str = "") -> SignedIn:
        """A whole sign-in, under a new token, in place of a half one; raises `NotFound`.

        To be called once the second factor was accepted, and never before.
        """

        def work(db: Session) -> SignedIn:
            found = self._found(db, token, now)
            row = rows.hold(db, found[0].id) if found else None
            if row is None or not row.active:
                raise NotFound("page")
            if rows.end_session(db, hash_of(token)) != (row.id, False):
                raise NotFound("page")  # whole already, or ended while we waited for the account
            return self._begin(db, row, At(now, device), asked=True)

        return self._sessions.settled(work)

    def open_of(self, staff: Staff, token: str, now: datetime) -> list[OpenSignIn]:
        """Where somebody is signed in, last seen first; `token` is that of who asks."""
        here = hash_of(token) if token else ""
        with self._sessions.reading() as db:
            return [
                OpenSignIn(
                    id=row.id,
                    device=row.device,
                    since=row.created_at,
                    seen_at=row.seen_at,
                    here=row.token_hash == here,
                )
                for row in rows.open_sessions(db, staff.id, now, now - self._lasting.idle)
            ]

    def sign_out(self, token: str, now: datetime) -> None:
        """End the sign-in of a token; one that has ended already is no mistake."""

        def work(db: Session) -> None:
            ended = rows.end_session(db, hash_of(token))
            if ended is not None and ended[1]:
                _note(db, now, f"staff:{ended[0]}", "signin.ended")

        if token:
            self._sessions.settled(work)

    def end_one(self, staff: Staff, number: int, by: By) -> None:
        """End one sign-in of somebody, wherever it is; raises `NotFound`."""

        def work(db: Session) -> None:
            if not rows.end_session_of(db, staff.id, number):
                raise NotFound("page")
            _note(db, by.now, by.actor, "signin.ended_one", f"staff:{staff.id}")

        self._sessions.settled(work)

    def end_all(self, staff: Staff, by: By, *, but: str = "") -> int:
        """End every sign-in of somebody, all but that of a token; gives how many."""

        def work(db: Session) -> int:
            rows.hold(db, staff.id)  # nor does one begin meanwhile
            ended = rows.end_sessions_of(db, staff.id, but=hash_of(but) if but else "")
            _note(db, by.now, by.actor, "signin.ended_all", f"staff:{staff.id}")
            return ended

        return self._sessions.settled(work)

    def _checked(
        self, typed: tuple[str, str], now: datetime, then: Callable[[Session, StaffRow], T]
    ) -> T:
        """Do something for whom login and password are right; raises `Refused` for others."""
        login, password = typed[0].strip().casefold(), typed[1]
        with self._sessions.reading() as db:
            row = rows.by_login(db, login)
            kept = row.password if row else None
        # The slow part stays outside of the transaction: it would hold up every writer.
        right = self._passwords.right(kept, password)
        renewed = self._passwords.renewed(kept, password) if kept and right else ""

        def work(db: Session) -> tuple[T] | None:
            row = rows.hold_login(db, login)
            if row is None or not right or row.password != kept or _shut(row, now):
                _count_failure(db, row, now)
                return None
            row.password, row.failures, row.locked_until = renewed, 0, None
            return (then(db, row),)

        done = self._sessions.settled(work)
        if done is None:  # told only now, so that the count is kept
            minutes = str(int(LOCKED_FOR.total_seconds() // 60))
            raise Refused("wrong-login", _WRONG, tries=str(TRIES), minutes=minutes)
        return done[0]

    def _begin(self, db: Session, row: StaffRow, at: At, *, asked: bool = False) -> SignedIn:
        """A new token. `asked`: the second factor was shown, if there is one."""
        token = secrets.token_urlsafe(32)
        whole = asked or not factors.is_on(db, row.id)
        ends = at.now + (self._lasting.whole if whole else HALF_LASTS)
        if whole:
            row.signed_in_at = at.now
        session = SessionRow(
            token_hash=hash_of(token), staff_id=row.id, created_at=at.now, seen_at=at.now,
            expires_at=ends, whole=whole, device=at.device[:80],
        )  # fmt: skip
        rows.start_session(db, session)
        _note(db, at.now, f"staff:{row.id}", "signin.done" if whole else "signin.half")
        return SignedIn(staff_of(row), token, ends, whole)

    def _who(
        self, token: str, now: datetime, *, whole: bool, by_itself: bool = False
    ) -> Staff | None:
        if not token:
            return None
        with self._sessions.reading() as db:
            found = self._found(db, token, now)
            if found is None or found[1].whole != whole:
                return None
            staff, seen_at = on_duty(db, staff_of(found[0]), now), found[1].seen_at
        if now - seen_at > SEEN_EVERY and not by_itself:
            self._sessions.settled(lambda db: rows.touch(db, hash_of(token), now))
        return staff

    def _found(self, db: Session, token: str, now: datetime) -> tuple[StaffRow, SessionRow] | None:
        return rows.signed_in(db, hash_of(token), now, now - self._lasting.idle)


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


def _note(db: Session, now: datetime, actor: str, action: str, detail: str = "") -> None:
    audit.note(db, Entry(at=now, actor=actor, action=action, detail=detail))
