"""One question about a deadline, as options or a JSON line say it, and its answer.

Everything that cannot be understood is refused with a sentence; nothing is skipped over,
since a slip that is ignored gives a wrong date. Reads no database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from config.mistakes import not_among, shown
from workflow.core import deadlines
from workflow.core.calendar import BeyondCalendar, Calendar
from workflow.core.pauses import Pause
from workflow.core.spans import BadSpan, Span
from workflow.core.trace import Trace
from workflow.core.trace_words import rows

KEYS = ("from", "within", "pauses", "calendar", "trace", "id")
EVERYBODYS = "office"

Answer = dict[str, object]


class BadCase(ValueError):
    """A question about a deadline that cannot be understood."""


class UnknownCalendar(LookupError):
    """There is no calendar of this name."""


@dataclass(frozen=True, slots=True)
class Case:
    """When a span that starts at `start` is over, by a calendar and less its pauses."""

    calendar: Calendar
    start: datetime
    within: Span
    pauses: Sequence[Pause] = ()

    def answer(self) -> Answer:
        """The due time on the office's clock; `due_at` is null while a pause lasts."""
        due_at = deadlines.due(self.calendar, self.start, self.within, self.pauses)
        due_on = None
        if due_at is not None:
            due_on = deadlines.due_on(self.calendar, self.within, due_at).isoformat()
            due_at = self.calendar.local(due_at)
        return {
            "due_at": due_at.isoformat() if due_at else None,
            "due_on": due_on,
            "within": str(self.within),
            "from": self.calendar.local(self.start).isoformat(),
            "calendar": self.calendar.id,
        }

    def trace(self) -> Trace:
        """The same with its reasons."""
        return deadlines.trace(self.calendar, self.start, self.within, self.pauses)


def calendar_named(calendars: Mapping[str, Calendar], name: str) -> Calendar:
    """A calendar by its id; raises `UnknownCalendar` with the ids that there are."""
    if name not in calendars:
        raise UnknownCalendar(f"calendar: {not_among(name, calendars)}")
    return calendars[name]


def moment(calendar: Calendar, words: object) -> datetime:
    """An ISO 8601 time or date; without an offset, on the office's clock.

    A bare date is the start of that day.
    """
    try:
        found = datetime.fromisoformat(words) if isinstance(words, str) else None
    except ValueError:
        found = None
    if found is None:
        raise BadCase(
            f"{shown(words)} is no time such as 2026-03-02T09:30 or 2026-03-02T09:30+07:00."
        )
    if found.tzinfo is None:
        return calendar.at(found.date(), found.time())
    return found


def pause(calendar: Calendar, began: object, ended: object) -> Pause:
    """From and to; a pause without a `to` (none, or empty) still lasts."""
    start = moment(calendar, began)
    if ended is None or ended == "":
        return start, None
    end = moment(calendar, ended)
    if end < start:
        raise BadCase(f"The pause from {shown(began)} to {shown(ended)} ends before it begins.")
    return start, end


@lru_cache(maxsize=1024)
def span(words: str) -> Span:
    """The words "5 working days" as a span; raises `BadCase`."""
    try:
        return Span.parse(words)
    except BadSpan as error:
        raise BadCase(f"{shown(words)} is no span. {BadSpan.__doc__}") from error


def read(calendars: Mapping[str, Calendar], row: object) -> Case:
    """One parsed JSON line as a question; raises `BadCase` or `UnknownCalendar`."""
    if not isinstance(row, dict):
        raise BadCase('A line is one object, such as {"from": "2026-03-02", "within": "3 days"}.')
    unknown = sorted(key for key in row if key not in KEYS)
    if unknown:
        raise BadCase(not_among(unknown[0], KEYS))
    within, name = row.get("within"), row.get("calendar", EVERYBODYS)
    if not isinstance(within, str):
        raise BadCase(f"within: {shown(within)} is no span such as '5 working days'.")
    if not isinstance(name, str):
        raise BadCase(f"calendar: {shown(name)} is no name.")
    calendar = calendar_named(calendars, name)
    start = moment(calendar, row.get("from"))
    return Case(calendar, start, span(within), _pauses(calendar, row.get("pauses")))


def _pauses(calendar: Calendar, pairs: object) -> Sequence[Pause]:
    if pairs is None or pairs == []:
        return ()
    if not isinstance(pairs, list) or not all(map(_is_pair, pairs)):
        raise BadCase("pauses is a list of pairs, [[from, to], ...]; to may be null.")
    return [pause(calendar, began, ended) for began, ended in pairs]


def _is_pair(words: object) -> bool:
    return isinstance(words, list) and len(words) == len(("from", "to"))


def answer(calendars: Mapping[str, Calendar], row: object) -> Answer:
    """The answer to one parsed JSON line, or `{"error": sentence}`; an `id` comes back."""
    asked = row if isinstance(row, dict) else {}
    found: Answer = {"id": asked["id"]} if "id" in asked else {}
    try:
        case = read(calendars, row)
        found |= case.answer()
        if asked.get("trace"):
            found["trace"] = rows(case.trace())
    except (BadCase, UnknownCalendar, BeyondCalendar) as error:
        found["error"] = str(error)
    return found
