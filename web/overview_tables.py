"""The figures of the overview as tables: the page shows them, and the same are saved.

Each figure carries the address of the complaints that it counts, for those who may see them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.addresses import url_for
from web.days_held import days_held
from web.here import actor
from web.i18n import source, translate
from web.labels import label
from web.overview_asked import age_name, clock_name, holder_name, moment_of, unit_name
from web.present import day, number
from web.sections import Cell, Section
from workflow.core.roles import May
from workflow.outlook import DayAhead
from workflow.overview import Line, Overview, Pair, Week
from workflow.store.figures import LATE, SOON
from workflow.store.slices import NO_UNIT

MOST_PAIRS = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and where the complaints behind it are listed; `words` where it is not plain."""

    value: float
    address: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures under headings. `key` is its anchor on the page."""

    key: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]

    @property
    def linked(self) -> bool:
        """Whether any figure leads to its list; a table without links is reached by itself."""
        return any(figure.address for _, figures in self.rows for figure in figures)

    @property
    def section(self) -> Section:
        """As it is saved."""
        rows: list[list[Cell]] = [
            [name, *(_saved(figure.value) for figure in figures)] for name, figures in self.rows
        ]
        return Section(self.title, self.header, rows)


def _saved(value: float) -> Cell:
    return int(value) if value == int(value) else round(value, 2)


def sees_rows() -> bool:
    """Whether this person may open the complaints behind a figure."""
    return actor().may(May.SEE_ALL) or actor().may(May.SEE_UNIT)


def counted(value: int, **asked: str) -> Figure:
    """A count, with its list unless it is nought or not for this person."""
    return Figure(value, _address(asked) if value else "")


def _address(asked: Mapping[str, Any]) -> str:
    return url_for("overview.rows", **asked) if sees_rows() else ""


def tables(found: Overview) -> tuple[Table, ...]:
    """All tables of the page, in its order."""
    return (
        units(found),
        _standing("clocks", source("By clock"), found.clocks, (clock_name, "clock")),
        _standing("steps", source("By step"), found.steps, (_state_name, "step")),
        ages(found.ages),
        weeks(found.weeks),
        shares(found),
        pairs(found.pairs),
        days(found.ahead),
    )


def _state_name(code: str) -> str:
    return label("state", code)


STANDING = (source("Late"), source("Due soon"), source("All open"))


def units(found: Overview) -> Table:
    """By unit, with its pace."""
    plain = _standing("units", source("By unit"), found.units, (unit_name, "unit"))
    rows = [
        (name, (*figures, _pace(found.pace.get(line.code, 0.0))))
        for (name, figures), line in zip(plain.rows, found.units, strict=True)
    ]
    return Table(
        key="units",
        title=plain.title,
        header=(*plain.header, translate("Ended a working day")),
        rows=tuple(rows),
    )


def _pace(value: float) -> Figure:
    return Figure(value, "", number(value, 1))


Naming = tuple[Callable[[str], str], str]
"""How a heading is called, and its name in the address."""


def _standing(key: str, title: str, lines: Sequence[Line], naming: Naming) -> Table:
    name, field = naming
    return Table(
        key=key,
        title=translate(title),
        header=(translate("What"), *(translate(each) for each in STANDING)),
        rows=tuple(
            (name(line.code), _of_line(line, {field: line.code or NO_UNIT})) for line in lines
        ),
    )


def _of_line(line: Line, asked: dict[str, str]) -> tuple[Figure, ...]:
    return (
        counted(line.late, **asked, tone=LATE),
        counted(line.soon, **asked, tone=SOON),
        counted(line.open, **asked),
    )


def ages(found: tuple[int, ...]) -> Table:
    """How long ago the open ones were received."""
    return Table(
        key="ages",
        title=translate("By age"),
        header=(translate("Received"), translate("All open")),
        rows=tuple((age_name(i), (counted(n, age=str(i)),)) for i, n in enumerate(found)),
    )


def weeks(found: tuple[Week, ...]) -> Table:
    """What came and what was closed."""
    return Table(
        key="weeks",
        title=translate("In and out, by week"),
        header=(translate("Week of"), translate("Received"), translate("Closed")),
        rows=tuple(
            (
                day(moment_of(week.monday), "short"),
                (
                    counted(week.came, came=week.monday.isoformat()),
                    counted(week.went, went=week.monday.isoformat()),
                ),
            )
            for week in found
        ),
    )


def shares(found: Overview) -> Table:
    """Who had the complaints whose clocks were overrun, and how long."""
    rows = []
    for holder, held in days_held(found.shares):
        address = _address({"holder": holder})
        rows.append((holder_name(holder), (Figure(held, address, number(held, 1)),)))
    return Table(
        key="shares",
        title=translate("Who had the overdue ones"),
        header=(translate("Holder"), translate("Days")),
        rows=tuple(rows),
    )


def pairs(found: tuple[Pair, ...]) -> Table:
    """To and fro between units."""
    rows = []
    for pair in found[:MOST_PAIRS]:
        ends = {"from": pair.came_from or NO_UNIT, "to": pair.went_to or NO_UNIT}
        name = f"{unit_name(pair.came_from)} → {unit_name(pair.went_to)}"
        rows.append((name, (counted(pair.count, **ends),)))
    return Table(
        key="pairs",
        title=translate("To and fro"),
        header=(translate("Returned by, then with"), translate("Times")),
        rows=tuple(rows),
    )


def days(found: tuple[DayAhead, ...]) -> Table:
    """What falls due, and what of it is at risk."""
    return Table(
        key="ahead",
        title=translate("The next ten working days"),
        header=(translate("Due on"), translate("Due"), translate("At risk")),
        rows=tuple(
            (
                day(moment_of(one.on), "short"),
                (
                    counted(len(one.due), due=one.on.isoformat()),
                    counted(len(one.at_risk), due=one.on.isoformat(), risk="1"),
                ),
            )
            for one in found
        ),
    )
