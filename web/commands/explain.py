"""`tuntas explain`: why a complaint is due when it is, day by day."""

from collections.abc import Sequence

import click

from config.mistakes import not_among
from web.commands.opened import opened
from web.commands.rows import Moment, moments_of
from web.commands.words import Row, as_json, examples, say_json
from workflow.core.clocks import Office
from workflow.core.facts import Facts
from workflow.core.refusal import Refused
from workflow.core.trace_words import lines, rows
from workflow.showing import ClockView, clock_views, why

EXAMPLES = examples(
    "tuntas explain C-7KQ4-2MX9",
    "tuntas explain C-7KQ4-2MX9 resolution --json",
)


@click.command(epilog=EXAMPLES)
@click.argument("reference")
@click.argument("clock", default="")
@as_json
def explain(reference: str, clock: str, *, as_json: bool) -> None:
    """Say why a complaint is due when it is: start, each day counted or not, pauses, rule.

    All its clocks, or the CLOCK of that name. With --json a line for each clock.
    """
    with opened() as office, office.sessions.reading() as db:
        facts, _ = office.engine.facts(db, office.engine.find(db, reference))
        views = _chosen(clock_views(office.office, facts, office.now()), clock)
        moment = moments_of(office)
        for view in views:
            if as_json:
                say_json(_row(office.office, facts, view, moment))
            else:
                _say(office.office, facts, view)


COMMANDS: tuple[click.Command, ...] = (explain,)


def _chosen(views: Sequence[ClockView], name: str) -> Sequence[ClockView]:
    chosen = [view for view in views if name in ("", view.clock.name)]
    if name and not chosen:
        known = [view.clock.name for view in views]
        raise Refused("no-such-clock", f"clock: {not_among(name, known)}")
    return chosen


def _row(office: Office, facts: Facts, view: ClockView, moment: Moment) -> Row:
    clock = view.clock
    return {
        "reference": facts.reference,
        "clock": clock.name,
        "round": clock.round,
        "rule": clock.rule,
        "version": clock.version,
        "within": str(clock.within),
        "extended_by": clock.extended_by,
        "started_at": moment(clock.started_at),
        "due_at": moment(view.due_at),
        "stopped_at": moment(clock.stopped_at),
        "stopped_by": clock.stopped_by,
        "outcome": clock.outcome,
        "trace": rows(why(office, facts, clock)),
    }


def _say(office: Office, facts: Facts, view: ClockView) -> None:
    clock = view.clock
    click.echo(f"{view.kind.label} ({clock.name}, round {clock.round}): {view.face}")
    extended = f", extended by {clock.extended_by}" if clock.extended_by else ""
    click.echo(f"Rule “{clock.rule}”, version {clock.version}: {clock.within}{extended}")
    for line in lines(why(office, facts, clock)):
        click.echo(f"  {line}")
    if not clock.running:
        click.echo(f"  Stopped by “{clock.stopped_by}”: {clock.outcome}")
    click.echo("")
