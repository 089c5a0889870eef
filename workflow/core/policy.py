"""What this office has decided, as values: units, classes, categories, SLA rules, spans.

Filled from `config/rules/*.toml` by the rulebook and handed to the core; nothing here
reads a file. A policy never changes after it is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from workflow.core.caps import USUAL_CAPS, Caps
from workflow.core.spans import Span

PRIORITIES = ("normal", "urgent", "directive")
"""How pressing a complaint is; a directive comes from the governor or the head of the office."""

SENSITIVE = (
    "child", "child_in_conflict_with_law", "sexual_violence", "health", "disability", "adoption",
    "hiv", "drugs", "identity_documents",
)  # fmt: skip
"""Subjects that make a complaint sensitive (UU 27/2022 art. 4(2) and the laws on each group)."""

REASON_LISTS = (
    "reject", "return", "refer", "extend", "close", "reopen", "no_evidence", "withdraw",
    "lower_confidentiality", "reveal",
)  # fmt: skip
"""The closed lists from which a reason is picked."""

SPANS = (
    "waiting_limit", "auto_close", "dispute_grace", "reopen_window", "hold_review",
    "extension_limit", "foi_extension", "retention", "retention_oversight",
)  # fmt: skip
"""The named spans that the lifecycle, extensions and retention rely on; an office sets them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A service unit (UPT), a division of the head office, or an outside office's desk.

    `kind` is the routing key (`PSTW`, `RSBN`, ...); `superior` the id of the unit that
    hears complaints about this one (UU 25/2009 art. 45).
    """

    id: str
    name: str
    kind: str
    place: str = ""
    clients: str = ""
    superior: str = ""
    calendar: str = "office"
    timezone: str = "Asia/Jakarta"
    superior_agency: str = ""
    """The agency that hears complaints about this one where no unit of the office may."""
    handles: bool = True
    """False for desks that only pass on, so that nothing is ever assigned to them."""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Klass:
    """A class of SP4N: what is asked of the office (`complaint`, `aspiration`, ...)."""

    id: str
    name_id: str
    name_en: str
    plain_question: bool = False
    """Whether intake may answer it without assigning it first."""
    clocked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a complaint is about; the defaults that come with it, and words that hint at it."""

    id: str
    name_id: str
    name_en: str
    klass: str = "complaint"
    confidential: bool = False
    oversight: bool = False
    safety: bool = False
    """Whether a person may be in danger: sorted first in triage."""
    sexual_violence: bool = False
    """Whether it starts the 72-hour clock to the police (UU 12/2022 art. 41)."""
    sensitive: str = ""
    units: tuple[str, ...] = ()
    """Kinds of units that usually own it, the likeliest first."""
    agency: str = ""
    """The agency to refer to where it is not ours."""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """Somebody outside the office to whom a complaint is referred, or for whom it waits."""

    id: str
    name: str
    name_en: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One entry of a closed list: why something is rejected, returned, extended, ..."""

    id: str
    list: str
    name_id: str
    name_en: str
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A step on the ladder: `at` is `"100%"` of the time or a span after the due time."""

    at: str
    to: str
    """A role of `roles.py`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What of a complaint chooses its rules; `on` is the local date on which a clock starts."""

    klass: str
    category: str
    on: date
    priority: str = "normal"
    oversight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaRule:
    """One rule of `sla.toml`. Empty `when_*` fields match everything; the first match applies."""

    name: str
    version: str
    clock: str
    within: Span
    legal_basis: str
    valid_from: date
    when_class: tuple[str, ...] = ()
    when_category: tuple[str, ...] = ()
    when_priority: tuple[str, ...] = ()
    when_oversight: bool | None = None
    warn: int | None = None
    """Percent of the time after which the holder is warned."""
    escalate: tuple[Escalation, ...] = ()
    pauses: bool = True
    """False: `pauses = "never"`."""
    grace: Span | None = None
    """The least that is left after a dispute."""
    name_id: str = ""
    """The name in Indonesian; no part of what the rule says, nor of its version."""

    def covers(self, subject: Subject) -> bool:
        """Whether this rule is in force for the subject; the order of the rules still decides."""
        return (
            self.valid_from <= subject.on
            and self.when_oversight in (None, subject.oversight)
            and (not self.when_class or subject.klass in self.when_class)
            and (not self.when_category or subject.category in self.when_category)
            and (not self.when_priority or subject.priority in self.when_priority)
        )


@dataclass(frozen=True, kw_only=True)
class Policy:
    """All of it together. `version` is a hash of the files it was read from."""

    version: str
    office: str
    office_en: str
    timezone: str
    units: Mapping[str, Unit]
    classes: Mapping[str, Klass]
    categories: Mapping[str, Category]
    agencies: Mapping[str, Agency]
    reasons: Mapping[str, Reason]
    rules: tuple[SlaRule, ...]
    spans: Mapping[str, Span] = field(default_factory=dict)
    """Named spans that moves and channels refer to (`waiting_limit`, `auto_close`, ...)."""
    danger_words: tuple[str, ...] = ()
    """Words at which intake suspects that somebody is in danger; a person then looks."""
    caps: Caps = USUAL_CAPS
    """How many automatic messages and new complaints pass before a person looks."""
    public_receipt: str = "release"
    """How public comments are greeted in public: `send`, `release` (a person looks) or `none`."""
    contact: Mapping[str, str] = field(default_factory=dict)
    """The public name, address and phone of the officer in charge (UU 25/2009 art. 36)."""

    @cached_property
    def rules_by_clock(self) -> dict[str, tuple[SlaRule, ...]]:
        """The rules of each clock, in the order in which they are tried."""
        clocks = dict.fromkeys(rule.clock for rule in self.rules)
        return {name: tuple(r for r in self.rules if r.clock == name) for name in clocks}

    def rule_for(self, clock: str, subject: Subject) -> SlaRule | None:
        """The first rule of the clock that covers the subject; none: the clock does not run."""
        rules = self.rules_by_clock.get(clock, ())
        return next((rule for rule in rules if rule.covers(subject)), None)

    def reasons_in(self, list_name: str) -> tuple[Reason, ...]:
        """The entries of one closed list, in the order of the file."""
        return tuple(reason for reason in self.reasons.values() if reason.list == list_name)
