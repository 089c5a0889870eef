"""A clock as people read it: tone, icon, and the time that is left in words.

Colour never stands alone: each tone has its icon and its words. Reads rows, decides nothing;
what a clock says was decided by the core.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from web.here import installation, now
from web.i18n import pair, plural, source, translate
from web.present import clock_time, due_moment, local, moment
from workflow.core import deadlines
from workflow.core.calendar import BeyondCalendar
from workflow.core.clocks import Face
from workflow.core.spans import Unit

ICONS = {
    Face.ON_TIME: "check",
    Face.DUE_SOON: "hourglass",
    Face.LATE: "circle-alert",
    Face.PAUSED: "pause",
    Face.MET: "circle-check",
}
TONES = {
    Face.ON_TIME: source("on time"),
    Face.DUE_SOON: source("due soon"),
    Face.LATE: source("late"),
    Face.PAUSED: source("paused"),
    Face.MET: source("done"),
}
LEFT = {
    Unit.WORKING_DAYS: pair("{count} working day left", "{count} working days left"),
    Unit.WORKING_HOURS: pair("{count} working hour left", "{count} working hours left"),
    Unit.WORKING_MINUTES: pair("{count} minute left", "{count} minutes left"),
    Unit.DAYS: pair("{count} day left", "{count} days left"),
    Unit.HOURS: pair("{count} hour left", "{count} hours left"),
    Unit.MINUTES: pair("{count} minute left", "{count} minutes left"),
}
LATE = {
    Unit.WORKING_DAYS: pair("{count} working day late", "{count} working days late"),
    Unit.WORKING_HOURS: pair("{count} working hour late", "{count} working hours late"),
    Unit.WORKING_MINUTES: pair("{count} minute late", "{count} minutes late"),
    Unit.DAYS: pair("{count} day late", "{count} days late"),
    Unit.HOURS: pair("{count} hour late", "{count} hours late"),
    Unit.MINUTES: pair("{count} minute late", "{count} minutes late"),
}
_SMALLER = {Unit.HOURS: Unit.MINUTES, Unit.WORKING_HOURS: Unit.WORKING_MINUTES}
_LARGER = {Unit.MINUTES: (Unit.HOURS, 60), Unit.HOURS: (Unit.DAYS, 24)}
"""In what a delay is told once it is two of them: nobody thinks in a hundred hours."""
_BY_DAYS = (Unit.DAYS, Unit.WORKING_DAYS)


@dataclass(frozen=True, slots=True)
class Counting:
    """How a clock counts: its unit, and the id of its calendar."""

    unit: Unit
    calendar: str


class Dial(Protocol):
    """What a row says of a clock: a complaint's most urgent one, or a clock's own."""

    @property
    def due_at(self) -> datetime | None: ...

    @property
    def warn_at(self) -> datetime | None: ...

    @property
    def paused(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFace:
    """Ready for the badge: `tone` names its colours, `name` says which clock, if that is told."""

    tone: Face
    icon: str
    words: str
    name: str
    due_at: datetime | None


def clock_face(dial: Dial, name: str = "", unit: str = "") -> ClockFace | None:
    """The face of a clock that runs; none where nothing runs. `name` is the clock's kind.

    `unit` has the complaint: the clock is taken to count by its calendar.
    """
    tone = tone_of(dial, now())
    if tone is None:
        return None
    due = dial.due_at
    words = translate(TONES[tone]) if due is None else time_left(due, _counting(name, unit))
    label = installation().office.lifecycle.clock(name).label if name else ""
    return ClockFace(
        tone=tone,
        icon=ICONS[tone],
        words=words,
        name=translate(label) if label else "",
        due_at=due,
    )


def tone_of(dial: Dial, at: datetime) -> Face | None:
    """Which of the four tones a clock has at a moment."""
    if dial.due_at is None:
        return Face.PAUSED if dial.paused else None
    if at >= dial.due_at:
        return Face.LATE
    return Face.DUE_SOON if dial.warn_at is not None and at >= dial.warn_at else Face.ON_TIME


def time_left(due_at: datetime, by: Counting) -> str:
    """What is left until then, or how late it is, in the unit in which the clock counts.

    Today is not counted, as day 0 is not: what is due today says until when.
    """
    late = now() >= due_at
    # A day that ended at 24:00 was the last one in time: the first late one is the next.
    since, until = (due_at - due_at.resolution, now()) if late else (now(), due_at)
    unit, count = by.unit, _between(since, until, by)
    if unit in _SMALLER and count < 1:
        unit = _SMALLER[unit]
        count = _between(since, until, replace(by, unit=unit))
    while late and unit in _LARGER and count >= 2 * _LARGER[unit][1]:
        unit, size = _LARGER[unit]
        count /= size
    if unit in _BY_DAYS and count < 1:
        return _today(due_at, late=late)
    one, many = (LATE if late else LEFT)[unit]
    return plural(one, many, int(count))


def _today(due_at: datetime, *, late: bool) -> str:
    today, due_on = local(now()).date(), local(due_at).date()
    if late:
        since = clock_time(due_at) if due_on == today else moment(due_at, "day")
        return translate("late since {time}", time=since)
    if local(due_at - due_at.resolution).date() != today:  # on a day that counts for nothing here
        return translate("until {time}", time=due_moment(due_at, "day"))
    if due_on > today:  # a span of days ends at 24:00, which is tomorrow to a clock
        return translate("today until midnight")
    return translate("today until {time}", time=clock_time(due_at))


def _between(since: datetime, until: datetime, by: Counting) -> float:
    """How many of a unit lie between two moments; real time where the calendar ends."""
    calendar = installation().office.calendars[by.calendar]
    try:
        return deadlines.used(calendar, since, by.unit, until)
    except BeyondCalendar:
        return (until - since).total_seconds() / _SECONDS[by.unit]


_SECONDS = {
    Unit.WORKING_DAYS: 86_400,
    Unit.DAYS: 86_400,
    Unit.WORKING_HOURS: 3600,
    Unit.HOURS: 3600,
    Unit.WORKING_MINUTES: 60,
    Unit.MINUTES: 60,
}


def _counting(name: str, unit: str) -> Counting:
    """How most rules of a clock count, by the calendar of the unit that has the complaint."""
    policy = installation().office.policy
    rules, has = policy.rules_by_clock.get(name), policy.units.get(unit)
    counts_in = rules[-1].within.unit if rules else Unit.WORKING_DAYS
    return Counting(counts_in, has.calendar if has else "office")
