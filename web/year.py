"""A year of a working calendar as a page draws it: months of weeks of days, and what they are.

Shows, never counts: which days are working days is the calendar's own answer.
"""

from calendar import Calendar as Weeks
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from web.i18n import language, source, translate
from web.present import DATES, LOCALES
from workflow.core.calendar import Calendar, DayKind, DayOff, Season
from workflow.core.decree import WORKING, Day

KINDS = {
    DayKind.NATIONAL.value: source("National holiday"),
    DayKind.JOINT_LEAVE.value: source("Joint leave"),
    DayKind.LOCAL.value: source("Local day off"),
    WORKING: source("Working day after all"),
}
"""What a date can be declared to be."""

SHORT, ORDINARY, CLOSED = "season", "", "closed"
MARKS = {
    DayKind.NATIONAL.value: source("H"),
    DayKind.JOINT_LEAVE.value: source("J"),
    DayKind.LOCAL.value: source("L"),
    WORKING: source("W"),
    SHORT: source("S"),
}
"""A letter for each kind of day, so that nothing is told by colour alone."""

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day in its month. `tone` is a class of the style sheet, `words` what it is."""

    number: int
    tone: str
    mark: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month: its weeks from Monday on, none for days of other months."""

    name: str
    working: int
    weeks: Sequence[Sequence[Cell | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A day in the list under the year. `declared`: it was signed here."""

    on: str
    kind: str
    name: str
    basis: str
    estimate: bool
    declared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """All of it; `seasons` are stretches of days with other hours, in words."""

    number: int
    working: int
    months: Sequence[Month]
    weekdays: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    seasons: Sequence[str]


def year_of(shown: Calendar, number: int, declared: Sequence[Day]) -> Year:
    """A year that the calendar knows, with the days that were declared here."""
    here = {day.on: day for day in declared}
    months = [_month(shown, number, month, here) for month in MONTHS]
    return Year(
        number=number,
        working=sum(month.working for month in months),
        months=months,
        weekdays=[(_weekday(n, "ccccc"), _weekday(n, "cccc")) for n in range(7)],
        lines=_lines(shown, number, here),
        seasons=[
            _season(season)
            for season in shown.rules.seasons
            if season.first.year <= number <= season.last.year
        ],
    )


def on_words(on: date, style: str = "full") -> str:
    """A date in words."""
    return format_date(on, DATES[style], locale=LOCALES[language()])


def _weekday(n: int, pattern: str) -> str:
    monday = date(2026, 11, 16)
    return format_date(monday.replace(day=16 + n), pattern, locale=LOCALES[language()])


def _month(shown: Calendar, year: int, month: int, here: dict[date, Day]) -> Month:
    weeks = [
        [_cell(shown, on, here) if on.month == month else None for on in week]
        for week in Weeks().monthdatescalendar(year, month)
    ]
    working = sum(
        shown.is_working(on) for on in Weeks().itermonthdates(year, month) if on.month == month
    )
    name = format_date(date(year, month, 1), "LLLL", locale=LOCALES[language()])
    return Month(name=name, working=working, weeks=weeks)


def _cell(shown: Calendar, on: date, here: dict[date, Day]) -> Cell:
    tone, words = _what(shown, on, here)
    mark = translate(MARKS[tone]) if tone in MARKS else ""
    return Cell(number=on.day, tone=tone, mark=mark, words=words)


def _what(shown: Calendar, on: date, here: dict[date, Day]) -> tuple[str, str]:
    """The tone of a day and what it is; the first that holds."""
    off, season = shown.day_off(on), shown.season(on)
    if shown.is_working(on):
        day = here.get(on)
        if day is not None and day.working:
            return WORKING, day.name
        return (SHORT, season.name) if season else (ORDINARY, "")
    if off is not None:
        return off.kind.value, off.name
    return CLOSED, translate("Office closed")


def _lines(shown: Calendar, year: int, here: dict[date, Day]) -> list[Line]:
    dates = [on for m in MONTHS for on in Weeks().itermonthdates(year, m) if on.month == m]
    found: list[Line] = []
    for on in dates:
        off, day = shown.day_off(on), here.get(on)
        if day is not None and day.working:
            found.append(_line(day, declared=True))
        elif off is not None:
            found.append(_line(off, declared=day is not None))
    return found


def _line(day: Day | DayOff, *, declared: bool) -> Line:
    return Line(
        on=on_words(day.on),
        kind=translate(KINDS[str(day.kind)]),
        name=day.name,
        basis=day.legal_basis,
        estimate=day.estimate,
        declared=declared,
    )


def _season(season: Season) -> str:
    said = translate("{name}: {first} to {last}", name=season.name,
                     first=on_words(season.first, "long"),
                     last=on_words(season.last, "long"))  # fmt: skip
    if season.approximate:
        said = translate("{season} (dates not certain yet)", season=said)
    return f"{said} · {season.legal_basis}" if season.legal_basis else said
