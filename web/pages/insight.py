"""Insight into the channels: how much came, what about, and how soon a person answered.

Numbers only, for supervisors and, of their own accounts, for heads of units. Shows no words
of anybody and changes nothing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from web.access import allow
from web.bars import plot
from web.discovery import MenuEntry
from web.here import actor, installation, now
from web.i18n import source, translate
from web.labels import label
from web.present import local, number, zone
from web.tables import saved_as
from workflow.core.roles import May, Role
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
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


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
        header=HEADER,
        rows=[_row(one) for one in found.accounts],
        median=took(found.median),
        accounts=[("|".join(which), _name(which)) for which in _mine()],
        volume=plot(
            translate("Complaints by account"),
            [
                (_name((a.channel, a.account)), a.complaints, number(a.complaints))
                for a in found.accounts
            ],
        ),
        pace=plot(
            translate("Median until the first answer of a person"),
            [
                (_name((a.channel, a.account)), a.median / HOUR, took(a.median))
                for a in found.accounts
                if a.median is not None
            ],
        ),
        topics=plot(
            translate("What they are about"),
            [(_topic(name), count, number(count)) for name, count in found.topics],
        ),
        save=url_for(".save", **_again(asked)),
    )


@blueprint.get("/tabel.csv")
@allow(May.INSIGHT)
def save() -> Response:
    """The table, to be saved."""
    asked = _asked()
    found = _insight(asked)
    rows = [[translate(each) for each in HEADER], *(_cells(one) for one in found.accounts)]
    name = f"wawasan-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.csv"
    return saved_as(name, rows)


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


def _cells(one: AccountInsight) -> list[str]:
    counts = (one.complaints, one.messages, one.public, one.answered)
    hours = "" if one.median is None else f"{one.median / HOUR:.2f}"
    which = (one.channel, one.account)
    return [label("channel", one.channel), _account(which), *map(str, counts), hours]


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
    if actor().role is not Role.UNIT_HEAD:
        return tuple(sorted(every))
    lines = house.account_lines
    theirs = [which for which in every if which in lines and lines[which].unit == actor().unit]
    return tuple(sorted(theirs))


def _insight(asked: Asked) -> Insight:
    """Supervisors see what is no longer switched on too; heads only their own accounts."""
    wanted = tuple(which for which in _mine() if "|".join(which) == asked.account)
    everything = actor().role is not Role.UNIT_HEAD
    period = Period(
        since=_begins(asked.first),
        until=_begins(asked.last + DAY),
        accounts=wanted or (None if everything else _mine()),
        not_about=actor().unit,
    )
    with installation().sessions.reading() as db:
        return insight(db, period)


def _asked() -> Asked:
    """The days of the address, in order and not too many; the last thirty unless it says so."""
    today = local(now()).date()
    last = _day(request.args.get("to", ""), today)
    first = _day(request.args.get("from", ""), last - USUAL)
    first, last = min(first, last), max(first, last)
    return Asked(
        first=max(first, last - LONGEST), last=last, account=request.args.get("account", "")[:200]
    )


def _day(words: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return otherwise
    return found if date(1990, 1, 1) <= found < date(2200, 1, 1) else otherwise


def _begins(day: date) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time(), zone()).astimezone(UTC)
