"""The working calendars of this installation, from `calendar.toml` and `holidays.toml`.

Days off that the office entered on its pages are handed in. Nothing is fetched and nothing
is guessed: a rule folder with a mistake in it gives no calendar at all.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from config import calendar_file, holiday_list
from config.calendar_checks import AFTER_HOURS, EVERYBODYS, check
from config.calendar_file import CalendarFile, CalendarRow, DecreeRow, SeasonRow
from config.holiday_list import Holiday
from config.mistakes import Mistake, Mistaken, Place
from workflow.core.calendar import (
    BadRules,
    Calendar,
    CalendarRules,
    DayKind,
    DayOff,
    Removal,
    Season,
)

__all__ = ["EVERYBODYS", "RULES", "BadCalendar", "load_calendars"]

RULES = Path(__file__).with_name("rules")
"""The rule folder that comes with the engine."""


class BadCalendar(Mistaken):
    """The working calendar cannot be used."""


def load_calendars(
    folder: Path = RULES, extra: Sequence[DayOff] = (), removed: Sequence[date] = ()
) -> Mapping[str, Calendar]:
    """Every calendar of a rule folder, by its id; raises `BadCalendar`.

    `extra` are further days off and `removed` dates that are working days after all, for
    each calendar that has days off; a removal outranks every day off.
    """
    notes: list[Mistake] = []
    file = calendar_file.read(folder, notes)
    holidays = holiday_list.read(folder, notes)
    if not notes:
        check(file, holidays, notes)
    rules: list[CalendarRules] = []
    if not notes:
        source = _Source(file, tuple(_with_basis(holidays, file.decrees)), tuple(extra))
        removals = tuple(Removal(on) for on in removed)
        rules = [each for name in file.calendars if (each := source.rules(name, removals, notes))]
    if notes:
        raise BadCalendar(notes)
    return MappingProxyType({each.id: Calendar(each) for each in rules})


@dataclass(frozen=True, slots=True)
class _Source:
    """What calendars are made from."""

    file: CalendarFile
    holidays: tuple[DayOff, ...]
    extra: tuple[DayOff, ...]

    def rules(
        self, name: str, removed: tuple[Removal, ...], notes: list[Mistake]
    ) -> CalendarRules | None:
        """One calendar's rules; none, and a mistake, where they contradict themselves."""
        file, row = self.file, self.file.calendars[name]
        decreed = max((decree.year for decree in file.decrees), default=0)
        own_removals = (
            Removal(back.on, back.legal_basis)
            for back in file.working_days
            if _concerns(back.calendars, name)
        )
        try:
            return CalendarRules(
                id=name,
                zone=row.zone,
                first=file.first,
                last=file.last,
                week=file.weeks.get(row.week, {}),
                seasons=tuple(
                    self._season(s) for s in file.seasons if _concerns(s.calendars, name)
                ),
                days_off=tuple(self._days_off(name, row)),
                removals=(*own_removals, *removed),
                round_the_clock=row.round_the_clock,
                after_hours_next_day=AFTER_HOURS[row.after_hours],
                decreed_to=date(decreed, 12, 31) if decreed and _follows(row) else None,
                name_id=row.name_id,
            )
        except BadRules as error:
            Place(calendar_file.FILE, f"calendar.{name}", notes).wrong(str(error))
            return None

    def _season(self, row: SeasonRow) -> Season:
        return Season(
            name=row.name,
            first=row.first,
            last=row.last,
            week=self.file.weeks[row.week],
            legal_basis=row.legal_basis,
            approximate=row.approximate,
        )

    def _days_off(self, name: str, row: CalendarRow) -> Iterable[DayOff]:
        if row.round_the_clock:
            return
        own = (
            DayOff(
                on=day.on,
                kind=DayKind(day.kind),
                name=day.name,
                legal_basis=day.legal_basis,
                estimate=day.estimate,
            )
            for day in self.file.days_off
            if _concerns(day.calendars, name)
        )
        for day in (*self.holidays, *own, *self.extra):
            if row.holidays or day.kind is DayKind.LOCAL:
                yield day


def _follows(row: CalendarRow) -> bool:
    """Whether national decrees close the calendar's office."""
    return row.holidays and not row.round_the_clock


def _concerns(names: Collection[str], name: str) -> bool:
    return not names or name in names


def _with_basis(holidays: Iterable[Holiday], decrees: Iterable[DecreeRow]) -> Iterable[DayOff]:
    """Holidays with their legal basis: a date's own decree goes before its year's."""
    by_date: dict[tuple[date, DayKind], str] = {}
    by_year: dict[tuple[int, DayKind], str] = {}
    for decree in decrees:
        for kind in decree.kinds or holiday_list.CATEGORIES:
            by_date[decree.on, DayKind(kind)] = decree.legal_basis
            by_year[decree.year, DayKind(kind)] = decree.legal_basis
    for day in holidays:
        basis = by_date.get((day.on, day.kind)) or by_year.get((day.on.year, day.kind), "")
        yield DayOff(
            on=day.on, kind=day.kind, name=day.name, legal_basis=basis, estimate=day.estimate
        )
