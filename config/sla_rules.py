"""The SLA rules and named spans of `sla.toml`: read, compared with each other, made into values.

Whether a rule can ever apply is found by trying every kind of complaint there can be,
not by reasoning about pairs. Opens no file.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import product

from config.mistakes import Place, not_among, shown
from config.records import words
from workflow.core.policy import PRIORITIES, SPANS, Escalation, Policy, SlaRule, Subject
from workflow.core.roles import Role
from workflow.core.spans import BadSpan, Span

NEEDED_CLOCKS = ("resolution", "completion", "auto_close", "police_report")
"""Clocks whose end is a move or a legal duty: without a rule they would never ring."""
BEFORE_TRIAGE = (
    "acknowledge", "safety_triage", "verify_forward", "statutory_respond", "police_report",
)  # fmt: skip
"""Clocks that start while nobody has said yet what class a complaint is of."""
ON_REQUEST = ("personal_data",)
"""Clocks that run for few complaints only, which their rules have to name."""
UNCLASSIFIED = ""

_PERCENT = re.compile(r"(\d{1,3})%")
WHOLE = 100
_NO_SPAN = Span.parse("1 day")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """`when = { class = "complaint", oversight = true }`; what is left out matches everything."""

    class_: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    oversight: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One `[[rule]]` as it is written."""

    name: str
    clock: str
    within: str
    legal_basis: str
    valid_from: date
    when: When = field(default_factory=When)
    warn: str = ""
    escalate: tuple[Escalation, ...] = ()
    pauses: str = ""
    grace: str = ""
    name_id: str = ""


def read_spans(value: object, place: Place) -> dict[str, Span]:
    """The `[spans]` table: each named span, none left out."""
    if not isinstance(value, dict):
        place.wrong(f"{shown(value)} should be a table.")
        return {}
    for key in value:
        if key not in SPANS:
            place.at(key).wrong(not_among(key, SPANS))
    found = {}
    for name in SPANS:
        here = place.at(name)
        if name not in value:
            here.wrong("is missing.")
        elif text := words(value[name], here):
            found[name] = _span(text, {}, here)
    return found


def make_rule(line: RuleLine, spans: Mapping[str, Span], place: Place) -> SlaRule:
    """The rule as a value. `within` may name a span of `[spans]`, so that a limit stands once."""
    rule = SlaRule(
        name=line.name,
        version="",
        clock=line.clock,
        within=_span(line.within, spans, place.at("within")),
        legal_basis=line.legal_basis,
        valid_from=line.valid_from,
        when_class=line.when.class_,
        when_category=line.when.category,
        when_priority=line.when.priority,
        when_oversight=line.when.oversight,
        warn=_warning(line.warn, place.at("warn")),
        escalate=line.escalate,
        pauses=line.pauses != "never",
        grace=_grace(line, spans, place.at("grace")),
    )
    if line.clock == "completion" and rule.warn is None:
        place.at("warn").wrong("is missing: nothing may lapse of which nobody was reminded.")
    _check_ladder(line.escalate, place.at("escalate"))
    *says, _ = astuple(rule)  # what it is called in Indonesian comes last and says nothing
    version = sha256(repr(tuple(says)).encode()).hexdigest()[:10]
    return replace(rule, version=version, name_id=line.name_id)


def _grace(line: RuleLine, spans: Mapping[str, Span], place: Place) -> Span | None:
    """Only a resolution clock goes on after a dispute; the office's own grace is its default."""
    if line.grace:
        return _span(line.grace, spans, place)
    return spans.get("dispute_grace") if line.clock == "resolution" else None


def _span(text: str, spans: Mapping[str, Span], place: Place) -> Span:
    try:
        span = spans[text] if text in spans else Span.parse(text)
    except BadSpan:
        named = f" Named spans: {', '.join(spans)}." if spans else ""
        place.wrong(
            f"{shown(text)} should be a number and a unit, such as "
            f'"5 working days", "8 working hours", "14 days" or "72 hours".{named}'
        )
        return _NO_SPAN
    if span.count < 1:
        place.wrong(f"{shown(text)} leaves no time; it should be at least 1.")
    return span


