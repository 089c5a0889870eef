"""Acts on the clocks of a complaint: more time, a duty that was done, the file complete."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web import choices
from web.access import allow
from web.choices import Option
from web.here import actor, installation
from web.history_words import span_of
from web.i18n import translate
from web.labels import label
from web.looking import Looked, look
from web.present import due_day
from web.sheets import Ask, Sheet, Typed, run
from workflow.core.commands import DeclareComplete, Extend, Fulfil
from workflow.core.duties import grounds_for
from workflow.core.refusal import NotFound
from workflow.core.roles import OFFICERS, May
from workflow.pressed import EXTEND, Pressed, extension
from workflow.showing import ClockView

blueprint = Blueprint("duties", __name__)

OUTSIDE = ("police_report", "personal_data")
"""Clocks that end when somebody says that a duty outside Tuntas was done."""


@blueprint.route("/aduan/<reference>/perpanjang", methods=["GET", "POST"])
@allow(May.EXTEND)
def extend(reference: str) -> ResponseReturnValue:
    """More time for a clock, once, on a ground of the list and with a letter."""
    looked = look(reference)
    clock = Ask(
        name="clock",
        label=translate("Clock"),
        kind="choice",
        choices=choices.plain(_extendable(looked)),
        hint=translate("A clock is extended once; both dates stay on record."),
    )
    ground = Ask(
        name="ground",
        label=translate("Ground"),
        kind="choice",
        choices=choices.plain(_grounds(looked)),
    )
    sheet = Sheet(
        name=EXTEND,
        title=translate("More time"),
        button=translate("Extend"),
        asks=(
            clock,
            Ask(
                name="count",
                label=translate("How much more"),
                kind="number",
                hint=translate("In the unit in which the clock counts."),
            ),
            ground,
            Ask(name="letter", label=translate("Letter to the complainant"), sent=True),
        ),
        outward=True,
        done=translate("The clock has more time, and the complainant is told."),
        undo=True,
    )
    return run(looked, sheet, lambda typed: _extension(looked, typed))


def _extendable(looked: Looked) -> list[Option]:
    return [_option(view) for view in looked.view.clocks if _may_get_more(view)]


def _may_get_more(view: ClockView) -> bool:
    clock, policy = view.clock, installation().office.policy
    return clock.running and not clock.extended_by and bool(grounds_for(policy, clock))


def _grounds(looked: Looked) -> list[Option]:
    """Those that hold for any of its clocks."""
    clocks = [view.clock for view in looked.view.clocks if _may_get_more(view)]
    policy = installation().office.policy
    found = {ground.id: ground for clock in clocks for ground in grounds_for(policy, clock)}
    return [Option(id, label("reason", id), one.legal_basis) for id, one in found.items()]


def _option(view: ClockView) -> Option:
    name, span = label("clock", view.clock.name), span_of(str(view.clock.within))
    due = translate("due {date}", date=due_day(view.due_at, "short")) if view.due_at else ""
    return Option(view.clock.name, ", ".join(part for part in (name, span, due) if part))


def _extension(looked: Looked, typed: Typed) -> Extend:
    pressed = Pressed(complaint=looked.id, sheet=EXTEND, values=typed.values, seen=typed.seen)
    return extension(pressed, looked.facts)


@blueprint.route("/aduan/<reference>/kewajiban/<clock>", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def fulfil(reference: str, clock: str) -> ResponseReturnValue:
    """Say that a duty outside of Tuntas was done, and how."""
    looked = look(reference)
    if clock not in OUTSIDE or clock not in looked.facts.clocks:
        raise NotFound("clock")
    how = Ask(
        name="text",
        label=translate("What was done, by whom, with which letter"),
        hint=translate("Stays in the office."),
    )
    sheet = Sheet(
        name=f"fulfil-{clock}",
        title=translate("Duty done: {clock}.", clock=label("clock", clock)),
        button=translate("Put it on record"),
        asks=(how,),
        done=translate("It is on record that this was done."),
    )
    return run(
        looked,
        sheet,
        lambda typed: Fulfil(complaint=looked.id, clock=clock, text=typed.values["text"]),
    )


@blueprint.route("/aduan/<reference>/lengkap", methods=["GET", "POST"])
@allow(May.TRIAGE)
def complete(reference: str) -> ResponseReturnValue:
    """Declare the file complete: from here the office's time to decide runs."""
    looked = look(reference)
    sheet = Sheet(
        name="complete",
        title=translate("Declare the file complete"),
        button=translate("Declare it complete"),
        asks=(),
        intro=translate("The time to decide begins now (UU 25/2009 art. 50)."),
        done=translate("The file is declared complete."),
    )
    return run(looked, sheet, lambda typed: DeclareComplete(complaint=looked.id))


def may_complete(looked: Looked) -> bool:
    """Whether this person declares it complete; assigning it does so by itself."""
    return (
        actor().party in OFFICERS and looked.facts.state == "received" and not looked.facts.complete
    )


def done_outside(looked: Looked) -> tuple[str, ...]:
    """Running clocks that end with a duty done outside."""
    clocks = looked.facts.clocks
    return tuple(name for name in OUTSIDE if name in clocks and clocks[name].running)
