"""The figures that everybody may see: received, answered in time, days to the end, by unit.

Table, picture and file come from the same query; what is about fewer than five people is
told together with others or not at all (`workflow/published.py`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from web import charts
from web.access import public
from web.charts import Bar, Drawing, Part
from web.here import installation, now
from web.i18n import translate
from web.present import local, number, zone
from web.sections import KINDS, Cell, Section, answer
from web.who import short_unit
from workflow import published
from workflow.published import Published
from workflow.store.recap import Period

blueprint = Blueprint("figures", __name__, url_prefix="/angka")

MOST_BARS = 12

KEPT_FOR = timedelta(minutes=10)
"""Counting a year of a large office takes a moment, and the page is open to the whole world."""


@dataclass(frozen=True, slots=True)
class Found:
    """All together, and by unit, as they were at a time."""

    at: datetime
    total: Published | None
    units: tuple[Published, ...]


@blueprint.get("")
@public
def show() -> str:
    year, years = _year()
    found = _figures(year)
    return render_template(
        "public/figures.html",
        year=year,
        years=years,
        at=found.at,
        total=found.total,
        units=[(unit_name(unit), unit) for unit in found.units],
        drawing=_drawing(found.units),
        few=published.FEW,
    )


@blueprint.get("/tabel.<kind>")
@public
def save(kind: str) -> ResponseReturnValue:
    """The same figures as a file."""
    if kind not in KINDS:
        abort(404)
    year, _ = _year()
    found = _figures(year)
    lines = [*found.units, *([found.total] if found.total else [])]
    header = (
        translate("Unit"), translate("Received"), translate("Answered, or due to be"),
        translate("Of these within 14 days"), translate("Percent within 14 days"),
        translate("Resolved"), translate("Median days"),
    )  # fmt: skip
    return answer(f"angka-{year}", kind, [Section(str(year), header, [*map(_row, lines)])])


def _row(line: Published) -> tuple[Cell, ...]:
    told = line.in_time is not None
    return (
        unit_name(line),
        line.received,
        line.answered_of if told else None,
        line.answered if told else None,
        line.in_time,
        line.resolved,
        line.median_days,
    )


def unit_name(line: Published) -> str:
    """Whom a line is about."""
    if not line.units:
        return translate("All together")
    if len(line.units) > 1:
        return translate("Others, {count} units with few each", count=len(line.units))
    return short_unit(line.units[0]) if line.units[0] else translate("Intake, no unit yet")


def _year() -> tuple[int, list[int]]:
    """The year that is asked for, and those that there are; the newest first."""
    with installation().sessions.reading() as db:
        first = published.first_received(db)
    this = local(now()).year
    years = list(range(this, (local(first).year if first else this) - 1, -1))
    asked = request.args.get("tahun", "")
    return next((year for year in years if str(year) == asked), this), years


def _figures(year: int) -> Found:
    """The figures of a year, at most `KEPT_FOR` old: anybody may ask as often as they like."""
    known: dict[int, Found] = current_app.extensions.setdefault("figures", {})
    found = known.get(year)
    if found is None or not found.at <= now() < found.at + KEPT_FOR:
        found = known[year] = _counted(year)
    return found


def _counted(year: int) -> Found:
    begins = datetime(year, 1, 1, tzinfo=zone()).astimezone(UTC)
    ends = datetime(year + 1, 1, 1, tzinfo=zone()).astimezone(UTC)
    with installation().sessions.reading() as db:
        return Found(now(), *published.published(db, Period(begins, ends, now())))


def _drawing(units: tuple[Published, ...]) -> Drawing:
    bars = [
        Bar(
            unit_name(unit),
            (Part(unit.answered, "calm"), Part(unit.answered_of - unit.answered, "late")),
            translate(
                "{percent}% of {count}",
                percent=number(unit.in_time or 0), count=number(unit.answered_of),
            ),
        )
        for unit in units
        if unit.in_time is not None
    ]  # fmt: skip
    return charts.bars(bars[:MOST_BARS])
