"""My unit: what is due this week on top, drafts to release, to answer, waiting, held, answered.

For heads and staff of units; a head opens a draft as the answer that it becomes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template, url_for

from web.access import allow
from web.days import begins
from web.discovery import MenuEntry
from web.here import actor, installation, now, shell
from web.i18n import source, translate
from web.present import day, local
from web.survey_words import grade, year_of_indexes
from web.who import short_unit
from web.worklist_rows import Line, lines
from workflow.core.roles import May, Party
from workflow.store import unit_desk
from workflow.store.unit_desk import Part
from workflow.store.worklists import MOST_COUNTED, Page

blueprint = Blueprint("my_unit", __name__, url_prefix="/unit-saya")

MENU = (
    MenuEntry(
        label=source("My unit"),
        endpoint="my_unit.show",
        icon="house",
        needs=(May.SEE_UNIT,),
        order=12,
    ),
)

TITLES = {
    "due": source("Late, or due this week"),
    "drafts": source("Drafts to release"),
    "answer": source("To answer after this week"),
    "waiting": source("Waiting for the complainant"),
    "held": source("Waiting for another agency"),
    "answered": source("Answered; the complainant may object"),
}
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A part as the page shows it; `release` is where a head answers with a draft, by reference."""

    name: str
    title: str
    count: str
    lines: list[Line]
    drafted: frozenset[str]
    release: dict[str, str]
    more: int


@blueprint.get("")
@allow(May.SEE_UNIT)
def show() -> str:
    with installation().sessions.reading() as db:
        found = unit_desk.parts(db, actor(), _week_ends(now()))
    return render_template(
        "desk/my_unit.html",
        parts=[_drawn(part) for part in found],
        standing_in=_standing_in(),
        index=year_of_indexes().get(actor().unit),
        grade=grade,
    )


def _standing_in() -> list[str]:
    """For whose heads they stand in today, and until when."""
    me = shell().accounts.get(int(actor().id))
    running = (one for one in shell().deputies.shown(now(), me) if one.running)
    return [
        translate(
            "You stand in for the head of {unit} until {date}.",
            unit=short_unit(one.unit),
            date=day(begins(one.last)),
        )
        for one in running
        if one.deputy.id == me.id
    ]


def _week_ends(at: datetime) -> datetime:
    """The first moment of the next Monday, on the office's clock."""
    today = local(at).date()
    monday = today - timedelta(days=today.weekday())
    return begins(monday + WEEK)


def _drawn(part: Part) -> Drawn:
    numbers = {row.reference: part.drafts[row.id] for row in part.rows if row.id in part.drafts}
    heads = {row.reference for row in part.rows if actor().at(row.unit).party is Party.HEAD}
    release = {
        reference: url_for("moves.move", reference=reference, name="respond", konsep=number)
        for reference, number in numbers.items()
        if reference in heads
    }
    most = part.count >= MOST_COUNTED
    return Drawn(
        name=part.name,
        title=translate(TITLES[part.name]),
        count=f"{MOST_COUNTED - 1}+" if most else str(part.count),
        lines=lines(Page(rows=part.rows, next=None, sort="urgent", sought=None)),
        drafted=frozenset(numbers),
        release=release,
        more=max(part.count - len(part.rows), 0),
    )
