"""`tuntas deadline`: a due date and its reasons, for one question or for a stream of them.

No database and no web application: the calendars of the rule folder are all that is asked.
"""

import json
import sys
from collections.abc import Mapping
from typing import TypedDict, Unpack

import click

from config.calendars import load_calendars
from config.mistakes import Mistaken
from config.settings import load_settings
from web.commands.deadline_cases import (
    EVERYBODYS,
    Answer,
    BadCase,
    Case,
    UnknownCalendar,
    answer,
    calendar_named,
    moment,
    pause,
    span,
)
from workflow.core.calendar import BeyondCalendar, Calendar
from workflow.core.pauses import Pause
from workflow.core.trace_words import lines, rows


class Options(TypedDict):
    """What the command line gave."""

    began: str | None
    within: str | None
    pauses: tuple[str, ...]
    name: str
    as_json: bool
    stream: bool


@click.command()
@click.option("--from", "began", metavar="ISO", help="When it starts; a date is its beginning.")
@click.option("--within", metavar="SPAN", help='Such as "5 working days" or "72 hours".')
@click.option("--pause", "pauses", multiple=True, metavar="ISO..ISO", help="Open without an end.")
@click.option("--calendar", "name", default=EVERYBODYS, show_default=True, help="Whose calendar.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--jsonl", "stream", is_flag=True, help="Questions from standard input, one a line.")
def deadline(**options: Unpack[Options]) -> None:
    """Say when a span of time is over, and why.

    Times without an offset are on the office's clock. With --jsonl each line of standard
    input is an object {"from", "within", "pauses": [[from, to]], "calendar", "trace": true}
    and is answered by one line, {"due_at", ...} or {"error"}.
    """
    calendars = _calendars()
    if options["stream"]:
        _answer_stream(calendars)
        return
    case = _case(calendars, options)
    try:
        found, trace = case.answer(), case.trace()
    except BeyondCalendar as error:
        raise click.ClickException(str(error)) from error
    if options["as_json"]:
        click.echo(json.dumps(found | {"trace": rows(trace)}))
        return
    for line in lines(trace):
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (deadline,)


def _calendars() -> Mapping[str, Calendar]:
    try:
        return load_calendars(load_settings().rules)
    except Mistaken as error:
        raise click.ClickException(str(error)) from error


def _case(calendars: Mapping[str, Calendar], options: Options) -> Case:
    """The options as a question; what is no time or no span is wrong usage."""
    began, within = options["began"], options["within"]
    if began is None or within is None:
        raise click.UsageError("--from and --within are needed, or --jsonl.")
    try:
        calendar = calendar_named(calendars, options["name"])
        pauses = [_pause(calendar, words) for words in options["pauses"]]
        return Case(calendar, moment(calendar, began), span(within), pauses)
    except BadCase as error:
        raise click.UsageError(str(error)) from error
    except (UnknownCalendar, BeyondCalendar) as error:
        raise click.ClickException(str(error)) from error


def _pause(calendar: Calendar, words: str) -> Pause:
    began, dots, ended = words.partition("..")
    if not dots:
        raise BadCase(f"{words!r} is no pause such as 2026-03-02T09:30..2026-03-04T10:00.")
    return pause(calendar, began, ended)


def _answer_stream(calendars: Mapping[str, Calendar]) -> None:
    """Answer each line before the next is read, so that a program can converse with it."""
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(_answer_line(calendars, line)) + "\n")
        sys.stdout.flush()


def _answer_line(calendars: Mapping[str, Calendar], line: bytes) -> Answer:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "The line is not JSON."}
    return answer(calendars, row)
