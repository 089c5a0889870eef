"""The ways in which dealing with a channel can end badly; each has a stable code.

Part of `messages.py`, from which everybody takes them.
"""

from datetime import timedelta


class Trouble(Exception):
    """Something on a channel did not go well; `code` is stable, for rows and health pages."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(Trouble):
    """The other side is busy or away; nothing was sent."""

    def __init__(self, code: str, after: timedelta | None = None) -> None:
        super().__init__(code)
        self.after = after


class Undeliverable(Trouble):
    """A message will never reach this address."""


class Unsure(Trouble):
    """The call ended without an answer: it may have been sent, or not."""


class BadSignature(Trouble):
    """A pushed message is not signed by whom it says; nothing of it is kept."""


class ChannelDown(Trouble):
    """A channel cannot be reached or refuses us; `detail` is for a technician."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.detail = detail
