"""Which days and hours an office works, and what it refuses to know.

January 2026: the 1st is a Thursday, so 5, 12, 19, 26 are Mondays.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from tests.workflow.core.offices import (
    OFFICE,
    OFFICE_WEEK,
    PLAIN,
    SHELTER,
    holiday,
    on_clock,
    shown,
    week,
    with_days_off,
    with_ramadan,
    with_removals,
)
from workflow.core.calendar import (
    BadRules,
    BeyondCalendar,
    Calendar,
    CalendarRules,
    DayKind,
    DayOff,
    NaiveTime,
    NotWorking,
    Period,
)

NEW_YEAR = Calendar(
    with_days_off(PLAIN, holiday("2026-01-01", "New Year"), holiday("2026-01-16", "Ascension"))
)


def test_an_office_works_on_weekdays_that_are_no_holidays() -> None:
    assert NEW_YEAR.is_working(date(2026, 1, 2))
    assert not NEW_YEAR.is_working(date(2026, 1, 1))
    assert not NEW_YEAR.is_working(date(2026, 1, 3))  # Saturday


def test_a_day_off_is_named_with_its_basis_and_a_weekend_is_none() -> None:
    off = NEW_YEAR.day_off(date(2026, 1, 1))
    assert off is not None
    assert (off.name, off.legal_basis, off.kind) == ("New Year", "Decree 1", DayKind.NATIONAL)
    assert NEW_YEAR.day_off(date(2026, 1, 3)) is None


def test_business_closes_later_on_friday_and_earlier_in_ramadan() -> None:
    office = Calendar(with_ramadan(PLAIN, "2026-02-19", "2026-03-20"))
    closes = [office.close_of(date(2026, 2, day)) for day in (17, 13, 19, 20)]
    assert [shown(office, at) for at in closes] == [
        "Tue 2026-02-17 16:00",
        "Fri 2026-02-13 16:30",
        "Thu 2026-02-19 15:00",
        "Fri 2026-02-20 15:00",
    ]
    assert all(at.tzinfo is UTC for at in closes)


def test_a_closed_day_has_no_close_of_business() -> None:
    with pytest.raises(NotWorking, match="2026-01-01"):
        NEW_YEAR.close_of(date(2026, 1, 1))


def test_a_season_holds_from_its_first_to_its_last_day() -> None:
    office = Calendar(with_ramadan(PLAIN, "2026-02-19", "2026-03-20"))
    seasons = [office.season(date(2026, m, d)) for m, d in ((2, 18), (2, 19), (3, 20), (3, 21))]
    assert [season.name if season else None for season in seasons] == [
        None, "Ramadan", "Ramadan", None,
    ]  # fmt: skip


def test_a_holiday_taken_back_is_a_working_day_again_but_a_sunday_stays_one() -> None:
    office = Calendar(with_removals(NEW_YEAR.rules, "2026-01-01", "2026-01-04"))
    assert office.is_working(date(2026, 1, 1))
    assert office.day_off(date(2026, 1, 1)) is None
    assert not office.is_working(date(2026, 1, 4))


def test_a_decreed_day_off_speaks_for_a_date_rather_than_an_estimate() -> None:
    decreed = DayOff(on=date(2026, 3, 20), kind=DayKind.LOCAL, name="Decreed")
    for days in (
        (holiday("2026-03-20", "Guess", estimate=True), decreed),
        (decreed, holiday("2026-03-20", "Guess", estimate=True)),
    ):
        assert Calendar(with_days_off(PLAIN, *days)).day_off(date(2026, 3, 20)) == decreed


def test_a_national_holiday_speaks_for_a_date_rather_than_a_local_one() -> None:
    local = DayOff(on=date(2026, 3, 20), kind=DayKind.LOCAL, name="Local")
    office = Calendar(with_days_off(PLAIN, local, holiday("2026-03-20", "National")))
    off = office.day_off(date(2026, 3, 20))
    assert off is not None
    assert off.name == "National"


def test_working_days_are_counted_after_the_first_date_and_with_the_last() -> None:
    # Fri 2, (Thu 1 holiday) ... to Mon 5: after Thu 1 Jan come Fri 2 and Mon 5.
    assert NEW_YEAR.working_days_between(date(2026, 1, 1), date(2026, 1, 5)) == 2
    assert NEW_YEAR.working_days_between(date(2026, 1, 5), date(2026, 1, 1)) == -2
    assert NEW_YEAR.working_days_between(date(2026, 1, 5), date(2026, 1, 5)) == 0


def test_the_nth_working_day_goes_forward_and_back() -> None:
    # Thu 15 -> (Fri 16 holiday) -> Mon 19, Tue 20; back from Mon 19: Thu 15.
    assert NEW_YEAR.nth_working_day(date(2026, 1, 15), 1) == date(2026, 1, 19)
    assert NEW_YEAR.nth_working_day(date(2026, 1, 15), 2) == date(2026, 1, 20)
    assert NEW_YEAR.nth_working_day(date(2026, 1, 19), -1) == date(2026, 1, 15)
    assert NEW_YEAR.nth_working_day(date(2026, 1, 18), -1) == date(2026, 1, 15)
    assert NEW_YEAR.nth_working_day(date(2026, 1, 18), 0) == date(2026, 1, 18)


def test_office_minutes_leave_out_breaks_nights_and_weekends() -> None:
    # Fri 9 Jan 15:30-16:30 is 60, Mon 12 Jan 07:30-12:00 is 270, 13:00-14:00 is 60.
    start, end = on_clock(OFFICE, "2026-01-09T15:30"), on_clock(OFFICE, "2026-01-12T14:00")
    assert OFFICE.minutes_between(start, end) == 390
    assert OFFICE.minutes_between(end, start) == -390
    assert OFFICE.add_minutes(start, 390) == end


def test_minutes_that_fill_a_day_end_at_its_close_and_not_at_the_next_opening() -> None:
    start = on_clock(OFFICE, "2026-01-12T07:30")
    assert shown(OFFICE, OFFICE.add_minutes(start, 450)) == "Mon 2026-01-12 16:00"
    assert shown(OFFICE, OFFICE.add_minutes(start, 451)) == "Tue 2026-01-13 07:31"


def test_no_minutes_end_where_they_start_even_at_night() -> None:
    night = on_clock(OFFICE, "2026-01-10T23:00")
    assert OFFICE.add_minutes(night, 0) == night


def test_seconds_are_kept() -> None:
    start = on_clock(OFFICE, "2026-01-12T15:59:30.25")
    assert OFFICE.add_minutes(start, 1) == on_clock(OFFICE, "2026-01-13T07:30:30.25")


def test_the_first_minutes_of_the_table_are_before_its_first_office_hour() -> None:
    # 1 Jan 2025 is a Wednesday: 30 minutes by 08:00.
    begin = on_clock(OFFICE, "2025-01-01T00:00")
    assert OFFICE.minutes_between(begin, on_clock(OFFICE, "2025-01-01T08:00")) == 30


def test_a_shelter_works_every_minute_whatever_the_holidays() -> None:
    shelter = Calendar(
        replace(with_days_off(PLAIN, holiday("2026-01-01")), week={}, round_the_clock=True)
    )
    new_year = date(2026, 1, 1)
    assert shelter.is_working(new_year)
    assert shelter.day_off(new_year) is None
    assert shelter.season(new_year) is None
    assert shelter.hours(new_year) == (Period(time.min, time.min),)
    assert shown(shelter, shelter.close_of(new_year)) == "Fri 2026-01-02 00:00"
    start = on_clock(shelter, "2025-12-31T23:00")
    assert shelter.minutes_between(start, on_clock(shelter, "2026-01-02T01:00")) == 26 * 60


def test_office_hours_of_a_date_are_those_of_its_weekday_and_season() -> None:
    office = Calendar(with_ramadan(PLAIN, "2026-02-19", "2026-03-20"))
    assert [str(p) for p in office.hours(date(2026, 2, 13))] == ["07:30-11:30", "13:00-16:30"]
    assert [str(p) for p in office.hours(date(2026, 2, 20))] == ["08:00-12:00", "12:30-15:00"]
    assert office.hours(date(2026, 2, 21)) == ()


def test_a_calendar_never_guesses_beyond_its_years() -> None:
    inside, outside = on_clock(OFFICE, "2028-12-29T15:00"), datetime(2029, 1, 2, tzinfo=UTC)
    before = datetime(2024, 12, 31, tzinfo=UTC)
    refused: list[Callable[[], object]] = [
        lambda: OFFICE.is_working(date(2029, 1, 1)),
        lambda: OFFICE.is_working(date(2024, 12, 31)),
        lambda: OFFICE.close_of(date(2029, 1, 1)),
        lambda: OFFICE.nth_working_day(date(2028, 12, 29), 1),
        lambda: OFFICE.nth_working_day(date(2025, 1, 1), -1),
        lambda: OFFICE.working_days_between(date(2028, 1, 1), date(2029, 1, 1)),
        lambda: OFFICE.add_minutes(inside, 91),  # 90 are left until Friday's close
        lambda: OFFICE.add_minutes(outside, 1),
        lambda: OFFICE.minutes_between(inside, outside),
        lambda: OFFICE.minutes_between(before, inside),
        lambda: OFFICE.local(datetime.max.replace(tzinfo=UTC)),
        lambda: OFFICE.at(date.min),
        lambda: OFFICE.reach.begin(date(2024, 12, 31).toordinal()),
    ]
    for question in refused:
        with pytest.raises(BeyondCalendar, match="2025-01-01 to 2028-12-31 and nothing beyond"):
            question()
    assert shown(OFFICE, OFFICE.add_minutes(inside, 90)) == "Fri 2028-12-29 16:30"


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 1, 12, 9, 0, tzinfo=UTC).replace(tzinfo=None)
    sentence = "2026-01-12T09:00:00: An instant without a zone"
    with pytest.raises(NaiveTime, match=sentence):
        OFFICE.local(naive)
    with pytest.raises(NaiveTime, match=sentence):
        OFFICE.add_minutes(naive, 1)


def test_the_offices_clock_is_its_own() -> None:
    assert OFFICE.at(date(2026, 1, 12), time(7, 30)) == datetime(2026, 1, 12, 0, 30, tzinfo=UTC)
    assert OFFICE.id == "office"


def test_what_comes_after_hours_can_count_as_received_on_the_next_working_day() -> None:
    late = Calendar(replace(NEW_YEAR.rules, after_hours_next_day=True))
    days = {
        "2026-01-09T16:29": 9,  # Friday, still open
        "2026-01-09T16:30": 12,  # closed for the day
        "2026-01-10T12:00": 12,  # Saturday: not before what came on Friday night
        "2026-01-12T06:00": 12,  # before opening
        "2026-01-12T12:30": 12,  # the break is no closing
        "2026-01-15T20:00": 19,  # Thursday before a holiday and a weekend
    }
    for words, day in days.items():
        zero = late.day_zero(on_clock(late, words))
        assert date.fromordinal(zero) == date(2026, 1, day), words
        same = NEW_YEAR.day_zero(on_clock(NEW_YEAR, words))
        assert date.fromordinal(same) == date.fromisoformat(words[:10])


def test_a_calendar_does_not_end_before_it_begins() -> None:
    with pytest.raises(BadRules, match="ends before it begins"):
        replace(PLAIN, last=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("periods", "sentence"),
    [
        (("08:00-12:00", "11:00-13:00"), "overlap"),
        (("13:00-14:00", "08:00-12:00"), "not in order"),
        (("08:00-24:00", "08:00-12:00"), "overlap"),
    ],
)
def test_the_periods_of_a_day_are_in_order_and_apart(
    periods: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(BadRules, match=sentence):
        replace(PLAIN, week=week({0: periods}))


def test_seasons_must_not_overlap() -> None:
    once = with_ramadan(PLAIN, "2026-02-19", "2026-03-20")
    assert len(with_ramadan(once, "2026-03-21", "2026-03-22").seasons) == 2
    with pytest.raises(BadRules, match="Ramadan and Ramadan overlap"):
        with_ramadan(once, "2026-03-20", "2026-04-01")


@pytest.mark.parametrize(("start", "end"), [(time(12), time(8)), (time(8), time(8))])
def test_a_period_ends_after_it_starts(start: time, end: time) -> None:
    with pytest.raises(BadRules, match="runs past midnight is two"):
        Period(start, end)


def test_a_period_says_its_hours() -> None:
    assert str(Period(time(20), time.min)) == "20:00-24:00"


def test_one_day_is_a_calendar() -> None:
    rules = CalendarRules(
        id="day",
        zone="Asia/Jakarta",
        first=date(2026, 1, 12),
        last=date(2026, 1, 12),
        week=OFFICE_WEEK,
    )
    day = Calendar(rules)
    begin, end = on_clock(day, "2026-01-12T00:00"), on_clock(day, "2026-01-13T00:00")
    assert day.minutes_between(begin, end) == 450
    assert SHELTER.minutes_between(begin, end) == 1440
