"""What is true of every deadline, whatever the calendar, the start, the span, the pauses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.workflow.core.offices import PLAIN, holiday, with_days_off, with_ramadan
from workflow.core import deadlines
from workflow.core.calendar import Calendar, DayOff
from workflow.core.pauses import Pause
from workflow.core.spans import Span, Unit

FEAST = [holiday(f"2026-03-{day}") for day in (18, 19, 20, 23, 24)]
RULES = with_ramadan(with_days_off(PLAIN, *FEAST), "2026-02-19", "2026-03-20")
CALENDARS = {
    "office": Calendar(RULES),
    "late": Calendar(replace(RULES, after_hours_next_day=True)),
    "berlin": Calendar(replace(RULES, zone="Europe/Berlin")),
    "shelter": Calendar(replace(RULES, zone="Europe/Berlin", week={}, round_the_clock=True)),
}
LONGEST = {
    Unit.WORKING_DAYS: 70,
    Unit.WORKING_HOURS: 300,
    Unit.WORKING_MINUTES: 6_000,
    Unit.DAYS: 70,
    Unit.HOURS: 900,
    Unit.MINUTES: 50_000,
}

unhurried = settings(deadline=None)
"""A busy machine is not a failure."""

calendars = st.sampled_from(list(CALENDARS.values()))
instants = st.timedeltas(timedelta(0), timedelta(days=364)).map(
    lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since
)
spans = st.sampled_from(Unit).flatmap(
    lambda unit: st.integers(0, LONGEST[unit]).map(lambda count: Span(count, unit))
)
lengths = st.timedeltas(timedelta(0), timedelta(days=20))


@st.composite
def closed_pauses(draw: st.DrawFn) -> Pause:
    began = draw(instants)
    return began, began + draw(lengths)


pause_lists = st.lists(closed_pauses(), max_size=4)
open_ends = st.lists(st.tuples(instants, st.none()), max_size=1)


@unhurried
@given(calendars, instants, st.integers(0, 30_000))
def test_between_undoes_add(calendar: Calendar, start: datetime, minutes: int) -> None:
    assert calendar.minutes_between(start, calendar.add_minutes(start, minutes)) == minutes


@unhurried
@given(calendars, instants, spans, pause_lists, closed_pauses())
def test_a_pause_never_moves_a_date_earlier(
    calendar: Calendar, start: datetime, span: Span, pauses: list[Pause], more: Pause
) -> None:
    due = deadlines.due(calendar, start, span, pauses)
    later = deadlines.due(calendar, start, span, [*pauses, more])
    assert due is not None
    assert later is not None
    assert start <= due <= later


@unhurried
@given(calendars, instants, spans, pause_lists, instants)
def test_a_pause_that_still_lasts_leaves_no_date_or_the_one_that_was_over(
    calendar: Calendar, start: datetime, span: Span, pauses: list[Pause], since: datetime
) -> None:
    due = deadlines.due(calendar, start, span, pauses)
    still = deadlines.due(calendar, start, span, [*pauses, (since, None)])
    assert due is not None
    if since >= due:
        assert still == due
    else:
        # A day that has closed by then may be the last one of a shorter count.
        assert still is None or still <= max(since, start)


@unhurried
@given(calendars, instants, spans, pause_lists, st.dates(date(2026, 1, 1), date(2027, 6, 1)))
def test_a_holiday_never_moves_a_date_earlier(
    calendar: Calendar, start: datetime, span: Span, pauses: list[Pause], on: date
) -> None:
    more = Calendar(with_days_off(short(calendar).rules, holiday(on.isoformat())))
    due = deadlines.due(short(calendar), start, span, pauses)
    later = deadlines.due(more, start, span, pauses)
    assert due is not None
    assert later is not None
    assert due <= later
    if span.unit in (Unit.DAYS, Unit.HOURS, Unit.MINUTES):
        assert due == later


def short(calendar: Calendar) -> Calendar:
    """The same for fewer years, which is quicker to build again and again."""
    return Calendar(replace(calendar.rules, first=date(2026, 1, 1), last=date(2028, 3, 31)))


@st.composite
def pauses_whole_and_split(draw: st.DrawFn) -> tuple[list[Pause], list[Pause]]:
    """The same pauses twice, once with the first of them cut in two, and in another order."""
    began, ended = draw(closed_pauses())
    assert ended is not None
    middle = began + (ended - began) * draw(st.floats(0, 1))
    others = draw(pause_lists)
    return [(began, ended), *others], [(middle, ended), *others, (began, middle)]


@unhurried
@given(calendars, instants, spans, pauses_whole_and_split())
def test_splitting_a_pause_changes_nothing(
    calendar: Calendar, start: datetime, span: Span, both: tuple[list[Pause], list[Pause]]
) -> None:
    whole, split = both
    for question in (deadlines.due, deadlines.trace):
        assert question(calendar, start, span, whole) == question(calendar, start, span, split)


@unhurried
@given(calendars, instants, spans, pause_lists)
def test_more_time_is_never_due_earlier(
    calendar: Calendar, start: datetime, span: Span, pauses: list[Pause]
) -> None:
    due = deadlines.due(calendar, start, span, pauses)
    longer = deadlines.due(calendar, start, replace(span, count=span.count + 1), pauses)
    assert due is not None
    assert longer is not None
    assert due < longer


@unhurried
@given(calendars, instants, lengths, spans)
def test_what_comes_later_is_never_due_earlier(
    calendar: Calendar, start: datetime, later: timedelta, span: Span
) -> None:
    first = deadlines.due(calendar, start, span)
    second = deadlines.due(calendar, start + later, span)
    assert first is not None
    assert second is not None
    assert first <= second


@unhurried
@given(calendars, instants, spans, pause_lists)
def test_a_span_is_due_at_the_first_instant_at_which_it_is_used(
    calendar: Calendar, start: datetime, span: Span, pauses: list[Pause]
) -> None:
    assume(span.count > 0)
    due = deadlines.due(calendar, start, span, pauses)
    assert due is not None
    assert deadlines.used(calendar, start, span.unit, due, pauses) == span.count
    assert deadlines.left(calendar, start, span, due, pauses) == 0
    moment_before = due - timedelta(microseconds=1)
    assert deadlines.used(calendar, start, span.unit, moment_before, pauses) < span.count


@unhurried
@given(calendars, instants, spans, pause_lists, st.lists(st.integers(0, 100), min_size=2))
def test_a_greater_share_is_never_used_earlier_and_all_of_it_when_due(
    calendar: Calendar, start: datetime, span: Span, pauses: list[Pause], shares: list[int]
) -> None:
    found = [
        deadlines.at_share(calendar, start, span, percent, pauses)
        for percent in (0, *sorted(shares), 100)
    ]
    times = [at for at in found if at is not None]
    assert len(times) == len(found)
    assert times == sorted(times)
    assert times[0] == start
    assert times[-1] == deadlines.due(calendar, start, span, pauses)


@unhurried
@given(calendars, instants, instants, pause_lists, open_ends)
def test_what_has_run_never_becomes_less(
    calendar: Calendar, start: datetime, until: datetime, pauses: list[Pause], more: list[Pause]
) -> None:
    for unit in Unit:
        used = [
            deadlines.used(calendar, start, unit, until + timedelta(hours=hours), [*pauses, *more])
            for hours in (0, 1, 24, 100)
        ]
        assert used == sorted(used)


@unhurried
@given(instants, st.integers(-40, 40))
def test_the_nth_working_day_is_n_working_days_away(start: datetime, n: int) -> None:
    office = CALENDARS["office"]
    on = office.nth_working_day(start.date(), n)
    if n > 0:
        assert office.working_days_between(start.date(), on) == n
    assert office.is_working(on) or n == 0


def test_a_day_off_is_a_value() -> None:
    assert FEAST[0] == DayOff(
        on=date(2026, 3, 18), kind=FEAST[0].kind, name="Holiday", legal_basis="Decree 1"
    )
