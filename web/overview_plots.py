"""The plots of the overview: which figures are drawn, in which tones, and said in one sentence."""

from dataclasses import dataclass

from web import charts
from web.charts import Bar, Bars, Column, Drawing, Part
from web.days_held import days_held
from web.i18n import source, translate
from web.overview_asked import age_name, holder_name, moment_of, unit_name
from web.present import day, number
from workflow.overview import Overview

MOST_BARS = 12
"""Units with a bar; the table has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A drawing with its words: `legend` pairs of tone and name, `line` the curve's name."""

    drawing: Drawing | Bars
    says: str
    legend: tuple[tuple[str, str], ...] = ()
    line: str = ""


TONES = (("late", source("Late")), ("soon", source("Due soon")), ("calm", source("On time")))


def plots(found: Overview) -> dict[str, Plot]:
    """The plots by the key of the table that says the same; none where there is nothing."""
    made = {
        "units": _units(found),
        "ages": _ages(found),
        "weeks": _weeks(found),
        "shares": _shares(found),
        "ahead": _ahead(found),
    }
    return {key: plot for key, plot in made.items() if plot is not None}


def _units(found: Overview) -> Plot | None:
    if not found.units:
        return None
    rows = [
        Bar(
            unit_name(line.code),
            (
                Part(line.late, "late"),
                Part(line.soon, "soon"),
                Part(line.open - line.late - line.soon, "calm"),
            ),
            translate("{late} late, {open} open", late=line.late, open=line.open),
        )
        for line in found.units[:MOST_BARS]
    ]
    most = found.units[0]
    says = translate(
        "Open complaints of each unit. The most late ones: {unit}, {late} of {open}.",
        unit=unit_name(most.code), late=most.late, open=most.open,
    )  # fmt: skip
    legend = tuple((tone, translate(words)) for tone, words in TONES)
    return Plot(drawing=charts.bars(rows), says=says, legend=legend)


def _ages(found: Overview) -> Plot | None:
    if not sum(found.ages):
        return None
    rows = [
        Bar(age_name(band), (Part(count, "calm"),), str(count))
        for band, count in enumerate(found.ages)
    ]
    says = translate("How long ago the {count} open complaints were received.",
                     count=found.total.open)  # fmt: skip
    return Plot(drawing=charts.bars(rows), says=says)


def _weeks(found: Overview) -> Plot | None:
    if not any(week.came or week.went for week in found.weeks):
        return None
    columns = [
        Column(day(moment_of(week.monday), "day"), (Part(week.came, "calm"),), float(week.went))
        for week in found.weeks
    ]
    came, went = sum(week.came for week in found.weeks), sum(week.went for week in found.weeks)
    says = translate("In these twelve weeks {came} were received and {went} closed.",
                     came=came, went=went)  # fmt: skip
    return Plot(
        drawing=charts.columns(columns, ("0", number(charts.top_of(columns)))),
        says=says,
        legend=(("calm", translate("Received")),),
        line=translate("Closed"),
    )


def _shares(found: Overview) -> Plot | None:
    shares = days_held(found.shares)
    if not shares:
        return None
    rows = [
        Bar(
            holder_name(holder),
            (Part(days, "held"),),
            translate("{days} days", days=number(days, 1)),
        )
        for holder, days in shares[:MOST_BARS]
    ]
    says = translate("Who had the complaints while clocks were overrun. The longest: {holder}.",
                     holder=holder_name(shares[0][0]))  # fmt: skip
    return Plot(drawing=charts.bars(rows), says=says)


def _ahead(found: Overview) -> Plot | None:
    due = sum(len(one.due) for one in found.ahead)
    if not due:
        return None
    columns = [
        Column(
            day(moment_of(one.on), "day"),
            (Part(len(one.at_risk), "late"), Part(len(one.due) - len(one.at_risk), "calm")),
        )
        for one in found.ahead
    ]
    risk = sum(len(one.at_risk) for one in found.ahead)
    says = translate("{due} fall due in the next ten working days, {risk} of them are at risk.",
                     due=due, risk=risk)  # fmt: skip
    return Plot(
        drawing=charts.columns(columns, ("0", number(charts.top_of(columns)))),
        says=says,
        legend=(("late", translate("At risk")), ("calm", translate("In time at this pace"))),
    )
