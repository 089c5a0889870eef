"""Who works here: accounts with role and unit, and the trail of every change.

A closed account keeps its row, for the history speaks of it. Signing in is `signins.py`. There
is always somebody left who can open accounts.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import Actor, May, Role
from workflow.passwords import Passwords
from workflow.staff_address import address_of
from workflow.store import audit, digests, invitations
from workflow.store import staff as rows
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.tables import StaffRow

OF_A_UNIT = frozenset({Role.UNIT_HEAD, Role.UNIT_STAFF})
LANGUAGES = ("id", "en")

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_BAD_LOGIN = "A login has 2 to 40 small letters, digits, dots, dashes or underscores."


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of staff, as pages and commands see one."""

    id: int
    login: str
    name: str
    role: Role
    unit: str
    email: str
    language: str
    active: bool
    signed_in_at: datetime | None = None
    digest: bool = True
    """Whether the morning digest goes to them (`digests.py`)."""
    stands_in: tuple[str, ...] = ()
    """The units for whose absent head they act at this moment (`deputies.py`)."""

    @property
    def actor(self) -> Actor:
        """Who gives their commands."""
        return Actor.staff(str(self.id), self.role, self.unit, self.stands_in)

    def may(self, what: May) -> bool:
        """Whether they have this permission, by their role or as a deputy."""
        return self.actor.may(what)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStaff:
    """An account to be made. `unit` is needed by the roles of a unit, optional for others."""

    login: str
    name: str
    role: Role
    unit: str = ""
    email: str = ""
    language: str = "id"


@dataclass(frozen=True, slots=True)
class By:
    """Who changes an account, as the trail names them (`staff:7`, `console`), and when."""

    actor: str
    now: datetime


