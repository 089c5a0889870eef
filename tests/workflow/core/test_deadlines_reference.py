"""Deadlines against a second opinion that walks day by day and minute by minute.

Set DEADLINE_CASES to ask more than the usual number of random questions; 100,000 take some
minutes and need `-o faulthandler_timeout=0`.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflow.core import walking
from tests.workflow.core.offices import PLAIN, holiday, week, with_days_off, with_ramadan
from workflow.core import deadlines
from workflow.core.calendar import Calendar
from workflow.core.pauses import Pause
from workflow.core.spans import Span, Unit

CASES = int(os.environ.get("DEADLINE_CASES", "500"))
DAYS = (Unit.WORKING_DAYS, Unit.DAYS)

_FEAST = [holiday(f"2026-03-{day}") for day in (18, 19, 20, 21, 22, 23, 24)]
_OTHERS = [holiday(f"2026-{on}") for on in ("02-16", "02-17", "04-03", "05-01", "10-30")]
_OFFICE = with_ramadan(with_days_off(PLAIN, *_FEAST, *_OTHERS), "2026-02-19", "2026-03-20")
_SHIFTS = week({0: ("00:00-06:00", "22:00-24:00"), 2: ("09:00-09:01",), 5: ("06:00-24:00",),
                6: ("00:00-01:00", "04:00-24:00")})  # fmt: skip
CALENDARS = [
    Calendar(rules)
    for rules in (
        _OFFICE,
        replace(_OFFICE, id="late", after_hours_next_day=True),
        replace(_OFFICE, id="berlin", zone="Europe/Berlin"),
        replace(_OFFICE, id="shifts", zone="Europe/Berlin", week=_SHIFTS),
        replace(_OFFICE, id="shelter", zone="Europe/Berlin", round_the_clock=True),
    )
]

LONGEST = {
    Unit.WORKING_DAYS: 30,
    Unit.DAYS: 40,
    Unit.WORKING_HOURS: 40,
    Unit.WORKING_MINUTES: 900,
    Unit.HOURS: 90,
    Unit.MINUTES: 3_000,
}

# Into the feast and the spring change of clocks, or into the one of autumn.
starts = st.builds(
    lambda begin, minutes: begin + timedelta(minutes=minutes),
    st.sampled_from((datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 10, 5, tzinfo=UTC))),
    st.integers(0, 50 * 1440),
)
spans = st.sampled_from(Unit).flatmap(
    lambda unit: st.integers(1, LONGEST[unit]).map(lambda count: Span(count, unit))
)
offsets = st.integers(-2_000, 20_000)
lengths = st.one_of(st.integers(0, 600), st.integers(0, 9_000))
plain_pauses = st.lists(st.tuples(offsets, st.one_of(lengths, lengths, lengths, st.none())))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Calendar, datetime, Span, Sequence[Pause]]:
    """A calendar, a start, a span, and pauses; some end exactly at a close or at midnight."""
    calendar, start = draw(st.sampled_from(CALENDARS)), draw(starts)
    pauses: list[Pause] = []
    for offset, length in draw(plain_pauses.filter(lambda found: len(found) < 5)):
        began = start + timedelta(minutes=offset)
        ended = None if length is None else began + timedelta(minutes=length)
        snap = draw(st.sampled_from((None, None, None, walking.close_of, walking.end_of)))
        if snap and ended:
            on = [calendar.local(at).date() for at in (began, ended)]
            began, ended = (walking.moment(snap(calendar, day)) for day in on)
        pauses.append((began, ended))
    return calendar, start, draw(spans), pauses


@settings(max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(questions())
def test_the_tables_agree_with_walking_day_by_day(
    question: tuple[Calendar, datetime, Span, Sequence[Pause]],
) -> None:
    calendar, start, span, pauses = question
    walk = walking.by_days if span.unit in DAYS else walking.by_minutes
    assert deadlines.due(calendar, start, span, pauses) == walk(calendar, start, span, pauses)
