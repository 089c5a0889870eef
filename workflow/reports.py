"""The reports of a period: one entry of a table each. Codes and numbers; words are the shell's.

`monthly` is the recap that UU 25/2009 art. 37(3) wants kept and published; the others are
its parts in full. Complaints are counted by receipt, the resolved ones by their end.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median

from sqlalchemy.orm import Session

from workflow.core.lifecycle import CLOCKS
from workflow.report_parts import Code, Due, Part, Report, Value, source
from workflow.store import recap
from workflow.store.figures import minutes_of
from workflow.store.recap import Breach, Ended, Period, Received
from workflow.survey_report import ikm

ANSWERED = "statutory_respond"
"""The clock by which a complaint counts as answered in time: 14 days (UU 25/2009 art. 44)."""

RESOLVED = "resolution"

OURS = tuple(clock.name for clock in CLOCKS if not clock.ends_in)
"""The clocks that the office can overrun; the others run for the complainant."""

_MINUTES = 60


# -- Monthly --------------------------------------------------------------------------------


def _monthly(db: Session, period: Period) -> list[Part]:
    received, ended = recap.received(db, period), recap.clocks(db, period, (ANSWERED, RESOLVED))
    return [
        _recap(db, period, received, ended),
        *(_by(heading, received) for heading in HEADINGS),
        _late(db, period),
    ]


def _recap(
    db: Session, period: Period, received: Iterable[Received], ended: Sequence[Ended]
) -> Part:
    days = [one.days for one in recap.resolved(db, period)]
    answered, resolved = _ends(ended, ANSWERED), _ends(ended, RESOLVED)
    counts = Counter({"open": 0})
    for one in received:
        counts["open" if one.open else one.state] += one.count
    rows: list[tuple[Value, ...]] = [
        (Code("line", "received"), counts.total()),
        (Code("line", "open"), counts["open"]),
        (Code("line", "answered_in_time"), answered["met"]),
        (Code("line", "answered_late"), answered["late"]),
        (Code("line", "resolved_in_time"), resolved["met"]),
        (Code("line", "resolved_late"), resolved["late"]),
        (Code("line", "referred"), counts["referred"]),
        (Code("line", "rejected"), counts["rejected"]),
        (Code("line", "withdrawn"), counts["withdrawn"]),
        (Code("line", "resolved"), len(days)),
        (Code("line", "median_days"), middle(days)),
    ]
    return Part("recap", source("Recap"), (source("What"), source("Count")), rows)


LINES = {
    "received": source("Received"),
    "open": source("Open of these"),
    "answered_in_time": source("First answered within 14 days (UU 25/2009)"),
    "answered_late": source("Not answered within 14 days"),
    "resolved_in_time": source("Settled in time"),
    "resolved_late": source("Settled late, or late and open"),
    "referred": source("Referred to another agency"),
    "rejected": source("Archived as no complaint"),
    "withdrawn": source("Withdrawn or lapsed"),
    "resolved": source("Resolved in this period, whenever received"),
    "median_days": source("Median days from receipt to resolution"),
    "few_units": source("Units with few answers, together"),
    "all_units": source("All together"),
}
"""What the lines of the recap say."""


def middle(days: Sequence[float]) -> float | None:
    """The median with one digit after the point; none of nothing."""
    return round(median(days), 1) if days else None


def _ends(ended: Iterable[Ended], clock: str) -> Counter[str]:
    """How the rounds of one clock ended, over all units."""
    found: Counter[str] = Counter()
    for one in ended:
        found[one.outcome] += one.count if one.clock == clock else 0
    return found


Heading = tuple[str, str, Callable[[Received], str]]

HEADINGS: tuple[Heading, ...] = (
    ("channel", source("By channel"), lambda one: one.channel),
    ("class", source("By class"), lambda one: one.klass),
    ("category", source("By category"), lambda one: one.category),
    ("state", source("By state"), lambda one: one.state),
)
"""By what the received ones are sorted: kind of code, title, and the code itself."""


def _by(heading: Heading, received: Iterable[Received]) -> Part:
    kind, title, key = heading
    counts: Counter[str] = Counter()
    for one in received:
        counts[key(one)] += one.count
    total = counts.total()
    rows = [(Code(kind, code), count, share(count, total)) for code, count in counts.most_common()]
    columns = (source("What"), source("Received"), source("Percent"))
    return Part(kind, title, columns, rows)


def share(count: int, total: int) -> float | None:
    """A percentage with one digit after the point; none of nothing."""
    return round(100 * count / total, 1) if total else None


def _late(db: Session, period: Period) -> Part:
    """Which clocks were overrun, and who held the complaints meanwhile: the reasons."""
    hours: dict[str, Counter[str]] = {}
    counts: Counter[str] = Counter()
    for breach in recap.breaches(db, period):
        counts[breach.clock] += 1
        hours.setdefault(breach.clock, Counter()).update(minutes_of(breach.shares))
    rows: list[tuple[Value, ...]] = [
        (Code("clock", clock), counts[clock], Code("holder", holder), _hours(minutes))
        for clock in sorted(hours, key=lambda name: (-counts[name], name))
        for holder, minutes in hours[clock].most_common()
    ]
    columns = (source("Clock"), source("Times late"), source("Held by"), source("Hours"))
    return Part("late", source("Late, and who had it meanwhile"), columns, rows)


def _hours(minutes: int) -> float:
    return round(minutes / _MINUTES, 1)


# -- The parts in full ----------------------------------------------------------------------


def _units(db: Session, period: Period) -> list[Part]:
    columns = (
        source("Unit"), source("Received"), source("Open of these"), source("Answered in time"),
        source("Answered late"), source("Settled in time"), source("Settled late"),
        source("Resolved"), source("Median days"),
    )  # fmt: skip
    return [Part("units", source("By unit"), columns, unit_rows(db, period))]


def unit_rows(db: Session, period: Period) -> list[tuple[Value, ...]]:
    """A line for each unit: received, open, answered and settled in time and late, resolved."""
    received, opened = Counter[str](), Counter[str]()
    for one in recap.received(db, period):
        received[one.unit] += one.count
        opened[one.unit] += one.count if one.open else 0
    ends: Counter[tuple[str, str, str]] = Counter()
    for end in recap.clocks(db, period, (ANSWERED, RESOLVED)):
        ends[end.unit, end.clock, end.outcome] += end.count
    days: dict[str, list[float]] = {}
    for closed in recap.resolved(db, period):
        days.setdefault(closed.unit, []).append(closed.days)
    return [
        (
            Code("unit", unit),
            received[unit],
            opened[unit],
            *(ends[unit, clock, how] for clock in (ANSWERED, RESOLVED) for how in ("met", "late")),
            len(days.get(unit, ())),
            middle(days.get(unit, ())),
        )
        for unit in sorted({*received, *days}, key=lambda unit: (-received[unit], unit))
    ]


def _clocks(db: Session, period: Period) -> list[Part]:
    ends: dict[str, Counter[str]] = {}
    for one in recap.clocks(db, period, OURS):
        ends.setdefault(one.clock, Counter())[one.outcome] += one.count
    rows: list[tuple[Value, ...]] = [
        (
            Code("clock", clock),
            *(found[how] for how in ("met", "late", "running")),
            share(found["met"], found["met"] + found["late"]),
        )
        for clock, found in sorted(ends.items(), key=lambda pair: (-pair[1]["late"], pair[0]))
    ]
    columns = (
        source("Clock"), source("In time"), source("Late"), source("Running"),
        source("Percent in time"),
    )  # fmt: skip
    return [Part("clocks", source("By clock"), columns, rows)]


def _breaches(db: Session, period: Period) -> list[Part]:
    columns = (
        source("Reference"), source("Unit"), source("Category"), source("Clock"),
        source("Round"), source("Was due"), source("Seen"), source("Stopped"),
        source("Held by"), source("Hours"),
    )  # fmt: skip
    rows = [line for breach in recap.breaches(db, period) for line in _lines(breach)]
    return [Part("breaches", source("Overrun clocks"), columns, rows)]


def _lines(breach: Breach) -> Iterator[tuple[Value, ...]]:
    """A line for each holder of a breach, so that hours can be added up."""
    for holder, minutes in minutes_of(breach.shares).items() or [("", 0)]:
        yield (
            breach.reference,
            Code("unit", breach.unit),
            Code("category", breach.category),
            Code("clock", breach.clock),
            breach.round,
            Due(breach.due_at),
            breach.detected_at,
            breach.stopped_at,
            Code("holder", holder),
            _hours(minutes),
        )


def _channels(db: Session, period: Period) -> list[Part]:
    counts: Counter[tuple[str, str]] = Counter()
    for one in recap.received(db, period):
        counts[one.channel, one.klass] += one.count
    rows = [
        (Code("channel", channel), Code("class", klass), count)
        for (channel, klass), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    columns = (source("Channel"), source("Class"), source("Received"))
    return [Part("channels", source("By channel"), columns, rows)]


REPORTS = (
    Report("monthly", source("Recap of complaints"), _monthly),
    Report("units", source("Complaints by unit"), _units),
    Report("clocks", source("Clocks met and overrun"), _clocks),
    Report("breaches", source("Ledger of overrun clocks"), _breaches),
    Report("channels", source("Complaints by channel"), _channels),
    Report("ikm", source("How content people are, by unit"), ikm),
)