class Accounts:
    """All accounts of an office. `units` are the ids that an account may belong to.

    `internal` are the mail domains of its own network (`staff_address.py`).
    """

    def __init__(
        self,
        sessions: Sessions,
        units: Container[str],
        passwords: Passwords | None = None,
        internal: Container[str] = (),
    ) -> None:
        self._sessions = sessions
        self._units = units
        self._passwords = passwords or Passwords()
        self._internal = internal

    def add(self, new: NewStaff, password: str, by: By) -> Staff:
        """Open an account; raises `Refused` for what is missing, unknown or taken."""
        login = new.login.strip().casefold()
        self._refuse_unfit(new, login)
        return self._open(new, self._passwords.keep(login, password), by)

    def add_without_password(self, new: NewStaff, by: By) -> Staff:
        """The same for somebody who is to be invited: until then no password is right."""
        self._refuse_unfit(new, new.login.strip().casefold())
        return self._open(new, "", by)

    def _open(self, new: NewStaff, kept: str, by: By) -> Staff:
        login = new.login.strip().casefold()
        row = StaffRow(
            login=login, name=new.name.strip(), role=str(new.role), unit=new.unit,
            email=address_of(new.email, self._internal), password=kept, active=True,
            language=new.language, failures=0, locked_until=None, created_at=by.now,
            signed_in_at=None, subject="", digest=True,
        )  # fmt: skip

        def work(db: Session) -> Staff:
            if rows.by_login(db, login):
                raise Refused("login-taken", "The login “{login}” is taken.", login=login)
            number = rows.add(db, row)
            detail = f"staff:{number} {new.role} {new.unit}".strip()
            audit.note(db, Entry(at=by.now, actor=by.actor, action="staff.added", detail=detail))
            return staff_of(row)

        return self._sessions.settled(work)

    def everyone(self) -> list[Staff]:
        """All accounts, closed ones too, by login."""
        with self._sessions.reading() as db:
            return [staff_of(row) for row in rows.everyone(db)]

    def administrators(self) -> list[str]:
        """Who opens and changes accounts: their names."""
        return [one.name for one in self.everyone() if one.active and one.may(May.MANAGE_STAFF)]

    def find(self, login: str) -> Staff:
        """The account of a login; raises `NotFound`."""
        with self._sessions.reading() as db:
            return staff_of(_found(rows.by_login(db, login.strip().casefold())))

    def get(self, number: int) -> Staff:
        """The account of an id; raises `NotFound`."""
        with self._sessions.reading() as db:
            return staff_of(_found(rows.by_id(db, number)))

    def set_password(self, number: int, password: str, by: By) -> None:
        """Set a password and unlock; every sign-in of theirs ends. Raises `Refused`."""
        kept = self._passwords.keep(self.get(number).login, password)

        def change(db: Session, row: StaffRow) -> None:
            row.password, row.failures, row.locked_until = kept, 0, None
            rows.end_sessions_of(db, number)

        self._change(number, change, "staff.password_set", by)

    def move(self, number: int, role: Role, unit: str, by: By) -> None:
        """Give another role or unit; every sign-in of theirs ends. Raises `Refused`.

        Nobody gives one to themselves, and the last open administrator keeps theirs.
        """
        self._refuse_misplaced(role, unit)
        if by.actor == f"staff:{number}":
            raise Refused("own-role", "Another administrator changes your role.")

        def change(db: Session, row: StaffRow) -> None:
            if role is not Role.ADMINISTRATOR:
                _refuse_last(db, row)
            row.role, row.unit = str(role), unit
            rows.end_sessions_of(db, number)

        self._change(number, change, "staff.role_changed", by)

    def set_email(self, number: int, email: str, by: By) -> None:
        """Give an e-mail address, or take it away; raises `Refused` for what is none.

        Everybody who reads the trail learns that it changed, and nobody which one it is.
        """
        address = address_of(email, self._internal)

        def change(db: Session, row: StaffRow) -> None:
            if row.email != address:
                digests.forget_address(db, number)
            row.email = address

        self._change(number, change, "staff.email_changed", by)

    def close(self, number: int, by: By) -> None:
        """Close an account; every sign-in and link of theirs ends at once. Raises `Refused`."""

        def change(db: Session, row: StaffRow) -> None:
            _refuse_last(db, row)
            row.active = False
            rows.end_sessions_of(db, number)
            invitations.forget_of(db, number)

        self._change(number, change, "staff.closed", by)

    def reopen(self, number: int, by: By) -> None:
        """Open a closed account again. Its old password is worth nothing: send them a link."""

        def change(db: Session, row: StaffRow) -> None:
            if not row.active:
                row.password = ""
            row.active, row.failures, row.locked_until = True, 0, None

        self._change(number, change, "staff.reopened", by)

    def unlink(self, number: int, by: By) -> None:
        """Forget who they are to the office's own sign-in; the next one is remembered anew."""

        def change(_db: Session, row: StaffRow) -> None:
            row.subject = ""

        self._change(number, change, "staff.unlinked", by)

    def speak(self, number: int, language: str) -> None:
        """Remember the language in which somebody works."""
        if language in LANGUAGES:

            def work(db: Session) -> None:
                _found(rows.by_id(db, number)).language = language

            self._sessions.settled(work)

    def digest(self, number: int, *, on: bool) -> None:
        """Whether the morning digest goes to somebody from now on."""

        def work(db: Session) -> None:
            _found(rows.by_id(db, number)).digest = on

        self._sessions.settled(work)

    def _change(
        self, number: int, change: Callable[[Session, StaffRow], None], action: str, by: By
    ) -> None:
        def work(db: Session) -> None:
            row = _found(rows.hold(db, number))
            before = row.role, row.unit
            change(db, row)
            detail = f"staff:{number} {row.role} {row.unit}".strip()
            if before != (row.role, row.unit):
                detail += f" < {' '.join(before)}".rstrip()
            audit.note(db, Entry(at=by.now, actor=by.actor, action=action, detail=detail))

        self._sessions.settled(work)

    def _refuse_unfit(self, new: NewStaff, login: str) -> None:
        if not _LOGIN.fullmatch(login):
            raise Refused("bad-login", _BAD_LOGIN)
        if not new.name.strip():
            raise Refused("no-name", "Give the name of the person.")
        if new.language not in LANGUAGES:
            raise Refused("bad-language", "The language is one of: {known}.", known="id, en")
        address_of(new.email, self._internal)
        self._refuse_misplaced(new.role, new.unit)

    def _refuse_misplaced(self, role: Role, unit: str) -> None:
        if role in OF_A_UNIT and not unit:
            raise Refused("unit-needed", "This role belongs to a unit; say which.")
        if unit and unit not in self._units:
            raise Refused("no-such-unit", "There is no unit “{unit}”.", unit=unit[:40])


def staff_of(row: StaffRow) -> Staff:
    """The account in a row, without its password."""
    return Staff(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        unit=row.unit,
        email=row.email,
        language=row.language,
        active=row.active,
        signed_in_at=row.signed_in_at,
        digest=row.digest,
    )


def _refuse_last(db: Session, row: StaffRow) -> None:
    """Without an administrator nobody could open an account again, but for the console."""
    counts = row.role == Role.ADMINISTRATOR and row.active
    if counts and not rows.others_of_role(db, row.role, row.id):
        raise Refused("last-administrator", "This is the last administrator of the office.")


def _found(row: StaffRow | None) -> StaffRow:
    if row is None:
        raise NotFound("account")
    return row
