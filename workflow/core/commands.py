"""Everything that can be asked of a complaint: a closed list, one class a command.

Commands carry words; the events that follow carry only the numbers of the messages in
which those words are kept.
"""

from dataclasses import dataclass, field
from datetime import datetime

from workflow.core.given import Give
from workflow.core.messages import Visibility
from workflow.core.public_commands import Alter, Decline, Hide, Propose, Publish, RecordHiding
from workflow.core.related_commands import CarryAway, Link, NoteBrought, NoteLink, Split

SAFETY = ("none", "danger", "sexual_violence", "child")
"""What the safety screen can find."""

PRIORITIES = ("normal", "urgent", "directive")
"""`directive`: an order of the governor (petunjuk pimpinan)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A message that came in, as the history needs it; `inbox` is the inbox row it stands in."""

    text: str
    reply_text: str = ""
    subject: str = ""
    html: str = ""
    language: str = ""
    visibility: Visibility = Visibility.PRIVATE
    channel: str = ""
    account: str = ""
    contact: int = 0
    external_id: str = ""
    sent_at: datetime | None = None
    inbox: int = 0
    rule: str = ""
    """The intake rule by which it came here."""
    files: tuple[int, ...] = ()
    """Ids of stored attachments."""
    conversation: str = ""
    permalink: str = ""
    about: str = ""
    """What on the platform it is about: `story_reply` or `story_mention`."""
    reply: tuple[str, str, int] | None = None
    """Channel, account and contact for answers, where that is not the place they wrote from."""
    came_at: datetime | None = None
    """When it came, where that was earlier: it stands in another complaint already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Make a complaint of a message."""

    reference: str
    words: Words
    channel: str
    account: str
    person: int
    received_at: datetime
    language: str = "id"
    reachable: bool = True
    acknowledge: bool = True
    """Whether a receipt may go out: false for old mail and unproved addresses."""
    silent: str = ""
    """Why none does, as a code."""
    confidential: bool = False
    anonymous: bool = False
    suspected: bool = False
    category: str = ""
    reported_unit: str = ""
    split_from: int = 0
    """The complaint whose second matter this is, and what that matter is, in words for them."""
    matter: str = ""
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive:
    """Put a message of the complainant to their complaint."""

    complaint: int
    words: Words
    reading: str = ""
    """What it says of our answer: `solved`, `not_solved`, `thanks`, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Make a move of the lifecycle. `seen` is the history's length that the person saw."""

    complaint: int
    move: str
    values: dict[str, str] = field(default_factory=dict)
    files: tuple[int, ...] = ()
    seen: int | None = None
    words: Words | None = None
    """The complainant's own message, where that is what makes the move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify:
    """Say what it is about; only what is given changes."""

    complaint: int
    klass: str = ""
    category: str = ""
    safety: str = ""
    priority: str = ""
    reported_unit: str | None = None
    oversight: bool | None = None
    confidential: bool | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareComplete:
    """Declare the file complete, before it is assigned."""

    complaint: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Write to the complainant without moving the complaint."""

    complaint: int
    text: str
    files: tuple[int, ...] = ()
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Leave words that never leave the house; `purpose` is `note` or `draft`.

    `mentions` are ids of colleagues who are called; whoever gives it has been asked whether
    each of them may see the complaint.
    """

    complaint: int
    text: str
    purpose: str = "note"
    files: tuple[int, ...] = ()
    mentions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTyped:
    """Take in what somebody of the office typed on the platform itself, at its own time `at`."""

    complaint: int
    words: Words
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDelivery:
    """What became of message number `message`: `delivered` or `refused`."""

    complaint: int
    message: int
    outcome: str
    at: datetime
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain:
    """Send message number `message` once more; `state` is where it stands, as the outbox has it."""

    complaint: int
    message: int
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmArrival:
    """Somebody knows that message number `message` did arrive, whatever the channel says.

    `state` and `at` (when the last attempt ended) are as the outbox has them.
    """

    complaint: int
    message: int
    state: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAlarm:
    """A clock may have something to say; the core looks for itself."""

    complaint: int
    clock: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """Give a clock more time, once: `by` such as "7 working days", on a ground from the list."""

    complaint: int
    clock: str
    by: str
    ground: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculate:
    """The calendar changed: `dues` are (clock, round, due time so far) of the running clocks."""

    complaint: int
    decree: str
    dues: tuple[tuple[str, int, datetime | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyRules:
    """The rules changed, and a supervisor applies them on purpose to what is running."""

    complaint: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfil:
    """Say that a duty outside Tuntas was done, and how (a report to the police)."""

    complaint: int
    clock: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Take note that another complaint was merged into this one, or left it."""

    complaint: int
    other: int
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Tell a merged complaint's own complainant what the other one was told."""

    complaint: int
    text: str
    purpose: str


Command = (
    Open
    | Receive
    | Act
    | Classify
    | DeclareComplete
    | Reply
    | Note
    | RecordTyped
    | RecordDelivery
    | Publish
    | Propose
    | Decline
    | Alter
    | Hide
    | RecordHiding
    | SendAgain
    | ConfirmArrival
    | RaiseAlarm
    | Extend
    | Recalculate
    | ApplyRules
    | Fulfil
    | Join
    | Relay
    | Link
    | NoteLink
    | Split
    | CarryAway
    | NoteBrought
    | Give
)
