"""A complaint's history in words: one line for each event.

A table names the sentence of every kind of event and of every move. Events carry no
personal text, and nothing here adds any.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from web.delivery_words import silence
from web.history_sentences import (
    ALTERED,
    FLAGS,
    HELD,
    MOVES,
    OUTCOMES,
    PURPOSES,
    READINGS,
    RELATED,
    STOPPED,
    VOUCHED,
)
from web.i18n import source, translate
from web.labels import label
from web.present import due_moment
from web.who import Who, short_unit
from workflow.core import events as e
from workflow.core import related_events as related
from workflow.core.deliveries import BY_OFFICER, HELD_BACK
from workflow.core.events import Event
from workflow.core.given import Given
from workflow.core.publishing import ANSWER, GREETING
from workflow.core.spans import Span
from workflow.core.trace_words import SPANS
from workflow.core.typed import TYPED

CLOCK_EVENTS = (
    e.ClockStarted, e.RuleApplied, e.ClockStopped, e.ClockContinued, e.Warned,
    e.Breached, e.Escalated, e.Extended, e.Recalculated,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words; `kind` is `move`, `words`, `clock`, `late` or `mark`."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Teller:
    """What the words are made of. `references` are other complaints that the reader may see."""

    who: Who
    references: Mapping[int, str]
    hidden: frozenset[int] = frozenset()
    """Those about a unit of the reader's: that there are any is not told, either."""

    def shows(self, event: Event) -> bool:
        """Whether the reader may know of it: a link is there only for who may see both ends."""
        if isinstance(event, related.Joined | related.Carried):
            return event.other not in self.hidden
        return not isinstance(event, related.Linked) or event.other in self.references

    def other(self, complaint: int) -> str:
        """Another complaint; without its reference where the reader may not see it."""
        return self.references.get(complaint) or translate("another complaint")


def purpose_of(purpose: str) -> str:
    """What a message was for."""
    return translate(PURPOSES[purpose]) if purpose in PURPOSES else purpose


def span_of(words: str) -> str:
    """A span such as "5 working days" in the reader's language."""
    span = Span.parse(words)
    return translate(SPANS[span.unit][span.count != 1], count=span.count)


def line_of(event: Event, teller: Teller) -> Line:
    """One event in words."""
    return Line(_TELLS[type(event)](teller, event), _kind_of(event))


def _kind_of(event: Event) -> str:
    if isinstance(event, e.Breached | e.Escalated):
        return "late"
    if isinstance(event, CLOCK_EVENTS):
        return "clock"
    if isinstance(event, e.Moved | e.Opened):
        return "move"
    return "words" if isinstance(event, e.MessageCame | e.MessageWent | e.Noted) else "mark"


def _opened(tell: Teller, event: e.Opened) -> str:
    came = translate("Came in by {channel}.", channel=label("channel", event.channel))
    whole = ""
    if event.split_from:
        whole = translate("Split off {other}.", other=tell.other(event.split_from))
    return " ".join(part for part in (came, whole, silence(event.silent)) if part)


def _classified(tell: Teller, event: e.Classified) -> str:
    said = (
        translate("class {name}", name=label("class", event.klass)) if event.klass else "",
        translate("category {name}", name=label("category", event.category))
        if event.category
        else "",
        label("safety", event.safety) if event.safety else "",
        translate("priority {name}", name=label("priority", event.priority))
        if event.priority
        else "",
        _reported(event.reported_unit),
        *(translate(FLAGS[flag]) for flag in _flags(event)),
    )
    what = "; ".join(part for part in said if part)
    return translate("Classified: {what}.", what=what) if what else translate("Classified.")


def _reported(unit: str | None) -> str:
    if unit is None:
        return ""
    if not unit:
        return translate("not about a unit of ours")
    return translate("about {unit}", unit=short_unit(unit))


def _flags(event: e.Classified) -> list[tuple[str, bool]]:
    flags = (("confidential", event.confidential), ("oversight", event.oversight))
    return [(name, on) for name, on in flags if on is not None]


def _completed(tell: Teller, event: e.DeclaredComplete) -> str:
    return translate("Declared complete; the time to decide runs from here.")


def _moved(tell: Teller, event: e.Moved) -> str:
    sentence = MOVES.get(event.move)
    if sentence is None:
        return label("move", event.move)
    said = translate(
        sentence,
        unit=short_unit(event.unit),
        agency=label("agency", event.agency),
        reason=label("reason", event.code),
        other=tell.other(event.other),
    )
    if event.move == "respond" and event.code:
        why = translate("No evidence: {reason}.", reason=label("reason", event.code))
        return f"{said} {why}"
    return said


def _came(tell: Teller, event: e.MessageCame) -> str:
    sentence = READINGS.get(event.reading, source("The complainant wrote."))
    return translate(sentence)


