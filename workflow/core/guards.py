"""What must be true for a move: each guard gives back nothing, or the refusal to show.

The page greys a button with the same sentence with which the engine refuses.
"""

from workflow.core.refusal import Refused
from workflow.core.roles import OFFICERS, Party, person_of
from workflow.core.tables import Situation

RETURNS_ALLOWED = 2
"""After so many returns the supervisor decides who owns it (the ping-pong stop)."""


def safety_is_screened(now: Situation) -> Refused | None:
    """A safety screen comes before everything else in triage (UU 12/2022 art. 39 to 41)."""
    if now.facts.safety or now.values.get("safety"):
        return None
    return Refused("safety-first", "Say first whether somebody is in danger.")


def is_classified(now: Situation) -> Refused | None:
    """Class and category decide the deadline and the unit."""
    if now.facts.klass and now.facts.category:
        return None
    return Refused("not-classified", "Set the class and the category first.")


def unit_may_own_it(now: Situation) -> Refused | None:
    """A complaint about a unit or its head never lands there (UU 25/2009 art. 45)."""
    unit = now.policy.units.get(now.values["unit"])
    if unit is None or not unit.handles:
        return Refused("no-such-unit", "There is no such unit that could own it.")
    if unit.id == now.facts.reported_unit:
        return Refused(
            "conflict-of-interest",
            "The complaint is about {unit}; it goes to the one above (UU 25/2009 art. 45).",
            unit=unit.name,
        )
    if unit.id == now.facts.unit and now.facts.state == "assigned":
        return Refused("already-theirs", "{unit} owns it already.", unit=unit.name)
    return _only_supervisor_after_returns(now)


def _only_supervisor_after_returns(now: Situation) -> Refused | None:
    if now.facts.returns >= RETURNS_ALLOWED and now.actor.party is not Party.SUPERVISOR:
        return Refused(
            "returned-twice", "It was returned twice; the supervisor decides who owns it."
        )
    return None


def not_returned_twice(now: Situation) -> Refused | None:
    """Nobody passes a complaint round in circles."""
    if now.facts.returns < RETURNS_ALLOWED:
        return None
    return Refused("returned-twice", "It was returned twice; the supervisor decides who owns it.")


def is_reachable(now: Situation) -> Refused | None:
    """A question needs a way to the complainant."""
    if now.facts.reachable:
        return None
    return Refused("unreachable", "The complainant left no address that a question could reach.")


def answer_is_theirs_to_give(now: Situation) -> Refused | None:
    """The head of the unit releases answers; intake answers plain questions at once."""
    if now.facts.state == "assigned":
        if now.actor.party is Party.HEAD:
            return None
        return Refused("head-answers", "The head of the unit releases the answer.")
    klass = now.policy.classes.get(now.facts.klass)
    if now.actor.party in OFFICERS and klass is not None and klass.plain_question:
        return None
    return Refused("assign-first", "Only a plain question is answered without assigning it first.")


def evidence_or_a_reason(now: Situation) -> Refused | None:
    """An answer is substantive: with evidence, or the reason why there is none."""
    klass = now.policy.classes.get(now.facts.klass)
    if now.values.get("evidence") or now.values.get("no_evidence"):
        return None
    if klass is not None and klass.plain_question:
        return None
    return Refused("no-evidence", "Name the evidence, or say why there is none.")


def second_person_for_oversight(now: Situation) -> Refused | None:
    """Nobody confirms their own work, and an oversight complaint never closes by itself."""
    if not now.facts.oversight or now.actor.party is Party.COMPLAINANT:
        return None
    if now.actor.party is Party.TIME:
        return Refused("second-person", "An oversight complaint is closed by a second person.")
    if person_of(now.facts.answered_by) == now.actor.name:
        return Refused("second-person", "You answered it; a second person has to close it.")
    return None


def inside_the_window(now: Situation) -> Refused | None:
    """A resolved complaint may be disputed for a set time."""
    if now.facts.state != "resolved":
        return None
    window = now.facts.clocks.get("reopen_window")
    if window is None or window.stopped_at is None:
        return None
    return Refused("window-over", "The time to dispute it is over; file a new complaint.")


def reminders_were_sent(now: Situation) -> Refused | None:
    """Nothing lapses unreminded, and never before 30 days (UU 25/2009 art. 44 (4))."""
    clock = now.facts.clocks.get("completion")
    if clock is not None and clock.warned_at is not None:
        return None
    return Refused("not-reminded", "The complainant has not been reminded yet.")


def other_is_open(now: Situation) -> Refused | None:
    """A complaint is merged into another open one."""
    if not now.other_state:
        return Refused("no-such-other", "There is no such other complaint.")
    if now.other_state in ("received", "waiting", "assigned", "held", "responded"):
        return None
    return Refused("other-closed", "The other complaint is closed; reopen it first.")


def last_message_came_back(now: Situation) -> Refused | None:
    """Only what is known to have failed counts as undelivered."""
    if now.facts.came_back:
        return None
    return Refused("it-arrived", "Nothing came back.")
