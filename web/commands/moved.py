"""How moved dates are told: a table for people, a JSON object a line for programs.

For changed calendars and changed rules alike. Asks nothing of the database.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import click
from rich.console import Console
from rich.progress import Progress

from web.commands.rows import Moment
from web.commands.words import Row, columns
from workflow.core.clockface import Clock
from workflow.core.clocks import Office
from workflow.core.deadlines import due_on
from workflow.core.decree import Day, Effect, Moved, moves_of
from workflow.core.events import Recorded
from workflow.core.spans import Span
from workflow.core.trace_words import WEEKDAYS
from workflow.decrees import Tell

HEAD = ("complaint", "clock", "unit", "old date", "new date")

EFFECTS = {
    Effect.CLOSES: "becomes a day off",
    Effect.OPENS: "becomes a working day",
    Effect.OFF_ALREADY: "is off already",
    Effect.WORKING_ALREADY: "is a working day already",
    Effect.KEPT_OPEN: "stays a working day, for calendar.toml takes it back",
}


def of_day(day: Day, effect: Effect) -> Row:
    """A declared day for JSON."""
    return {"on": day.on.isoformat(), "kind": day.kind, "name": day.name, "effect": str(effect)}


def day_line(day: Day, effect: Effect) -> str:
    """A declared day in words."""
    return f"{WEEKDAYS[day.on.weekday()]} {day.on} {EFFECTS[effect]}: {day.name}"


def of_moved(moved: Moved, moment: Moment) -> Row:
    """A moved date for JSON."""
    return {
        "reference": moved.reference,
        "clock": moved.clock.name,
        "label": moved.label,
        "round": moved.clock.round,
        "unit": moved.unit,
        "old_due_at": moment(moved.old_due_at),
        "new_due_at": moment(moved.new_due_at),
    }


def table(office: Office, moved: Sequence[Moved]) -> Iterator[str]:
    """Moved dates as lines under a head; no line where nothing moves."""
    rows = [
        (
            each.reference,
            each.label,
            each.unit or "–",
            date_words(office, each.clock, each.clock.span, each.old_due_at),
            date_words(office, each.clock, each.clock.span, each.new_due_at),
        )
        for each in moved
    ]
    yield from columns([HEAD, *rows]) if rows else ()


def date_words(office: Office, clock: Clock, span: Span, due_at: datetime | None) -> str:
    """A due time on the clock's own calendar; the end of a day is its 24:00."""
    if due_at is None:
        return "paused"
    calendar = office.calendar(clock)
    on, local = due_on(calendar, span, due_at), calendar.local(due_at)
    hour = f"{local:%H:%M}" if local.date() == on else "24:00"
    return f"{WEEKDAYS[on.weekday()]} {on} {hour}"


def signed_rows(history: Iterable[Recorded], clock: Clock, moment: Moment) -> list[Row]:
    """Every move of a clock's date for JSON: both dates, why, who signed and when."""
    return [
        {
            "old_due_at": moment(event.old_due_at),
            "new_due_at": moment(event.new_due_at),
            "decree": event.decree,
            "signed_by": recorded.actor,
            "signed_at": moment(recorded.at),
        }
        for recorded, event in moves_of(history, clock)
    ]


def signed_lines(office: Office, history: Iterable[Recorded], clock: Clock) -> Iterator[str]:
    """Every move of a clock's date in words."""
    for recorded, event in moves_of(history, clock):
        old = date_words(office, clock, clock.span, event.old_due_at)
        new = date_words(office, clock, clock.span, event.new_due_at)
        at = f"{office.calendar(clock).local(recorded.at):%Y-%m-%d %H:%M}"
        yield f"Moved from {old} to {new}: {event.decree}. Signed by {recorded.actor}, {at}"


def counted(references: Collection[str], noun: str = "date") -> str:
    """How many, of how many complaints: "3 dates of 2 complaints"."""
    complaints = len(set(references))
    return (
        f"{len(references)} {noun}{'' if len(references) == 1 else 's'} "
        f"of {complaints} complaint{'' if complaints == 1 else 's'}"
    )


@contextmanager
def progress(what: str) -> Iterator[Tell]:
    """A bar on standard error for a person; nothing where nobody watches."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def say_left(refused: int) -> None:
    """What could not be changed, on standard error."""
    if refused:
        click.echo(f"{refused} complaints were not changed; the log says why.", err=True)