def _went(tell: Teller, event: e.MessageWent) -> str:
    purpose = purpose_of(event.purpose)
    if event.purpose in TYPED:
        return translate("Not sent from here: {purpose}.", purpose=purpose)
    if event.again:
        return translate("Sent again to the complainant: {purpose}.", purpose=purpose)
    if event.purpose in (ANSWER, GREETING):
        return translate("On its way to where everybody can read it: {purpose}.", purpose=purpose)
    return translate("On its way to the complainant: {purpose}.", purpose=purpose)


def _noted(tell: Teller, event: e.Noted) -> str:
    said = translate("Kept in the office: {purpose}.", purpose=purpose_of(event.purpose))
    if not event.mentions:
        return said
    called = ", ".join(tell.who.actor(f"staff:{id}") for id in event.mentions)
    return translate("{said} Calls {people}.", said=said, people=called)


def _delivery(tell: Teller, event: e.Delivery) -> str:
    sentence = _BY_CODE.get(event.code) or OUTCOMES.get(
        event.outcome, source("News of a message: {purpose}.")
    )
    return translate(sentence, purpose=purpose_of(event.purpose))


_BY_CODE = {BY_OFFICER: VOUCHED, **dict.fromkeys(HELD_BACK, HELD)}


def _started(tell: Teller, event: e.ClockStarted) -> str:
    within = span_of(event.within)
    return translate(
        "Clock started: {clock}, {span}.", clock=label("clock", event.clock), span=within
    )


def _ruled(tell: Teller, event: e.RuleApplied) -> str:
    return translate(
        "Another rule applies: {clock}, now {span} from its start.",
        clock=label("clock", event.clock),
        span=span_of(event.within),
    )


def _stopped(tell: Teller, event: e.ClockStopped) -> str:
    return translate(
        STOPPED.get(event.outcome, source("Clock stopped: {clock}.")),
        clock=label("clock", event.clock),
    )


def _continued(tell: Teller, event: e.ClockContinued) -> str:
    return translate("Clock goes on: {clock}.", clock=label("clock", event.clock))


def _warned(tell: Teller, event: e.Warned) -> str:
    return translate("Warned that time runs short: {clock}.", clock=label("clock", event.clock))


def _breached(tell: Teller, event: e.Breached) -> str:
    due = due_moment(event.due_at)
    return translate("Late: {clock} was due {due}.", clock=label("clock", event.clock), due=due)


def _escalated(tell: Teller, event: e.Escalated) -> str:
    to = label("role", event.to)
    return translate("Told to {role}: {clock}.", role=to, clock=label("clock", event.clock))


def _extended(tell: Teller, event: e.Extended) -> str:
    return translate(
        "More time: {clock}, {span}, from {old} to {new}. {reason}.",
        clock=label("clock", event.clock),
        span=span_of(event.by),
        old=due_moment(event.old_due_at) if event.old_due_at else "–",
        new=due_moment(event.new_due_at) if event.new_due_at else "–",
        reason=label("reason", event.ground),
    )


def _recalculated(tell: Teller, event: e.Recalculated) -> str:
    return translate(
        "Another date: {clock}, from {old} to {new}. {decree}.",
        clock=label("clock", event.clock),
        old=due_moment(event.old_due_at) if event.old_due_at else "–",
        new=due_moment(event.new_due_at) if event.new_due_at else "–",
        decree=label("decree", event.decree),
    )


def _duty(tell: Teller, event: e.DutyDone) -> str:
    return translate("Duty done: {clock}.", clock=label("clock", event.clock))


def _related(tell: Teller, event: related.Related) -> str:
    left = isinstance(event, related.Joined | related.Linked) and event.left
    return translate(RELATED[type(event), left], other=tell.other(event.other))


def _published(tell: Teller, event: e.Published) -> str:
    if event.found:
        return translate("Published, with what looked like personal data confirmed.")
    return translate("Published, where everybody can read it.")


def _altered(tell: Teller, event: e.Altered) -> str:
    return translate(ALTERED.get(event.how, event.how))


_TELLS: dict[type[Event], Callable[[Teller, Any], str]] = {
    Given: lambda tell, event: tell.who.given(event.to),
    e.Opened: _opened,
    e.Classified: _classified,
    e.DeclaredComplete: _completed,
    e.Moved: _moved,
    e.MessageCame: _came,
    e.MessageWent: _went,
    e.Noted: _noted,
    e.Delivery: _delivery,
    e.ClockStarted: _started,
    e.RuleApplied: _ruled,
    e.ClockStopped: _stopped,
    e.ClockContinued: _continued,
    e.Warned: _warned,
    e.Breached: _breached,
    e.Escalated: _escalated,
    e.Extended: _extended,
    e.Recalculated: _recalculated,
    e.DutyDone: _duty,
    **dict.fromkeys(get_args(related.Related), _related),
    e.Published: _published,
    e.Altered: _altered,
}


def tellable() -> frozenset[type[Event]]:
    """The kinds of events that have words."""
    return frozenset(_TELLS)
