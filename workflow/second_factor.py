"""The second factor: six digits of an authenticator app (TOTP, RFC 6238), and recovery codes.

Each code is taken once: the last time step is kept, and earlier ones are refused (RFC 6238,
5.2). Wrong ones are counted and lock in the database. Secrets are sealed in the vault; of
recovery codes only keyed prints are kept.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import pyotp
from sqlalchemy.orm import Session

from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.staff import By, Staff
from workflow.store import audit, factors
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.door_tables import SecondFactorRow
from workflow.vault import Vault

T = TypeVar("T")

DEMANDED_OF = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who sees everything, and who opens accounts: a password alone is too little for them."""

STEP = 30
"""Seconds of one code, as every app has it."""

DRIFT = 1
"""Steps before and after now that count too: telephones are not exact."""

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
RECOVERY_CODES = 10
GROUPS, GROUP = 3, 4
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters that nobody confuses on paper; twelve of them are 59 bits."""

ON_ALREADY = "Your second factor is on already. Turn it off first."
_WRONG = (
    "The code is not right, or it was used before. After {tries} wrong ones it is locked "
    "for {minutes} minutes."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorState:
    """Somebody's second factor. `codes_left` are recovery codes."""

    on: bool
    since: datetime | None = None
    codes_left: int = 0


