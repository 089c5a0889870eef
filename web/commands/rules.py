"""`tuntas rules`: what a changed sla.toml would change in clocks that run, and applying it.

A clock keeps the rule by which it started until a supervisor applies today's on purpose.
Which rule holds is decided by the core; here it is asked and told.
"""

import sys
from collections.abc import Sequence

import click

from config.wiring import Installation
from web.commands.moved import counted, date_words, progress, say_left
from web.commands.opened import actor_named, opened
from web.commands.rows import Moment, moments_of
from web.commands.words import Row, as_json, columns, examples, say_json
from workflow.core.clocks import Office
from workflow.core.spans import Span
from workflow.rule_changes import Limit, Replaced, RuleChanges

EXAMPLES = examples("tuntas rules preview", "tuntas rules apply --as sri")
HEAD = ("complaint", "clock", "unit", "old limit", "new limit", "old date", "new date")
NONE = "no rule: it ends"


@click.group()
def rules() -> None:
    """Look at what changed rules would change in running clocks, and apply them."""


COMMANDS: tuple[click.Command, ...] = (rules,)


@rules.command(epilog=EXAMPLES)
@as_json
def preview(*, as_json: bool) -> None:
    """List running clocks whose rule is not the one of today's sla.toml; writes nothing.

    A rule holds from its valid_from on: a new version with a later date leaves what ran
    before alone, and is not listed here.
    """
    with opened() as office:
        found = RuleChanges(office.engine, office.offices).preview(office.now())
        if as_json:
            _say_json(office, found, {"refused": 0, "applied": False, "signed_by": None})
            return
        for line in _table(office.office, found):
            click.echo(line)
    told = counted([each.reference for each in found], "clock")
    click.echo(f"{told} would take another rule. Nothing was written.")


@rules.command(epilog=EXAMPLES)
@click.option("--as", "who", required=True, help="The login of the supervisor who signs.")
@as_json
def apply(who: str, *, as_json: bool) -> None:
    """Give running clocks the rules of today's sla.toml, counted from their original start.

    The signature and both dates stand in the history of each complaint. Start running
    programs anew before: they have read the rules when they were started.
    """
    with opened() as office:
        signer = actor_named(office, who)
        with progress("Applying rules") as tell:
            changes = RuleChanges(office.engine, office.offices)
            done = changes.apply(signer, office.now(), tell)
        if as_json:
            end = {"refused": done.refused, "applied": True, "signed_by": signer.name}
            _say_json(office, done.replaced, end)
        elif done.replaced:
            told = counted([each.reference for each in done.replaced], "clock")
            click.echo(f"{told} took another rule, signed by {who} ({signer.name}).")
        else:
            click.echo("Nothing was to do: every running clock has today's rule.")
    say_left(done.refused)
    sys.exit(bool(done.refused))


def _say_json(office: Installation, found: Sequence[Replaced], end: Row) -> None:
    moment = moments_of(office)
    for each in found:
        say_json(_row(each, moment))
    summary = {
        "version": office.office.policy.version,
        "complaints": len({each.reference for each in found}),
        "clocks": len(found),
    }
    say_json({**summary, **end})


def _row(each: Replaced, moment: Moment) -> Row:
    return {
        "reference": each.reference,
        "clock": each.clock.name,
        "label": each.label,
        "round": each.clock.round,
        "unit": each.unit,
        "old": _limit(each.old, moment),
        "new": _limit(each.new, moment) if each.new else None,
    }


def _limit(limit: Limit, moment: Moment) -> Row:
    return {
        "rule": limit.rule,
        "version": limit.version,
        "within": limit.within,
        "due_at": moment(limit.due_at),
    }


def _table(office: Office, found: Sequence[Replaced]) -> Sequence[str]:
    rows = [_cells(office, each) for each in found]
    return list(columns([HEAD, *rows])) if rows else []


def _cells(office: Office, each: Replaced) -> tuple[str, ...]:
    def date_of(limit: Limit) -> str:
        return date_words(office, each.clock, Span.parse(limit.within), limit.due_at)

    return (
        each.reference,
        each.label,
        each.unit or "–",
        each.old.within,
        each.new.within if each.new else NONE,
        date_of(each.old),
        date_of(each.new) if each.new else "–",
    )