def _warning(text: str, place: Place) -> int | None:
    if not text:
        return None
    percent = _percent(text)
    if not percent or percent >= WHOLE:
        place.wrong(f'{shown(text)} should be from "1%" to "99%".')
    return percent


def _percent(text: str) -> int | None:
    found = _PERCENT.fullmatch(text)
    return int(found[1]) if found else None


def _check_ladder(steps: tuple[Escalation, ...], place: Place) -> None:
    """Steps climb: shares of the time first, then spans after the due time, no step twice."""
    last: dict[str, int] = {}
    for number, step in enumerate(steps, start=1):
        here = place.row(str(number))
        if step.to not in tuple(Role):
            here.at("to").wrong(f"{shown(step.to)} is no role. Allowed: {', '.join(sorted(Role))}.")
        rung = _rung(step.at)
        if rung is None:
            here.at("at").wrong(
                f'{shown(step.at)} should be a share up to "100%", or a span after the due '
                'time such as "3 working days".'
            )
            continue
        unit, count = rung
        if (unit == "%" and last.keys() - {"%"}) or count <= last.get(unit, 0):
            here.at("at").wrong("should come later than the step before it.")
        last[unit] = count


def _rung(text: str) -> tuple[str, int] | None:
    percent = _percent(text)
    if percent is not None:
        return ("%", percent) if 1 <= percent <= WHOLE else None
    try:
        span = Span.parse(text)
    except BadSpan:
        return None
    return (span.unit, span.count) if span.count else None


def check_reach(policy: Policy, place: Place) -> None:
    """Note rules that can never be the first to match, and complaints left without a promise."""
    for clock in NEEDED_CLOCKS:
        if clock not in policy.rules_by_clock:
            place.wrong(
                f"has none for the clock {clock}, though a move or a legal duty hangs on it."
            )
    for clock, rules in policy.rules_by_clock.items():
        used, bare = _try_all(policy, clock)
        for rule in (rule for rule in rules if rule not in used):
            place.row(rule.name).wrong(
                "can never apply: the rules above it take every complaint that it would match."
            )
        if clock in BEFORE_TRIAGE and UNCLASSIFIED in bare:
            place.wrong(f"has none for {clock} without when: it starts before a class is known.")
        if clock in ON_REQUEST and UNCLASSIFIED not in bare:
            place.wrong(f"has one for {clock} without when: it would run for every complaint.")
        unpromised = bare - {UNCLASSIFIED} if clock == "resolution" else ()
        for klass in sorted(unpromised):
            place.wrong(f"has no resolution rule that covers every {klass}.")


def _try_all(policy: Policy, clock: str) -> tuple[set[SlaRule], set[str]]:
    """Which rules were ever first, and which clocked classes met no rule at the latest date."""
    used: set[SlaRule] = set()
    bare: set[str] = set()
    dates = sorted({rule.valid_from for rule in policy.rules_by_clock[clock]})
    clocked = {UNCLASSIFIED, *(klass.id for klass in policy.classes.values() if klass.clocked)}
    for subject in _subjects(policy, clock, dates):
        rule = policy.rule_for(clock, subject)
        if rule:
            used.add(rule)
        elif subject.on == dates[-1] and subject.klass in clocked:
            bare.add(subject.klass)
    return used, bare


def _subjects(policy: Policy, clock: str, dates: list[date]) -> Iterable[Subject]:
    """One complaint of each kind that the rules of this clock can tell apart."""
    named = {word for rule in policy.rules_by_clock[clock] for word in rule.when_category}
    others = [name for name in policy.categories if name not in named][:1]
    yield from (Subject(klass=UNCLASSIFIED, category="", on=on) for on in dates)
    found = product(policy.classes, [*named, *others], PRIORITIES, (False, True), dates)
    for klass, category, priority, oversight, on in found:
        yield Subject(klass=klass, category=category, priority=priority, oversight=oversight, on=on)