class SecondFactors:
    """All second factors of an office. `demanded`: certain roles do not go on without one."""

    def __init__(self, sessions: Sessions, vault: Vault, key: bytes, *, demanded: bool) -> None:
        self._sessions = sessions
        self._vault = vault
        self._key = key
        self.demanded = demanded

    def state(self, staff: int) -> FactorState:
        """How somebody stands."""
        with self._sessions.reading() as db:
            row = factors.of(db, staff)
            if row is None or row.confirmed_at is None:
                return FactorState(on=False)
            left = factors.codes_left(db, staff)
            return FactorState(on=True, since=row.confirmed_at, codes_left=left)

    def everyone_with(self) -> frozenset[int]:
        """The ids of all whose second factor is on."""
        with self._sessions.reading() as db:
            return factors.everyone_with(db)

    def is_missing(self, staff: Staff) -> bool:
        """Whether somebody must set one up before anything else."""
        if not self.demanded or staff.role not in DEMANDED_OF:
            return False
        with self._sessions.reading() as db:
            return not factors.is_on(db, staff.id)

    def begin(self, staff: Staff) -> str:
        """A new secret (base32) for their app, good for nothing before `confirm`."""
        secret = pyotp.random_base32()
        row = SecondFactorRow(
            staff_id=staff.id, sealed=self._vault.seal(secret, _purpose(staff.id)),
            confirmed_at=None, last_step=0, failures=0, locked_until=None,
        )  # fmt: skip

        def work(db: Session) -> None:
            known = factors.held(db, staff.id)  # it may be confirmed at this moment
            if known is not None and known.confirmed_at is not None:
                raise Refused("factor-on", ON_ALREADY)
            factors.put(db, row)

        self._sessions.settled(work)
        return secret

    def begun(self, staff: Staff) -> str:
        """The secret that waits to be confirmed; empty for none."""
        with self._sessions.reading() as db:
            row = factors.of(db, staff.id)
            if row is None or row.confirmed_at is not None:
                return ""
            return self._vault.open(row.sealed, _purpose(staff.id))

    def confirm(self, staff: Staff, code: str, now: datetime) -> tuple[str, ...]:
        """Turn it on with a first code of the app; gives the recovery codes, this once."""
        codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))

        def work(db: Session, row: SecondFactorRow) -> tuple[str, ...]:
            if row.confirmed_at is not None:
                raise Refused("factor-on", ON_ALREADY)
            row.confirmed_at = now
            factors.put_codes(db, staff.id, (self._print(staff.id, each) for each in codes))
            _note(db, now, f"staff:{staff.id}", "factor.on")
            return codes

        return self._with_code(staff, code, now, work)

    def check(self, staff: Staff, code: str, now: datetime) -> None:
        """Take a code of the app, or a recovery code; raises `Refused`."""
        self._with_code(staff, code, now, lambda _db, row: _refuse_unconfirmed(row))

    def renew_codes(self, staff: Staff, code: str, now: datetime) -> tuple[str, ...]:
        """New recovery codes in place of the old ones; raises `Refused` for a wrong code."""
        codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))

        def work(db: Session, row: SecondFactorRow) -> tuple[str, ...]:
            _refuse_unconfirmed(row)
            factors.put_codes(db, staff.id, (self._print(staff.id, each) for each in codes))
            _note(db, now, f"staff:{staff.id}", "factor.codes_renewed")
            return codes

        return self._with_code(staff, code, now, work)

    def turn_off(self, staff: Staff, code: str, now: datetime) -> None:
        """Turn one's own off, with a code; raises `Refused`."""

        def work(db: Session, row: SecondFactorRow) -> None:
            factors.remove(db, staff.id)
            _note(db, now, f"staff:{staff.id}", "factor.off", f"staff:{staff.id}")

        self._with_code(staff, code, now, work)

    def reset(self, staff: Staff, by: By) -> bool:
        """Turn somebody's off without a code, for who lost telephone and codes."""
        return reset(self._sessions, staff, by)

    def _with_code(
        self, staff: Staff, code: str, now: datetime, then: Callable[[Session, SecondFactorRow], T]
    ) -> T:
        """Take a code and go on, in one transaction; raises `Refused` once the count is kept."""

        def work(db: Session) -> tuple[T] | None:
            row = factors.held(db, staff.id)
            if row is None or (row.locked_until is not None and row.locked_until > now):
                _note(db, now, f"staff:{staff.id}", "factor.failed")
                return None
            if not self._takes(db, row, _plain(code), now):
                _count_failure(db, row, now)
                return None
            row.failures, row.locked_until = 0, None
            return (then(db, row),)

        done = self._sessions.settled(work)
        if done is None:
            minutes = str(int(LOCKED_FOR.total_seconds() // 60))
            raise Refused("wrong-code", _WRONG, tries=str(TRIES), minutes=minutes)
        return done[0]

    def _takes(self, db: Session, row: SecondFactorRow, code: str, now: datetime) -> bool:
        step = self._step_of(row, code, now)
        if step:
            row.last_step = step
            return True
        taken = factors.use_code(db, row.staff_id, self._print(row.staff_id, code), now)
        if taken:
            _note(db, now, f"staff:{row.staff_id}", "factor.recovery_used")
        return taken

    def _step_of(self, row: SecondFactorRow, code: str, now: datetime) -> int:
        """The time step of a code of the app that was not taken before; 0 for none."""
        totp = pyotp.TOTP(self._vault.open(row.sealed, _purpose(row.staff_id)), interval=STEP)
        here = int(now.timestamp()) // STEP
        fitting = [
            step
            for step in range(here - DRIFT, here + DRIFT + 1)
            if step > row.last_step
            and hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
        ]
        return max(fitting, default=0)

    def _print(self, staff: int, code: str) -> str:
        """What is kept of a recovery code: 59 bits want a key of ours."""
        message = f"recovery:{staff}:{_plain(code)}".encode()
        return hmac.digest(self._key, message, hashlib.sha256).hex()


def reset(sessions: Sessions, staff: Staff, by: By) -> bool:
    """Turn somebody's second factor off, by who manages accounts; gives whether it was on."""

    def work(db: Session) -> bool:
        was_on = factors.is_on(db, staff.id)
        factors.remove(db, staff.id)
        _note(db, by.now, by.actor, "factor.off", f"staff:{staff.id}")
        return was_on

    return sessions.settled(work)


def _purpose(staff: int) -> str:
    """Sealed for one person: pasted into another's row, it opens nothing."""
    return f"second factor {staff}"


def _plain(code: str) -> str:
    """A code as it is kept: without blanks and dashes, in small letters."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def _recovery_code() -> str:
    letters = [secrets.choice(LETTERS) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, len(letters), GROUP))


def _refuse_unconfirmed(row: SecondFactorRow) -> None:
    if row.confirmed_at is None:
        raise Refused("factor-off", "There is no second factor to show.")


def _count_failure(db: Session, row: SecondFactorRow, now: datetime) -> None:
    actor = f"staff:{row.staff_id}"
    _note(db, now, actor, "factor.failed")
    row.failures += 1
    if row.failures >= TRIES:
        row.failures, row.locked_until = 0, now + LOCKED_FOR
        _note(db, now, actor, "factor.locked")


def _note(db: Session, now: datetime, actor: str, action: str, detail: str = "") -> None:
    audit.note(db, Entry(at=now, actor=actor, action=action, detail=detail))
