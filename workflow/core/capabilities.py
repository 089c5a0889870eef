"""What a channel can do: asked before anything is asked of it.

Part of `messages.py`, from which everybody takes it.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can do; what it cannot is never asked of it."""

    reply: bool = True
    thread: bool = False
    attach: bool = False
    public: bool = False
    poll: bool = False
    wait: bool = False
    """Whether the source can tell of news at once, between two polls."""
    push: bool = False
    receipts: bool = False
    """Whether delivery is told apart from acceptance."""
    forgeable: bool = False
    """Whether anybody may write any sender there: automatic words go to proved ones only."""
    repeat: bool = False
    """Whether a send may be tried again after an unclear end without doubling it."""
    repeat_within: timedelta | None = None
    """How long after the first try that holds; none: for ever."""
    split: bool = False
    longest: int | None = None
    longest_public: int | None = None
    """Characters of a public answer, where that differs; public answers are never split."""
    longest_in: str = "characters"
    """`characters` (code points) or `bytes` (UTF-8)."""
    window: timedelta | None = None
    """How long after the person's last private message we may answer; none: for ever."""
    window_by_hand: timedelta | None = None
    """The same for what a person of ours has written, where that is longer."""
    template: bool = False
    """Whether an approved template may still go once the window has closed."""
    hide: bool = False
    """Whether a public comment can be hidden: then the channel `Hides`."""
    private_reply: bool = False
    """Whether a public comment may be answered in private, once, before they ever wrote to us."""
    private_reply_within: timedelta | None = None

    def room(self, *, public: bool) -> tuple[int | None, str]:
        """How much one text may hold (none: any), and in what that is counted."""
        if public and self.longest_public is not None:
            return self.longest_public, "characters"
        return self.longest, self.longest_in
