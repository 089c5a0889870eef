"""A trace in words: plain lines for a person, and rows that JSON can carry.

The lines are English source text; a voice translates a template before it is filled, so that
dates and names are never part of what a translator sees.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from workflow.core.calendar import DayKind, DayOff
from workflow.core.spans import Unit
from workflow.core.trace import Trace, TraceDay, TracePause, Verdict

Say = Callable[[str], str]
Row = dict[str, str | float | bool | None]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

RULES = {
    Unit.WORKING_DAYS: "Day 0 is not counted; due at the close of business of the last day.",
    Unit.WORKING_HOURS: "Office time is counted, breaks are not.",
    Unit.WORKING_MINUTES: "Office time is counted, breaks are not.",
    Unit.DAYS: "Day 0 is not counted, days off are; due at 24:00 of the last day.",
    Unit.HOURS: "All time is counted, day and night.",
    Unit.MINUTES: "All time is counted, day and night.",
}

SPANS = {
    Unit.WORKING_DAYS: ("{count} working day", "{count} working days"),
    Unit.WORKING_HOURS: ("{count} working hour", "{count} working hours"),
    Unit.WORKING_MINUTES: ("{count} working minute", "{count} working minutes"),
    Unit.DAYS: ("{count} day", "{count} days"),
    Unit.HOURS: ("{count} hour", "{count} hours"),
    Unit.MINUTES: ("{count} minute", "{count} minutes"),
}
"""One, and any other number."""

VERDICTS = {
    Verdict.DAY_ZERO: "day 0",
    Verdict.AFTER_HOURS: "came after hours, counts as received on day 0",
    Verdict.COUNTED: "counted",
    Verdict.WEEKEND: "weekend",
    Verdict.CLOSED: "no office hours",
    Verdict.DAY_OFF: "day off",
    Verdict.PAUSED: "paused, not counted",
    Verdict.OVER: "office time was over",
}

KINDS = {
    DayKind.NATIONAL: "national holiday",
    DayKind.JOINT_LEAVE: "joint leave",
    DayKind.LOCAL: "local day off",
}

PAUSED = (
    "Paused {began} to {ended}; minutes not counted: {count}",
    "Paused {began} to {ended}; days not counted: {count}",
)

_IN_DAYS = (Unit.WORKING_DAYS, Unit.DAYS)


def _plain_date(on: date) -> str:
    return f"{WEEKDAYS[on.weekday()]} {on.isoformat()}"


@dataclass(frozen=True, slots=True)
class Voice:
    """How a trace is told: its sentences, its dates, and what parts hours from minutes."""

    say: Say = str
    day: Callable[[date], str] = _plain_date
    point: str = ":"

    def time(self, at: datetime, on: date) -> str:
        """Midnight at the end of a date is its 24:00."""
        return at.strftime(f"%H{self.point}%M") if at.date() == on else f"24{self.point}00"

    def moment(self, at: datetime) -> str:
        """A date and its time of day."""
        return f"{self.day(at.date())} {self.time(at, at.date())}"


PLAIN = Voice()
"""As a console tells it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a trace: of a day (`on`), with its number where it was counted, or of none."""

    words: str
    on: str = ""
    count: str = ""

    def __str__(self) -> str:
        return f"{self.on} {self.count:>6}  {self.words}" if self.on else self.words


def lines(trace: Trace, voice: Voice = PLAIN) -> Iterator[str]:
    """The trace as lines of a console, the days below each other in columns."""
    return map(str, told(trace, voice))


def told(trace: Trace, voice: Voice = PLAIN) -> Iterator[Told]:
    """The trace, one fact after the other: start, each day, each pause, the due time."""
    yield from _counted(trace, voice)
    if trace.least is not None:
        yield Told(voice.say("It was disputed: at least this much time is left from then on."))
        yield from _counted(trace.least, voice)


def _counted(trace: Trace, voice: Voice) -> Iterator[Told]:
    yield Told(_start_line(trace, voice))
    yield Told(_within_line(trace, voice))
    for day in trace.days:
        yield _day_line(trace, day, voice)
    for pause in trace.pauses:
        yield Told(_pause_line(trace, pause, voice))
    if trace.provisional:
        yield Told(voice.say("Provisional: the days off on the way are not all decreed yet."))
    yield Told(_due_line(trace, voice))


def _start_line(trace: Trace, voice: Voice) -> str:
    return voice.say("From {at} ({zone}), calendar {calendar}").format(
        at=voice.moment(trace.started_at), zone=trace.zone, calendar=trace.calendar
    )


def _within_line(trace: Trace, voice: Voice) -> str:
    within = voice.say(SPANS[trace.within.unit][trace.within.count != 1])
    return voice.say("Within {within}: {rule}").format(
        within=within.format(count=trace.within.count), rule=voice.say(RULES[trace.within.unit])
    )


def rows(trace: Trace) -> list[Row]:
    """The same as flat rows, each with a `kind`: start, day, pause or due. Words are codes.

    What a dispute leaves at the least follows with a start of kind `grace`; the last row with
    the kind `due` is the date.
    """
    least = _rows(trace.least, "grace") if trace.least is not None else []
    return [*_rows(trace, "start"), *least]


def _rows(trace: Trace, begins: str) -> list[Row]:
    start: Row = {
        "kind": begins,
        "at": trace.started_at.isoformat(),
        "calendar": trace.calendar,
        "zone": trace.zone,
        "within": str(trace.within),
    }
    due: Row = {
        "kind": "due",
        "at": trace.due_at.isoformat() if trace.due_at else None,
        "on": trace.due_on.isoformat() if trace.due_on else None,
        "provisional": trace.provisional,
        "decreed_to": trace.decreed_to.isoformat() if trace.decreed_to else None,
    }
    in_days = trace.within.unit in _IN_DAYS
    days = [_day_row(day, in_days=in_days) for day in trace.days]
    return [start, *days, *(_pause_row(p, in_days=in_days) for p in trace.pauses), due]


def _day_row(day: TraceDay, *, in_days: bool) -> Row:
    row: Row = {
        "kind": "day",
        "on": day.on.isoformat(),
        "weekday": WEEKDAYS[day.on.weekday()],
        "verdict": day.verdict.value,
        "counted": day.verdict is Verdict.COUNTED,
        "days" if in_days else "minutes": day.amount,
        "count": day.count,
    }
    if day.closes_at:
        row["closes_at"] = day.closes_at.isoformat()
    if day.season:
        row |= {"season": day.season.name, "season_approximate": day.season.approximate}
    if day.day_off:
        row |= {
            "day_off": day.day_off.kind.value,
            "name": day.day_off.name,
            "legal_basis": day.day_off.legal_basis,
            "estimate": day.day_off.estimate,
        }
    return row


def _pause_row(pause: TracePause, *, in_days: bool) -> Row:
    return {
        "kind": "pause",
        "from": pause.began_at.isoformat(),
        "to": pause.ended_at.isoformat() if pause.ended_at else None,
        "days_not_counted" if in_days else "minutes_not_counted": pause.uncounted,
    }


def _day_line(trace: Trace, day: TraceDay, voice: Voice) -> Told:
    counted = day.verdict is Verdict.COUNTED
    number = f"{day.count:g}" if counted else ""
    words = [voice.say(VERDICTS[day.verdict])] if day.verdict is not Verdict.DAY_OFF else []
    if counted and trace.within.unit not in _IN_DAYS:
        words.append(voice.say("{minutes} minutes").format(minutes=f"{day.amount:g}"))
    if counted and day.closes_at:
        words.append(voice.say("closes {at}").format(at=voice.time(day.closes_at, day.on)))
    if day.season:
        words.append(_season_words(day, voice))
    if day.day_off and day.verdict in (Verdict.DAY_OFF, Verdict.WEEKEND, Verdict.CLOSED):
        words.append(_day_off_words(day.day_off, voice))
    return Told(", ".join(words), voice.day(day.on), number)


def _season_words(day: TraceDay, voice: Voice) -> str:
    if day.season and day.season.approximate:
        return voice.say("{season} (dates approximate)").format(season=day.season.name)
    return day.season.name if day.season else ""


def _day_off_words(off: DayOff, voice: Voice) -> str:
    basis = f" ({off.legal_basis})" if off.legal_basis else ""
    estimate = voice.say(" [estimate]") if off.estimate else ""
    return f"{voice.say(KINDS[off.kind])}: {off.name}{basis}{estimate}"


def _pause_line(trace: Trace, pause: TracePause, voice: Voice) -> str:
    began = voice.moment(pause.began_at)
    if pause.ended_at is None:
        return voice.say("Paused since {began}, still").format(began=began)
    return voice.say(PAUSED[trace.within.unit in _IN_DAYS]).format(
        began=began, ended=voice.moment(pause.ended_at), count=f"{pause.uncounted:g}"
    )


def _due_line(trace: Trace, voice: Voice) -> str:
    if trace.due_at is None or trace.due_on is None:
        return voice.say("No due time while the pause lasts")
    at = f"{voice.day(trace.due_on)} {voice.time(trace.due_at, trace.due_on)}"
    return voice.say("Due {at}").format(at=at)
