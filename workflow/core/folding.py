"""Folds a history into facts: events, one after the other, each changing a little.

Nothing here decides or refuses; an event that is here has happened.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from workflow.core import events as e
from workflow.core import folding_public, folding_related
from workflow.core import related_events as related
from workflow.core.clockface import Clock, Pause
from workflow.core.events import Event, Recorded
from workflow.core.facts import Facts, Moment, Went
from workflow.core.folding_given import fold_given
from workflow.core.given import Given

CLOSES = frozenset({"resolved", "referred", "rejected", "merged", "withdrawn"})
_OUT_OF_STATE = {"waiting": "supplied", "held": "resumed"}
_BY_MOVE = {"assign": "assigned", "respond": "decided", "dispute": "disputed", "reopen": "reopened",
            "hold": "held", "bounce": "came_back"}  # fmt: skip


def fold(history: Iterable[Recorded], facts: Facts | None = None) -> Facts:
    """The facts of a history, or of a longer one when those so far are given.

    What has been stored has been answered: no named event is left open.
    """
    facts = facts or Facts()
    for recorded in history:
        fold_one(facts, recorded)
    facts.moments = []
    return facts


def fold_one(facts: Facts, recorded: Recorded) -> None:
    """Take one event in."""
    facts.seq = recorded.seq
    facts.changed_at = recorded.at
    facts.last_actor = recorded.actor
    _FOLDS[type(recorded.event)](facts, recorded.event, recorded.at)


def _moment(facts: Facts, name: str, at: datetime, message: int = 0) -> None:
    moment = Moment(name, at, len(facts.past) + 1, message)
    facts.moments.append(moment)
    facts.past.append(moment)
    facts.began[name] = moment


def _opened(facts: Facts, event: e.Opened, at: datetime) -> None:
    facts.reference, facts.lifecycle, facts.state = event.reference, event.lifecycle, "received"
    facts.channel, facts.account, facts.person = event.channel, event.account, event.person
    facts.language, facts.reachable = event.language, event.reachable
    facts.silent = event.silent
    facts.confidential, facts.anonymous = event.confidential, event.anonymous
    facts.reported_unit, facts.messages = event.reported_unit, event.message
    facts.received_at, facts.opened_at, facts.suspected = event.received_at, at, event.suspected
    facts.holders.append(("intake", event.received_at))
    facts.split_from = event.split_from
    _moment(facts, "received", event.received_at)
    if event.acknowledged_at is not None:
        _moment(facts, "acknowledged", event.acknowledged_at)
    if event.suspected:
        _moment(facts, "danger_suspected", event.received_at)


def _classified(facts: Facts, event: e.Classified, at: datetime) -> None:
    facts.klass = event.klass or facts.klass
    facts.category = event.category or facts.category
    facts.priority = event.priority or facts.priority
    if event.reported_unit is not None:
        facts.reported_unit = event.reported_unit
    if event.oversight is not None:
        facts.oversight = event.oversight
    if event.confidential is not None:
        facts.confidential = event.confidential
    _moment(facts, "classified", at)
    if event.safety:
        if event.safety == "sexual_violence" and event.safety not in facts.began:
            # The 72 hours run from the report, not from when somebody understood it; once.
            _moment(facts, "sexual_violence", facts.received_at or at)
        facts.safety = event.safety
        _moment(facts, "screened", at)


def _completed(facts: Facts, event: e.DeclaredComplete, at: datetime) -> None:
    facts.complete = True
    _moment(facts, "complete", at)


def _moved(facts: Facts, event: e.Moved, at: datetime) -> None:
    at = event.since or at
    _leave(facts, event, at)
    facts.came_from, facts.state = event.frm, event.to
    if not facts.last_actor.startswith(("time", "channel", "complainant")):
        _moment(facts, "acknowledged", at)
    if event.move in _BY_MOVE:
        _moment(facts, _BY_MOVE[event.move], at, facts.awaited)
    facts.awaited = event.message if event.to in _WAITS else 0
    if event.to in CLOSES:
        facts.closed_at = at
        _moment(facts, event.to, at)
    _MOVES.get(event.move, _nothing)(facts, event, at)
    _hold_by(facts, at)


def _hold_by(facts: Facts, at: datetime) -> None:
    """Who has the complaint from now on; a question that is still on its way has told nobody."""
    holder = f"unit:{facts.unit}" if facts.unit else "intake"
    if facts.state == "held":
        holder = f"agency:{facts.agency}"
    elif facts.state in CLOSES:
        holder = ""
    elif facts.state in ("waiting", "responded") and _paused(facts):
        holder = "complainant"
    if not facts.holders or facts.holders[-1][0] != holder:
        facts.holders.append((holder, at))


def _leave(facts: Facts, event: e.Moved, at: datetime) -> None:
    """A pause ends with its state; what came back undelivered never paused anything."""
    if facts.pauses and facts.pauses[-1].until is None:
        if event.move == "bounce":
            facts.pauses.pop()
        else:
            facts.pauses[-1].until = at
    if event.frm in _OUT_OF_STATE and event.move != "bounce":
        _moment(facts, _OUT_OF_STATE[event.frm], at)


def _nothing(facts: Facts, event: e.Moved, at: datetime) -> None:
    """Most moves change the state and nothing else."""


def _assign(facts: Facts, event: e.Moved, at: datetime) -> None:
    facts.unit, facts.given_to = event.unit, ""


def _return(facts: Facts, event: e.Moved, at: datetime) -> None:
    facts.unit, facts.given_to, facts.returns = "", "", facts.returns + 1


def _hold(facts: Facts, event: e.Moved, at: datetime) -> None:
    facts.agency = event.agency


def _respond(facts: Facts, event: e.Moved, at: datetime) -> None:
    facts.answered_by = facts.last_actor


def _dispute(facts: Facts, event: e.Moved, at: datetime) -> None:
    facts.closed_at = None


def _merge(facts: Facts, event: e.Moved, at: datetime) -> None:
    facts.merged_into = event.other


def _reopen(facts: Facts, event: e.Moved, at: datetime) -> None:
    facts.closed_at, facts.unit, facts.given_to, facts.complete = None, "", "", False
    facts.merged_into, facts.agency, facts.returns = 0, "", 0


def _bounce(facts: Facts, event: e.Moved, at: datetime) -> None:
    facts.came_back = False


_MOVES = {"assign": _assign, "return": _return, "hold": _hold, "refer": _hold, "respond": _respond,
          "dispute": _dispute, "merge": _merge, "reopen": _reopen, "bounce": _bounce}  # fmt: skip


def _came(facts: Facts, event: e.MessageCame, at: datetime) -> None:
    facts.messages = event.message
    _moment(facts, "wrote", at)


def _went(facts: Facts, event: e.MessageWent, at: datetime) -> None:
    facts.messages = event.message
    facts.went[event.message] = Went(event.purpose, at, event.automatic)
    earlier = facts.went.get(event.again)
    if earlier is not None:
        earlier.again = event.message
        if facts.awaited == event.again:
            facts.awaited = event.message


def _noted(facts: Facts, event: e.Noted, at: datetime) -> None:
    facts.messages = event.message
    folding_public.noted(facts, event)


def _delivery(facts: Facts, event: e.Delivery, at: datetime) -> None:
    went = facts.went.get(event.message)
    if went is None:
        return
    went.outcome = event.outcome
    awaited = event.message == facts.awaited
    if event.outcome == "refused":
        facts.came_back = awaited and facts.state in _WAITS
        return
    if event.purpose in _RECEIPTS:
        _moment(facts, "acknowledged", event.at)
    if event.purpose not in _PAUSING:
        return
    # Late news of an old message still tell that it arrived, but nobody waits on it any more.
    _moment(facts, f"{event.purpose}_delivered", event.at, event.message)
    if awaited and facts.state in _WAITS:
        _moment(facts, f"{event.purpose}_stands", event.at, event.message)
        if not _paused(facts):
            facts.pauses.append(Pause(facts.state, event.at))
            _hold_by(facts, event.at)


_RECEIPTS = frozenset({"receipt", "split", "typed", "typed_courtesy"})
_PAUSING = frozenset({"question", "answer", "typed"})
_WAITS = ("waiting", "responded")


def _paused(facts: Facts) -> bool:
    return bool(facts.pauses) and facts.pauses[-1].until is None


def _started(facts: Facts, event: e.ClockStarted, at: datetime) -> None:
    if event.clock in facts.clocks:
        facts.past_clocks.append(facts.clocks[event.clock])
    facts.clocks[event.clock] = Clock.started(event)


def _ruled(facts: Facts, event: e.RuleApplied, at: datetime) -> None:
    facts.clocks[event.clock].apply(event)


def _stopped(facts: Facts, event: e.ClockStopped, at: datetime) -> None:
    clock = facts.clocks[event.clock]
    clock.stop(event)


def _continued(facts: Facts, event: e.ClockContinued, at: datetime) -> None:
    facts.clocks[event.clock].go_on(event)


def _warned(facts: Facts, event: e.Warned, at: datetime) -> None:
    facts.clocks[event.clock].warned_at = at


def _breached(facts: Facts, event: e.Breached, at: datetime) -> None:
    facts.clocks[event.clock].breached_at = event.due_at


def _escalated(facts: Facts, event: e.Escalated, at: datetime) -> None:
    facts.clocks[event.clock].climbed.append(event.step)


def _extended(facts: Facts, event: e.Extended, at: datetime) -> None:
    facts.clocks[event.clock].extended_by = event.by
    facts.messages = max(facts.messages, event.letter)


def _recalculated(facts: Facts, event: e.Recalculated, at: datetime) -> None:
    """The calendar itself says when it is due now; the event tells why."""


def _duty(facts: Facts, event: e.DutyDone, at: datetime) -> None:
    facts.messages = event.message
    _moment(facts, _DUTIES.get(event.clock, "done"), at)


_DUTIES = {"police_report": "police_told", "personal_data": "data_answered"}


_FOLDS: dict[type[Event], Callable[[Facts, Any, datetime], None]] = {
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
    related.Joined: folding_related.joined,
    related.Linked: folding_related.linked,
    related.SplitOff: folding_related.split_off,
    related.CarriedAway: folding_related.carried_away,
    related.BroughtHere: folding_related.brought_here,
    Given: fold_given,
    e.Published: folding_public.published,
    e.Altered: folding_public.altered,
}
