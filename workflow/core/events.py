"""Everything that can have happened to a complaint: a closed list, one class a kind.

Events carry ids, numbers and codes, never personal text; words stand in messages, which
an event names by their number within the complaint. Retired kinds stay listed, so that old
histories can be read.
"""

from dataclasses import dataclass
from datetime import datetime

from workflow.core.given import Given
from workflow.core.related_events import Related


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A message became a complaint. `received_at` is when the office could have read it."""

    reference: str
    channel: str
    account: str
    received_at: datetime
    message: int
    person: int
    language: str = "id"
    reachable: bool = True
    confidential: bool = False
    anonymous: bool = False
    suspected: bool = False
    """Whether its words made intake suspect danger to a person."""
    reported_unit: str = ""
    silent: str = ""
    """Why no receipt went out although it could; empty where one did, or never could."""
    lifecycle: str = "complaint"
    split_from: int = 0
    acknowledged_at: datetime | None = None
    """Of a second matter: when the receipt for the message that held it had arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What it is about, as far as it has changed; empty or none means unchanged."""

    klass: str = ""
    category: str = ""
    safety: str = ""
    priority: str = ""
    reported_unit: str | None = None
    oversight: bool | None = None
    confidential: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredComplete:
    """The file is complete; the office's time to decide begins (UU 25/2009 art. 50)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A move of the lifecycle was made. `message` and `letter` are numbers of messages."""

    move: str
    frm: str
    to: str
    unit: str = ""
    code: str = ""
    agency: str = ""
    other: int = 0
    message: int = 0
    letter: int = 0
    since: datetime | None = None
    """When it happened, where we put the message that made it here only later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCame:
    """The complainant (or somebody for them) wrote."""

    message: int
    reading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWent:
    """The office wrote; whether it arrived is told by `Delivery`."""

    message: int
    purpose: str
    automatic: bool = False
    again: int = 0
    """The number of an earlier message whose words went out once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Somebody in the office left a note or a draft that never leaves the house."""

    message: int
    purpose: str = "note"
    answers: int = 0
    """Of a public answer that waits for its release: the comment that it would answer."""
    mentions: tuple[int, ...] = ()
    """Ids of the colleagues whom it calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of a message that went: `delivered` or `refused`, and when."""

    message: int
    purpose: str
    outcome: str
    at: datetime
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted:
    """A clock runs. The rule stands here in full, so that a later rule changes nothing."""

    clock: str
    round: int
    rule: str
    version: str
    within: str
    calendar: str
    started_at: datetime
    warn: int = 0
    pauses: bool = True
    grace: str = ""
    steps: tuple[str, ...] = ()
    """Escalations as `"100%>supervisor"`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleApplied:
    """Another rule holds for a running clock, counted from its original start."""

    clock: str
    round: int
    rule: str
    version: str
    within: str
    warn: int = 0
    pauses: bool = True
    grace: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStopped:
    """A clock ended at `at` because of the named event `by`; `due_at` is what it was then."""

    clock: str
    round: int
    at: datetime
    due_at: datetime | None
    outcome: str
    by: str
    message: int = 0
    """The message whose arrival stopped it, if one did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockContinued:
    """A stopped clock goes on with what was left of it.

    `void` tells that it should never have stopped (the answer came back undelivered): then
    the time since counts.
    """

    clock: str
    round: int
    at: datetime
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A clock used so much of its time that its holder was told."""

    clock: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Breached:
    """A clock ran past its due time: the breach is at `due_at`, seen at `detected_at`."""

    clock: str
    round: int
    due_at: datetime
    detected_at: datetime
    unit: str = ""
    shares: tuple[str, ...] = ()
    """Minutes by holder, as `intake=480`; nobody is blamed for another's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """A step of the ladder was climbed."""

    clock: str
    round: int
    step: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A clock got more time, once, on a legal ground; both dates stay on record."""

    clock: str
    round: int
    by: str
    ground: str
    letter: int
    old_due_at: datetime | None
    new_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculated:
    """A decree or an applied rule moved a due date; both dates stay on record."""

    clock: str
    round: int
    old_due_at: datetime | None
    new_due_at: datetime | None
    decree: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone:
    """Something the law asks for outside Tuntas was done (a report to the police)."""

    clock: str
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Message `message` answers the public comment `answers` where everybody can read it.

    `draft` is the proposal that was released; `found` what looked like personal data and was
    confirmed by whoever released it.
    """

    message: int
    answers: int
    draft: int = 0
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A message is no longer as it came: `edited` or `deleted` by its author, or hidden by us.

    `how` is `edited`, `deleted`, `hiding`, `hidden` or `not_hidden`.
    """

    message: int
    how: str
    code: str = ""


Event = (
    Opened
    | Classified
    | DeclaredComplete
    | Moved
    | MessageCame
    | MessageWent
    | Noted
    | Delivery
    | ClockStarted
    | RuleApplied
    | ClockStopped
    | ClockContinued
    | Warned
    | Breached
    | Escalated
    | Extended
    | Recalculated
    | DutyDone
    | Related
    | Given
    | Published
    | Altered
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place: `seq` counts from 1 within the complaint."""

    seq: int
    at: datetime
    actor: str
    event: Event
