"""`tuntas lifecycle`: the lifecycle of a complaint, straight from its table."""

from collections.abc import Iterable, Iterator

import click

from web.commands.words import Row, columns, say_json
from workflow.core.lifecycle import COMPLAINT
from workflow.core.tables import BACK, OWNER, ClockKind, Lifecycle, Move


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["table", "mermaid", "json"]), default="table",
    show_default=True,
)  # fmt: skip
def lifecycle(form: str) -> None:
    """Show states, moves and clocks: what there is, who may, what is asked for."""
    if form == "json":
        say_json(_row(COMPLAINT))
        return
    for line in _FORMS[form](COMPLAINT):
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (lifecycle,)


def _table(table: Lifecycle) -> Iterator[str]:
    yield from columns([("STATE", "", ""), *((s.name, s.tone, s.means) for s in table.states)])
    yield ""
    heads = ("MOVE", "from", "to", "by", "fields (? may be left out)")
    yield from columns([heads, *map(_move_words, table.moves)])
    yield ""
    heads = ("CLOCK", "starts with", "stops with", "pauses in", "its end is")
    yield from columns([heads, *map(_clock_words, table.clocks)])


def _move_words(move: Move) -> tuple[str, ...]:
    fields = (field.name + ("" if field.required else "?") for field in move.fields)
    to = {BACK: "where it came from", OWNER: "its owner"}.get(move.to, move.to)
    return move.name, _some(move.frm), to, _some(move.by), _some(fields)


def _clock_words(clock: ClockKind) -> tuple[str, ...]:
    end = f"the move {clock.ends_in}" if clock.ends_in else "a breach"
    return clock.name, _some(clock.starts), _some(clock.stops), _some(clock.pauses_in), end


def _some(words: Iterable[str]) -> str:
    return ", ".join(words)


def _mermaid(table: Lifecycle) -> Iterator[str]:
    """For a page that draws it: https://mermaid.js.org/syntax/stateDiagram.html."""
    yield "stateDiagram-v2"
    yield f"    [*] --> {table.initial}"
    for move in table.moves:
        for frm, to in _arrows(table, move):
            yield f"    {frm} --> {to}: {move.name}"
    final = (state.name for state in table.states if not table.moves_from(state.name))
    yield from (f"    {name} --> [*]" for name in final)


def _arrows(table: Lifecycle, move: Move) -> Iterator[tuple[str, str]]:
    """A move that leads back leads to each state from which one comes here."""
    for frm in move.frm:
        if move.to == BACK:
            came = (s for other in table.moves if other.to == frm for s in other.frm)
            yield from ((frm, to) for to in dict.fromkeys(came))
        elif move.to == OWNER:
            yield from ((frm, to) for to in ("assigned", "received"))
        else:
            yield frm, move.to


_FORMS = {"table": _table, "mermaid": _mermaid}


def _row(table: Lifecycle) -> Row:
    return {
        "name": table.name,
        "initial": table.initial,
        "states": [
            {"name": s.name, "label": s.label, "tone": str(s.tone), "means": s.means}
            for s in table.states
        ],
        "moves": [_move(move) for move in table.moves],
        "clocks": [_clock(clock) for clock in table.clocks],
    }


def _move(move: Move) -> Row:
    return {
        "name": move.name,
        "from": list(move.frm),
        "to": {BACK: "back", OWNER: "owner"}.get(move.to, move.to),
        "by": [str(party) for party in move.by],
        "button": move.button,
        "needs": [guard.__name__ for guard in (*move.needs, *move.checks)],
        "fields": [
            {"name": f.name, "kind": str(f.kind), "label": f.label, "required": f.required}
            for f in move.fields
        ],
        "completes": move.completes,
        "outward": move.outward,
    }


def _clock(clock: ClockKind) -> Row:
    return {
        "name": clock.name,
        "label": clock.label,
        "starts": list(clock.starts),
        "stops": list(clock.stops),
        "continues": list(clock.continues),
        "pauses_in": list(clock.pauses_in),
        "ends_in": clock.ends_in,
        "statutory": clock.statutory,
        "sp4n": clock.sp4n,
    }
