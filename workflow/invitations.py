"""Links by which somebody sets a password: to a new account, or in place of a lost one.

Single use, short-lived, and only the hash of the token is kept. Unknown, used, late and blank
tokens, and those of closed accounts, all get the same answer.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from workflow.core.refusal import Refused
from workflow.passwords import Passwords
from workflow.signins import hash_of
from workflow.staff import By, Staff, staff_of
from workflow.store import audit
from workflow.store import invitations as links
from workflow.store import staff as rows
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.door_tables import InvitationRow
from workflow.store.tables import StaffRow

SHORTEST_TOKEN = 20
"""Characters; ours have 43. What is shorter, a blank above all, is not even looked up."""


class Kind(StrEnum):
    """What a link is for."""

    INVITE = "invite"
    RESET = "reset"


LASTS: Mapping[Kind, timedelta] = {
    Kind.INVITE: timedelta(hours=48),
    Kind.RESET: timedelta(hours=1),
}


class LinkIsOver(Refused):
    """A link that opens nothing, for whatever reason; telling which would help a guesser."""

    def __init__(self) -> None:
        super().__init__(
            "link-over",
            "This link is not valid any more: it was used, it is too old, or it was mistyped. "
            "Ask your administrator for a new one.",
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A new link. The token is for one person alone and is shown once."""

    kind: Kind
    token: str
    expires_at: datetime


class Invitations:
    """All links of an office."""

    def __init__(self, sessions: Sessions, passwords: Passwords | None = None) -> None:
        self._sessions = sessions
        self._passwords = passwords or Passwords()

    def make(self, staff: Staff, kind: Kind, by: By) -> Link:
        """A new link; earlier ones of theirs end. Raises `Refused` for a closed account."""
        token = secrets.token_urlsafe(32)
        link = Link(kind, token, by.now + LASTS[kind])
        row = InvitationRow(
            staff_id=staff.id, token_hash=hash_of(token), kind=str(kind), made_at=by.now,
            expires_at=link.expires_at, used_at=None,
        )  # fmt: skip

        def work(db: Session) -> None:
            held = rows.hold(db, staff.id)
            if held is None or not held.active:
                raise Refused(
                    "account-closed", "The account “{login}” is closed.", login=staff.login
                )
            links.put(db, row)
            detail, action = f"staff:{staff.id}", f"staff.link_{kind}"
            audit.note(db, Entry(at=by.now, actor=by.actor, action=action, detail=detail))

        self._sessions.settled(work)
        return link

    def whose(self, token: str, now: datetime) -> Staff:
        """Who may set a password with this token; raises `LinkIsOver`. Changes nothing."""
        with self._sessions.reading() as db:
            return staff_of(_open(db, token, now)[1])

    def redeem(self, token: str, password: str, now: datetime) -> Staff:
        """Set the password, once; every sign-in ends. Raises `LinkIsOver` and `Refused`.

        The second factor stays: a link in wrong hands must not replace a telephone.
        """
        kept = self._passwords.keep(self.whose(token, now).login, password)

        def work(db: Session) -> Staff:
            link, whose = _open(db, token, now)
            row = rows.hold(db, whose.id)
            if row is None or not row.active or not links.use(db, link.id, now):
                raise LinkIsOver
            row.password, row.failures, row.locked_until = kept, 0, None
            rows.end_sessions_of(db, row.id)
            entry = Entry(at=now, actor=f"staff:{row.id}", action=f"staff.{link.kind}_taken")
            audit.note(db, entry)
            return staff_of(row)

        return self._sessions.settled(work)


def _open(db: Session, token: str, now: datetime) -> tuple[InvitationRow, StaffRow]:
    found = None
    if len(token) >= SHORTEST_TOKEN:
        found = links.open_one(db, hash_of(token), now)
    if found is None:
        raise LinkIsOver
    return found
