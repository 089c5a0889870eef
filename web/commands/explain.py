"""`tuntas explain`: why a complaint is due when it is, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from config.mistakes import not_among
from config.wiring import Installation
from web.commands.moved import signed_lines, signed_rows
from web.commands.opened import opened
from web.commands.rows import moments_of
from web.commands.words import Row, as_json, examples, say_json
from workflow.core import holders
from workflow.core.events import Recorded
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
        facts, past = office.engine.facts(db, office.engine.find(db, reference))
        views = _chosen(clock_views(office.office, facts, office.now()), clock)
        for view in views:
            asked = _Asked(office, facts, past.events, view)
            if as_json:
                say_json(_row(asked))
            else:
                _say(asked)


COMMANDS: tuple[click.Command, ...] = (explain,)


def _chosen(views: Sequence[ClockView], name: str) -> Sequence[ClockView]:
    chosen = [view for view in views if name in ("", view.clock.name)]
    if name and not chosen:
        known = [view.clock.name for view in views]
        raise Refused("no-such-clock", f"clock: {not_among(name, known)}")
    return chosen


@dataclass(frozen=True, slots=True)
class _Asked:
    """One clock of one complaint, with all that explains it."""

    office: Installation
    facts: Facts
    history: Sequence[Recorded]
    view: ClockView

    def shares(self) -> dict[str, int]:
        """Minutes by holder, up to now or to where the clock stopped."""
        clock = self.view.clock
        until = clock.stopped_at or self.office.now()
        calendar = self.office.office.calendar(clock)
        held = holders.shares(calendar, self.facts, clock, until)
        return {holder: round(minutes) for holder, minutes in held.items()}


def _row(asked: _Asked) -> Row:
    clock, moment = asked.view.clock, moments_of(asked.office)
    return {
        "reference": asked.facts.reference,
        "clock": clock.name,
        "round": clock.round,
        "rule": clock.rule,
        "version": clock.version,
        "within": str(clock.within),
        "extended_by": clock.extended_by,
        "started_at": moment(clock.started_at),
        "due_at": moment(asked.view.due_at),
        "stopped_at": moment(clock.stopped_at),
        "stopped_by": clock.stopped_by,
        "outcome": clock.outcome,
        "shares": asked.shares(),
        "moves": signed_rows(asked.history, clock, moment),
        "trace": rows(why(asked.office.office, asked.facts, clock)),
    }


def _say(asked: _Asked) -> None:
    clock, kind, office = asked.view.clock, asked.view.kind, asked.office.office
    click.echo(f"{kind.label} ({clock.name}, round {clock.round}): {asked.view.face}")
    extended = f", extended by {clock.extended_by}" if clock.extended_by else ""
    click.echo(f"Rule “{clock.rule}”, version {clock.version}: {clock.within}{extended}")
    for line in lines(why(office, asked.facts, clock)):
        click.echo(f"  {line}")
    if not clock.running:
        click.echo(f"  Stopped by “{clock.stopped_by}”: {clock.outcome}")
    for line in signed_lines(office, asked.history, clock):
        click.echo(f"  {line}")
    held = ", ".join(f"{holder} {minutes} min" for holder, minutes in asked.shares().items())
    click.echo(f"  Who had it: {held or 'nobody yet'}\n")
