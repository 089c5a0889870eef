"""What a trial of an account found out.

Part of `messages.py`, from which everybody takes it.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One thing that an account was asked for a trial, and how it went.

    `what` is a stable word (`sign_in`, `mailbox`, `send`), `code` that of the trouble or empty;
    `expires_at` is when a token runs out, where the source tells.
    """

    what: str
    code: str = ""
    detail: str = ""
    expires_at: datetime | None = None
