"""Secrets that are renewed while the office runs: what is held of one, and how it is renewed.

Values and a protocol. A platform that hands out a new secret with each renewal takes the old
one away: of several processes only one may ask, and all must know what it was told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A secret as it is held now: the office's own, or what it was renewed to (`renewed`).

    `since` is when it was renewed, or first seen; `code` why the last renewal failed, at
    `tried_at`.
    """

    text: str = field(repr=False)
    since: datetime
    renewed: bool = False
    ends_at: datetime | None = None
    tried_at: datetime | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a platform gave for the one before."""

    text: str = field(repr=False)
    ends_at: datetime | None = None


Due = Callable[[Held], bool]
Ask = Callable[[Held], Fresh]
"""Renews a secret over there; raises `Trouble` if it is refused or nobody answers."""


class Renewals(Protocol):
    """Keeps renewed secrets for all processes of an office. Safe for any thread."""

    def held(self, which: tuple[str, str], given: str) -> Held:
        """The secret of (channel, account) that comes from the `given` one of the settings."""

    def renewed(self, which: tuple[str, str], given: str, due: Due, ask: Ask) -> Held:
        """The same, renewed first if it is `due`: once, however many ask at the same time.

        Lets through what `ask` raises, once it is noted.
        """
