"""The calendars that come with the engine, and what an office may change in them."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from config import calendar_file, holiday_list
from config.calendars import load_calendars
from tests.config.calendar_folder import add, copy_to, replace
from workflow.core.calendar import Calendar, DayKind, DayOff

# The printed decrees: national holidays and joint leave by year, month-day.
NATIONAL = {
    2024: "01-01 02-08 02-10 02-14 03-11 03-29 03-31 04-10 04-11 05-01 05-09 05-23 06-01 06-17 "
    "07-07 08-17 09-16 11-27 12-25",
    2025: "01-01 01-27 01-29 03-29 03-31 04-01 04-18 04-20 05-01 05-12 05-29 06-01 06-06 06-27 "
    "08-17 09-05 12-25",
    2026: "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 "
    "08-17 08-25 12-25",
    2027: "01-01 01-05 02-06 03-08 03-10 03-11 03-26 03-28 05-01 05-06 05-17 05-20 06-01 06-06 "
    "08-15 08-17 12-25 12-26",
}
JOINT_LEAVE = {
    2024: "02-09 03-12 04-08 04-09 04-12 04-15 05-10 05-24 06-18 12-26",
    2025: "01-28 03-28 04-02 04-03 04-04 04-07 05-13 05-30 06-09 08-18 12-26",
    2026: "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24",
    2027: "02-05 03-09 03-12 03-15 03-25 05-18 05-19 12-24",
}
WORKING_DAYS = {2024: 238, 2025: 237, 2026: 240, 2027: 242}
ESTIMATES = {"2027-03-10", "2027-03-11", "2027-05-17"}


@pytest.fixture(scope="module")
def calendars() -> Mapping[str, Calendar]:
    return load_calendars()


@pytest.fixture(scope="module")
def office(calendars: Mapping[str, Calendar]) -> Calendar:
    return calendars["office"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_to(tmp_path)


def dates(year: int) -> list[date]:
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return [first + timedelta(days=n) for n in range(days)]


def days_off(office: Calendar, year: int, kind: DayKind) -> list[DayOff]:
    found = (office.day_off(on) for on in dates(year))
    return [off for off in found if off and off.kind is kind]


@pytest.mark.parametrize("year", NATIONAL)
def test_days_off_are_those_of_the_decrees(office: Calendar, year: int) -> None:
    for kind, printed in ((DayKind.NATIONAL, NATIONAL), (DayKind.JOINT_LEAVE, JOINT_LEAVE)):
        found = [f"{off.on:%m-%d}" for off in days_off(office, year, kind)]
        assert found == printed[year].split(), kind


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_the_working_days_of_a_year_are_as_many(office: Calendar, year: int) -> None:
    assert sum(office.is_working(on) for on in dates(year)) == WORKING_DAYS[year]


def test_every_decreed_day_off_names_its_decree(office: Calendar) -> None:
    for year in NATIONAL:
        for kind in (DayKind.NATIONAL, DayKind.JOINT_LEAVE):
            assert all(off.legal_basis for off in days_off(office, year, kind)), (year, kind)
    late = office.day_off(date(2025, 8, 18))
    assert late is not None
    assert "933" in late.legal_basis
    leave, feast = office.day_off(date(2026, 3, 20)), office.day_off(date(2026, 3, 19))
    assert leave is not None
    assert "Keppres 42/2025" in leave.legal_basis
    assert feast is not None
    assert "Keppres" not in feast.legal_basis


def test_dates_that_no_decree_has_fixed_are_estimates(office: Calendar) -> None:
    every = [off for year in NATIONAL for off in days_off(office, year, DayKind.NATIONAL)]
    assert {off.on.isoformat() for off in every if off.estimate} == ESTIMATES
    assert any(off.estimate for off in days_off(office, 2030, DayKind.NATIONAL))
    assert office.rules.decreed_to == date(2027, 12, 31)


def test_a_holiday_of_a_year_without_a_decree_has_no_legal_basis(office: Calendar) -> None:
    new_year = office.day_off(date(2028, 1, 1))
    assert new_year is not None
    assert new_year.legal_basis == ""


def test_a_week_has_the_hours_of_the_presidential_regulation(office: Calendar) -> None:
    def minutes(monday: date) -> float:
        return office.minutes_between(office.at(monday), office.at(monday + timedelta(days=7)))

    # Perpres 21/2023: 37 h 30 min, in Ramadan 32 h 30 min.
    assert minutes(date(2026, 7, 6)) == 37.5 * 60
    assert minutes(date(2026, 3, 2)) == 32.5 * 60


def test_ramadan_of_four_years_is_known_and_marked_as_approximate(office: Calendar) -> None:
    seasons = office.rules.seasons
    assert [(season.first.year, season.approximate) for season in seasons] == [
        (2024, True), (2025, True), (2026, True), (2027, True),
    ]  # fmt: skip
    assert office.local(office.close_of(date(2026, 3, 6))).hour == 15


def test_the_shelter_works_on_holidays_at_night(calendars: Mapping[str, Calendar]) -> None:
    shelter = calendars["shelter"]
    assert shelter.is_working(date(2026, 3, 21))
    assert shelter.day_off(date(2026, 3, 21)) is None
    assert shelter.rules.decreed_to is None


def test_the_calendars_reach_over_twenty_years(office: Calendar) -> None:
    assert (office.rules.first, office.rules.last) == (date(2015, 1, 1), date(2035, 12, 31))


def test_the_list_of_holidays_is_that_of_the_installed_package(folder: Path) -> None:
    known = holiday_list.from_package(2015, 2035)
    assert holiday_list.read(folder, []) == known
    holiday_list.write(folder, known)
    assert holiday_list.read(folder, []) == known
    assert {path.name for path in folder.iterdir()} == {calendar_file.FILE, holiday_list.FILE}


def test_the_office_can_enter_days_off_and_take_them_back() -> None:
    strike = DayOff(on=date(2026, 7, 7), kind=DayKind.LOCAL, name="Election again")
    leave = DayOff(on=date(2026, 7, 8), kind=DayKind.JOINT_LEAVE, name="Joint leave")
    changed = load_calendars(extra=[strike, leave], removed=[date(2026, 12, 24)])
    assert changed["office"].day_off(date(2026, 7, 7)) == strike
    assert changed["office"].day_off(date(2026, 7, 8)) == leave
    assert changed["office"].is_working(date(2026, 12, 24))
    assert changed["shelter"].is_working(date(2026, 7, 7))


def test_the_offices_own_days_come_from_the_file(folder: Path) -> None:
    add(
        folder,
        """
        [calendar.field]
        zone = "Asia/Makassar"
        week = "office"
        holidays = false
        after_hours = "next working day"
        [[day_off]]
        on = 2026-10-12
        name = "Hari Jadi Provinsi"
        legal_basis = "SE Gubernur"
        [[day_off]]
        on = 2026-10-13
        name = "Cuti bersama tambahan"
        legal_basis = "SKB"
        kind = "joint_leave"
        estimate = true
        [[day_off]]
        on = 2026-10-14
        name = "Pindah kantor"
        legal_basis = "SK Kepala Dinas"
        calendars = ["field"]
        [[working_day]]
        on = 2026-12-24
        legal_basis = "SKB perubahan"
        calendars = ["office"]
        """,
    )
    calendars = load_calendars(folder)
    office, field = calendars["office"], calendars["field"]
    week = [date(2026, 10, day) for day in (12, 13, 14)]
    assert [office.is_working(on) for on in week] == [False, False, True]
    assert [field.is_working(on) for on in week] == [False, True, False]
    added = office.day_off(week[1])
    assert added is not None
    assert (added.kind, added.estimate) == (DayKind.JOINT_LEAVE, True)
    assert office.is_working(date(2026, 12, 24))
    assert field.is_working(date(2026, 12, 25))
    assert field.rules.after_hours_next_day
    assert field.rules.removals == ()


def test_a_season_can_hold_for_some_calendars_only(folder: Path) -> None:
    replace(folder, 'name = "Ramadan 1447 H"', 'name = "Ramadan 1447 H"\ncalendars = ["shelter"]')
    assert load_calendars(folder)["office"].season(date(2026, 3, 2)) is None
