"""Insight into the channels: how much came, what about, and how soon a person answered.

Numbers only, for supervisors and, of their own accounts, for heads of units. Shows no words
of anybody and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request

from web import charts
from web.access import allow
from web.charts import Bar, Bars, Part
from web.days import begins, named
from web.discovery import MenuEntry
from web.here import actor, installation, now
from web.i18n import source, translate
from web.labels import label
from web.overview_tables import Figure, Table
from web.present import local, number
from web.sections import KIND, Cell, Section, answer
from workflow.core.roles import May
from workflow.insight import AccountInsight, Insight, Period, Which, insight

blueprint = Blueprint("insight", __name__, url_prefix="/wawasan")

MENU = (
    MenuEntry(
        label=source("Insight"),
        endpoint="insight.show",
        icon="chart-bar",
        needs=(May.INSIGHT,),
        order=880,
        group=source("Office"),
    ),
)
USUAL = timedelta(days=29)
LONGEST = timedelta(days=3 * 366)
HEADER = (
    source("Channel"),
    source("Account"),
    source("Complaints"),
    source("Messages that came"),
    source("In public"),
    source("Answered by a person"),
    source("Median until the first answer (hours)"),
)
PACE = source("Median until the first answer of a person")
"""The page names the unit beside each figure; a saved table has hours in all rows."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """A plot, what it says in one sentence, and the same as a table."""

    table: Table
    drawing: Bars
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which days, both included, and of which account."""

    first: date
    last: date
    account: str


@blueprint.get("")
@allow(May.INSIGHT)
def show() -> str:
    asked = _asked()
    found = _insight(asked)
    return render_template(
        "desk/insight.html",
        asked=asked,
        found=found,
        header=(*HEADER[:-1], PACE),
        rows=[_row(one) for one in found.accounts],
        median=took(found.median),
        accounts=[("|".join(which), _name(which)) for which in _mine()],
        panes=_panes(found),
        save=_again(asked),
    )


@blueprint.get(f"/tabel.{KIND}")
@allow(May.INSIGHT)
def save(kind: str) -> Response:
    """The table, to be saved."""
    asked = _asked()
    rows = [_cells(one) for one in _insight(asked).accounts]
    section = Section(translate("Insight"), tuple(translate(each) for each in HEADER), rows)
    return answer(f"wawasan-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}", kind, [section])


def _panes(found: Insight) -> list[Pane]:
    """The plots of the page; none where there is nothing to draw."""
    volume = [
        (_name((one.channel, one.account)), one.complaints, number(one.complaints))
        for one in found.accounts
    ]
    pace = [
        (_name((one.channel, one.account)), one.median / HOUR, took(one.median))
        for one in found.accounts
        if one.median is not None
    ]
    topics = [(_topic(name), count, number(count)) for name, count in found.topics]
    panes = (
        _pane("volume", (source("Complaints by account"), source("Account")), volume),
        _pane("pace", (PACE, source("Account")), pace),
        _pane("topics", (source("What they are about"), source("Category")), topics),
    )
    return [pane for pane in panes if pane.table.rows]


def _pane(key: str, names: tuple[str, str], rows: Sequence[tuple[str, float, str]]) -> Pane:
    """A plot and its table; each row is a name, a length and what it comes to in words."""
    title, of = (translate(name) for name in names)
    table = Table(
        key=key,
        title=title,
        header=(of, title),
        rows=tuple((name, (Figure(value, words=words),)) for name, value, words in rows),
    )
    bars = [Bar(name, (Part(value, "calm"),), words) for name, value, words in rows]
    longest = max(rows, key=lambda row: row[1], default=("", 0, ""))
    says = translate("The longest bar: {name}, {value}.", name=longest[0], value=longest[2])
    return Pane(table=table, drawing=charts.bars(bars), says=says)


def _again(asked: Asked) -> dict[str, Any]:
    """The same question, for another address."""
    return {"from": asked.first, "to": asked.last, "account": asked.account}


def took(span: timedelta | None) -> str:
    """A time in the unit that people would use."""
    if span is None:
        return "–"
    if span < HOUR:
        return translate("{count} min", count=number(span / timedelta(minutes=1)))
    if span < 2 * DAY:
        return translate("{count} hours", count=number(span / HOUR, 1))
    return translate("{count} days", count=number(span / DAY, 1))


def _row(one: AccountInsight) -> tuple[str, ...]:
    counts = (one.complaints, one.messages, one.public, one.answered)
    name = (label("channel", one.channel), _account((one.channel, one.account)))
    return (*name, *(number(count) for count in counts), took(one.median))


def _cells(one: AccountInsight) -> tuple[Cell, ...]:
    counts = (one.complaints, one.messages, one.public, one.answered)
    hours = None if one.median is None else round(one.median / HOUR, 2)
    return label("channel", one.channel), _account((one.channel, one.account)), *counts, hours


def _topic(category: str) -> str:
    return label("category", category) if category else translate("Not classified yet")


def _name(which: Which) -> str:
    return f"{label('channel', which[0])} · {_account(which)}"


def _account(which: Which) -> str:
    """What the account is called: the address that people know, else its id."""
    line = installation().account_lines.get(which)
    return (line.address if line else "") or which[1]


def _mine() -> tuple[Which, ...]:
    """The accounts that this person may look at, in their order."""
    house = installation()
    every = [(channel.name, id) for channel in house.channels for id in channel.accounts]
    if actor().may(May.SEE_ALL):
        return tuple(sorted(every))
    lines, units = house.account_lines, actor().units
    theirs = [which for which in every if which in lines and lines[which].unit in units]
    return tuple(sorted(theirs))


def _insight(asked: Asked) -> Insight:
    """Supervisors see what is no longer switched on too; heads only their own accounts."""
    wanted = tuple(which for which in _mine() if "|".join(which) == asked.account)
    everything = actor().may(May.SEE_ALL)
    period = Period(
        since=begins(asked.first),
        until=begins(asked.last + DAY),
        accounts=wanted or (None if everything else _mine()),
        not_about=tuple(sorted(actor().units)),
    )
    with installation().sessions.reading() as db:
        return insight(db, period)


def _asked() -> Asked:
    """The days of the address, in order and not too many; the last thirty unless it says so."""
    today = local(now()).date()
    last = named(request.args.get("to", "")) or today
    first = named(request.args.get("from", "")) or last - USUAL
    first, last = min(first, last), max(first, last)
    return Asked(
        first=max(first, last - LONGEST), last=last, account=request.args.get("account", "")[:200]
    )
