"""What can be asked of a complaint because some of its words are public.

Part of the closed list in `commands.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Answer message number `answers`, a public comment, where everybody can read it.

    `draft` is the number of the proposal that is released by it; `found` are kinds of personal
    data that the shell found (names it alone knows), `confirmed` that a person looked again.
    """

    complaint: int
    answers: int
    text: str
    draft: int = 0
    found: tuple[str, ...] = ()
    confirmed: bool = False
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Hand in a public answer that somebody else releases."""

    complaint: int
    answers: int
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """Do not let the proposal with number `draft` out; `reason` is for whoever wrote it."""

    complaint: int
    draft: int
    reason: str
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alter:
    """Take note that message number `message` was `edited` or `deleted` by whoever wrote it."""

    complaint: int
    message: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hide:
    """Have message number `message`, a public comment, hidden on its platform."""

    complaint: int
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHiding:
    """What the platform said: `hidden`, or `not_hidden` with its code."""

    complaint: int
    message: int
    how: str
    code: str = ""
