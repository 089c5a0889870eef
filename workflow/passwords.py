"""Passwords: what makes one fit, how it is kept, whether one is right.

Kept only as Argon2id hashes. Checking costs the same time whether the account exists or not.
"""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow.core.refusal import Refused

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id as OWASP's password storage sheet gives it: some 50 ms and 19 MiB a sign-in."""

SHORTEST = 10
LONGEST = 200
"""Characters. What is longer is refused, never cut in silence."""


class Passwords:
    """Hashes and checks. Tests hand in a cheaper hasher."""

    def __init__(self, hasher: PasswordHasher = HASHER) -> None:
        self._hasher = hasher
        self._decoy = hasher.hash(secrets.token_urlsafe(16))

    def keep(self, login: str, password: str) -> str:
        """The hash to keep; raises `Refused` for a password that is no good."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise Refused(
                "bad-password",
                "A password has {least} to {most} characters.",
                least=str(SHORTEST),
                most=str(LONGEST),
            )
        if password.strip().casefold() == login:
            raise Refused("password-is-login", "The password must not be the login.")
        return self._hasher.hash(password)

    def right(self, kept: str | None, given: str) -> bool:
        """Whether it is the password; without an account the same work is done for nothing."""
        try:
            self._hasher.verify(kept or self._decoy, given[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
        return bool(kept)

    def renewed(self, kept: str, given: str) -> str:
        """The hash to keep from now on, where the old one was made with older costs."""
        return self._hasher.hash(given) if self._hasher.check_needs_rehash(kept) else kept
