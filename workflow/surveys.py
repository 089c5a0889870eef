"""The survey of a complaint, asked once of its complainant, and what it amounts to by unit.

Nobody is reminded of it, and nothing of the answer says whose it is. Units of fewer than ten
answers are told together, and nothing that is hidden can be worked out from the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from workflow.core.calendar import Calendar
from workflow.core.refusal import NotFound, Refused
from workflow.core.survey import ELEMENTS, FEW, Index, index, is_answered
from workflow.small_cells import merged
from workflow.store import complaints, survey
from workflow.store.database import Sessions
from workflow.store.models import ComplaintRow
from workflow.tracking import Key

ASKED_IN = "resolved"


@dataclass(slots=True)
class Answers:
    """The answers about a unit, or about several together."""

    units: tuple[str, ...]
    received: int
    sums: Mapping[str, int]

    def joined(self, other: "Answers") -> "Answers":
        """Both as one."""
        sums = {e.name: self.sums[e.name] + other.sums[e.name] for e in ELEMENTS}
        return Answers((*self.units, *other.units), self.received + other.received, sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line: whose index it is; no unit for all together, several for the small ones."""

    units: tuple[str, ...]
    index: Index


class Surveys:
    """Asks and keeps; `calendar` knows which month it is here."""

    def __init__(self, sessions: Sessions, calendar: Calendar) -> None:
        self._sessions = sessions
        self._calendar = calendar

    def is_open(self, key: Key) -> bool:
        """Whether whoever has this key may answer now: it is settled, and not answered yet."""
        with self._sessions.reading() as db:
            row = complaints.by_reference(db, key.reference)
            return row is not None and _is_asked(row, key) and not survey.is_taken(db, row.id)

    def answer(self, key: Key, answers: Sequence[int], now: datetime) -> None:
        """Keep an answer to each element, 1 to 4; raises `Refused`, `NotFound`."""
        if not is_answered(answers):
            raise Refused("not-answered", "Choose one answer for each question.")
        month = self._calendar.local(now).date().replace(day=1)
        named = {e.name: given for e, given in zip(ELEMENTS, answers, strict=True)}

        def work(db: Session) -> None:
            row = complaints.by_reference(db, key.reference)
            if row is None or not _is_asked(row, key):
                raise NotFound("page")
            if not survey.take(db, row.id):
                raise Refused("answered-once", "You have answered this already. Thank you.")
            survey.add(db, row.unit, month, named)

        self._sessions.settled(work)


def _is_asked(row: ComplaintRow, key: Key) -> bool:
    return row.state == ASKED_IN and row.code_edition == key.edition


def told(db: Session, first: date, last: date) -> tuple[Told | None, tuple[Told, ...]]:
    """All together, and the units by how many answered; nothing of fewer than ten answers."""
    units = [Answers((one.unit,), one.n, one.sums) for one in survey.sums(db, first, last)]
    everybody = sum(unit.received for unit in units)
    if everybody < FEW:
        return None, ()
    total = units[0]
    for unit in units[1:]:
        total = total.joined(unit)
    lines = [_told(unit, unit.units) for unit in merged(units, FEW)]
    return _told(total, ()), tuple(lines)


def _told(answers: Answers, units: tuple[str, ...]) -> Told:
    return Told(units=units, index=index(answers.received, answers.sums))
