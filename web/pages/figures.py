"""The figures that everybody may see: received, answered in time, days to the end, by unit.

Table, picture and file come from the same query; what is about fewer than five people is
told together with others or not at all (`workflow/published.py`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from web import charts
from web.access import public
from web.charts import Bar, Bars, Part
from web.days import begins
from web.here import installation, now
from web.i18n import translate
from web.present import local, number
from web.sections import KIND, Cell, Section, answer
from web.survey_words import NAMES, grade
from web.who import short_unit
from workflow import published, surveys
from workflow.core.survey import ELEMENTS, FEW
from workflow.published import Published
from workflow.store.recap import Period
from workflow.surveys import Told

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
    all_content: Told | None
    content: tuple[Told, ...]
    """The index of the survey, all together and by unit."""


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
        all_content=found.all_content,
        content=[(unit_name(line), line.index) for line in found.content],
        few_content=FEW,
        grade=grade,
        elements=[(element.name, translate(NAMES[element.name])) for element in ELEMENTS],
    )


@blueprint.get(f"/tabel.{KIND}")
@public
def save(kind: str) -> ResponseReturnValue:
    """The same figures as a file."""
    year, _ = _year()
    found = _figures(year)
    lines = [*found.units, *([found.total] if found.total else [])]
    header = (
        translate("Unit"), translate("Received"), translate("Answered, or due to be"),
        translate("Of these within 14 days"), translate("Percent within 14 days"),
        translate("Resolved"), translate("Median days"),
    )  # fmt: skip
    sections = [Section(str(year), header, [*map(_row, lines)]), _survey(found)]
    return answer(f"angka-{year}", kind, [section for section in sections if section.rows])


def _survey(found: Found) -> Section:
    """The index of the survey as a table of its own."""
    lines = [*found.content, *([found.all_content] if found.all_content else [])]
    rows: list[tuple[Cell, ...]] = [
        (
            unit_name(line),
            line.index.n,
            float(line.index.value),
            line.index.grade,
            *(float(line.index.means[element.name]) for element in ELEMENTS),
        )
        for line in lines
    ]
    names = (translate(NAMES[element.name]) for element in ELEMENTS)
    header = (translate("Unit"), translate("Answers"), "IKM", translate("Grade"), *names)
    return Section("IKM", header, rows)


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


def unit_name(line: Published | Told) -> str:
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
    first, last = begins(date(year, 1, 1)), begins(date(year + 1, 1, 1))
    with installation().sessions.reading() as db:
        counted = published.published(db, Period(first, last, now()))
        content = surveys.told(db, date(year, 1, 1), date(year, 12, 31))
    return Found(now(), *counted, *content)


def _drawing(units: tuple[Published, ...]) -> Bars:
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
