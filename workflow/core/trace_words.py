"""A trace in words: plain lines for a person, and rows that JSON can carry.

The lines are English source text; `say` translates a template before it is filled, so that
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


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a trace: of a day (`on`), with its number where it was counted, or of none."""

    words: str
    on: str = ""
    count: str = ""

    def __str__(self) -> str:
        return f"{self.on} {self.count:>6}  {self.words}" if self.on else self.words


def lines(trace: Trace, say: Say = str) -> Iterator[str]:
    """The trace as lines of a console, the days below each other in columns."""
    return map(str, told(trace, say))


def told(trace: Trace, say: Say = str) -> Iterator[Told]:
    """The trace, one fact after the other: start, each day, each pause, the due time."""
    yield Told(_start_line(trace, say))
    yield Told(_within_line(trace, say))
    for day in trace.days:
        yield _day_line(trace, day, say)
    for pause in trace.pauses:
        yield Told(_pause_line(trace, pause, say))
    if trace.provisional:
        yield Told(say("Provisional: the days off on the way are not all decreed yet."))
    yield Told(_due_line(trace, say))


def _start_line(trace: Trace, say: Say) -> str:
    return say("From {at} ({zone}), calendar {calendar}").format(
        at=_moment(trace.started_at, say), zone=trace.zone, calendar=trace.calendar
    )


def _within_line(trace: Trace, say: Say) -> str:
    within = say(SPANS[trace.within.unit][trace.within.count != 1])
    return say("Within {within}: {rule}").format(
        within=within.format(count=trace.within.count), rule=say(RULES[trace.within.unit])
    )


def rows(trace: Trace) -> list[Row]:
    """The same as flat rows, each with a `kind`: start, day, pause or due. Words are codes."""
    start: Row = {
        "kind": "start",
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


def _day_line(trace: Trace, day: TraceDay, say: Say) -> Told:
    counted = day.verdict is Verdict.COUNTED
    number = f"{day.count:g}" if counted else ""
    words = [say(VERDICTS[day.verdict])] if day.verdict is not Verdict.DAY_OFF else []
    if counted and trace.within.unit not in _IN_DAYS:
        words.append(say("{minutes} minutes").format(minutes=f"{day.amount:g}"))
    if counted and day.closes_at:
        words.append(say("closes {at}").format(at=_time(day.closes_at, day.on)))
    if day.season:
        words.append(_season_words(day, say))
    if day.day_off and day.verdict in (Verdict.DAY_OFF, Verdict.WEEKEND, Verdict.CLOSED):
        words.append(_day_off_words(day.day_off, say))
    return Told(", ".join(words), _date(day.on, say), number)


def _season_words(day: TraceDay, say: Say) -> str:
    if day.season and day.season.approximate:
        return say("{season} (dates approximate)").format(season=day.season.name)
    return day.season.name if day.season else ""


def _day_off_words(off: DayOff, say: Say) -> str:
    basis = f" ({off.legal_basis})" if off.legal_basis else ""
    estimate = say(" [estimate]") if off.estimate else ""
    return f"{say(KINDS[off.kind])}: {off.name}{basis}{estimate}"


def _pause_line(trace: Trace, pause: TracePause, say: Say) -> str:
    began = _moment(pause.began_at, say)
    if pause.ended_at is None:
        return say("Paused since {began}, still").format(began=began)
    return say(PAUSED[trace.within.unit in _IN_DAYS]).format(
        began=began, ended=_moment(pause.ended_at, say), count=f"{pause.uncounted:g}"
    )


def _due_line(trace: Trace, say: Say) -> str:
    if trace.due_at is None or trace.due_on is None:
        return say("No due time while the pause lasts")
    at = f"{_date(trace.due_on, say)} {_time(trace.due_at, trace.due_on)}"
    return say("Due {at}").format(at=at)


def _moment(at: datetime, say: Say) -> str:
    return f"{_date(at.date(), say)} {at:%H:%M}"


def _date(on: date, say: Say) -> str:
    return f"{say(WEEKDAYS[on.weekday()])} {on.isoformat()}"


def _time(at: datetime, on: date) -> str:
    """Midnight at the end of a date is its 24:00."""
    return f"{at:%H:%M}" if at.date() == on else "24:00"
