"""What a history amounts to. Written by `folding.py` alone, read by everybody else.

Whatever is here can be made again from the history; `tuntas verify` does so.
"""

from dataclasses import dataclass, field
from datetime import datetime

from workflow.core.clockface import Clock, Pause


@dataclass(slots=True)
class Went:
    """A message of ours on its way: what for, and what is known of its arrival."""

    purpose: str
    at: datetime
    automatic: bool = False
    outcome: str = ""
    again: int = 0
    """The number of the message by which it was sent once more."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A named event: what happened when, the how-manieth it is, and by which message."""

    name: str
    at: datetime
    order: int
    message: int = 0


@dataclass(slots=True)
class Facts:
    """One complaint, as its history tells it. `seq` is the number of its last event."""

    seq: int = 0
    reference: str = ""
    lifecycle: str = "complaint"
    state: str = ""
    came_from: str = ""
    channel: str = ""
    account: str = ""
    person: int = 0
    language: str = "id"
    klass: str = ""
    category: str = ""
    priority: str = ""
    safety: str = ""
    suspected: bool = False
    oversight: bool = False
    confidential: bool = False
    anonymous: bool = False
    reachable: bool = False
    silent: str = ""
    unit: str = ""
    reported_unit: str = ""
    given_to: str = ""
    """The staff id of whoever works on it within the unit; empty: no one person."""
    given_by: str = ""
    agency: str = ""
    merged_into: int = 0
    joined: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    """Complaints that were split off this one."""
    split_from: int = 0
    returns: int = 0
    complete: bool = False
    came_back: bool = False
    answered_by: str = ""
    messages: int = 0
    received_at: datetime | None = None
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    closed_at: datetime | None = None
    went: dict[int, Went] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)
    """The running or last round of each clock."""
    past_clocks: list[Clock] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    holders: list[tuple[str, datetime]] = field(default_factory=list)
    """Who has it since when: `intake`, `unit:...`, `complainant`, `agency:...`, or nobody."""
    awaited: int = 0
    """The number of the question or answer that the present state waits on."""
    moments: list[Moment] = field(default_factory=list)
    """Named events since the clocks were last looked at; see `clockwork.follow`."""
    past: list[Moment] = field(default_factory=list)
    """Every named event there has been, in order; see `hindsight.py`."""
    began: dict[str, Moment] = field(default_factory=dict)
    """Each kind of named event as it last happened."""
    last_actor: str = ""
    proposed: dict[int, int] = field(default_factory=dict)
    """Public answers that wait for their release: number of the draft, of the comment."""
    altered: dict[int, str] = field(default_factory=dict)
    """How a message stands now where it is no longer as it came; see `Altered`."""
