"""What the matching rules are told of a message, and what they may answer. Values only."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workflow.core.caps import NOTHING_LATELY, Lately


class Fate(StrEnum):
    """What becomes of a message."""

    OPENED = "opened"
    CONTINUED = "continued"
    IGNORED = "ignored"
    SET_ASIDE = "set_aside"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Known:
    """One complaint that a message may belong to. `sender` is whether they are its complainant."""

    complaint: int
    reference: str
    state: str
    sender: bool
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was looked up about a message before the rules see it."""

    by_token: Known | None = None
    by_thread: Known | None = None
    """Of the message that it answers, found by our own ids."""
    by_quotation: Known | None = None
    """Of a private message: a complaint of theirs a message of which it quotes."""
    follows: Known | None = None
    """The same, where that complaint was closed too long ago to be opened again."""
    by_conversation: Known | None = None
    from_public: Known | None = None
    """Of a private message: a complaint of theirs that they have only commented on so far."""
    below: Known | None = None
    """Of a public message: the open complaint of somebody else under whose words it stands."""
    altered: int | None = None
    """For an edit, a deletion or a reaction: the complaint whose message it is about."""
    deleted: bool = False
    """Whether its author took it back before it was read."""
    quoted: tuple[Known, ...] = ()
    """Complaints whose references its words name."""
    vouched: bool = False
    """Whether it is private, and its platform itself says who wrote it."""
    seen_before: bool = False
    message_sent: int | None = None
    """For a receipt: the complaint whose message it speaks of."""
    lately: Lately = NOTHING_LATELY

    def state_of(self, complaint: int) -> str | None:
        """The state in which a complaint was that it may belong to; none for all others."""
        alone = (self.by_token, self.by_thread, self.by_quotation, self.by_conversation)
        found = (*alone, self.from_public, *self.quoted)
        return next((one.state for one in found if one and one.complaint == complaint), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, by which rule, and why in a sentence (English source text)."""

    fate: Fate
    rule: str
    reason: str = ""
    complaint: int | None = None
    suspected: int | None = None
    """A complaint that an officer should look at before deciding."""
    values: dict[str, str] = field(default_factory=dict)
