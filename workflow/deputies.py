"""Deputies: who stands in for the head of a unit on days of absence, and when that ends.

A deputy is of the same unit or heads another one, acts under their own name, and is head of
both for those days (UU 30/2014 art. 14; the one visibility rule stands in `core/roles.py`).
An absence ends by itself: it is looked up anew with every request.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from workflow.core.calendar import Calendar
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import Role, stand_ins
from workflow.staff import By, Staff, staff_of
from workflow.store import absences, audit
from workflow.store import staff as rows
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.staff_tables import AbsenceRow

DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
SHOWN_AFTER = timedelta(days=90)
"""How long an absence stays on the list when it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAbsence:
    """A head is away from the first to the last date, both included; `deputy` stands in."""

    head: int
    deputy: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """An absence to show; `running` today, `over` when it has ended."""

    id: int
    unit: str
    head: Staff
    deputy: Staff
    first: date
    last: date
    running: bool
    over: bool


class Deputies:
    """All absences of an office; dates are those of its calendar's time zone."""

    def __init__(self, sessions: Sessions, calendar: Calendar) -> None:
        self._sessions = sessions
        self._calendar = calendar

    def appoint(self, new: NewAbsence, by: By) -> None:
        """Name who stands in; raises `Refused` for days and people that do not fit."""
        days = self._days(new, by.now)

        def work(db: Session) -> None:
            absences.lock(db, (new.head, new.deputy))
            head, deputy = _open(db, new.head), _open(db, new.deputy)
            _refuse_unfit(head, deputy)
            _refuse_overlapping(db, (head, deputy), days)
            row = AbsenceRow(
                head_id=head.id, deputy_id=deputy.id, unit=head.unit, first_on=new.first,
                last_on=new.last, begins_at=days[0], ends_at=days[1], made_by=by.actor,
                made_at=by.now,
            )  # fmt: skip
            absences.add(db, row)
            _note(db, row, "staff.deputy_named", by)

        self._sessions.settled(work)

    def end(self, number: int, by: By, *, head: int | None = None) -> None:
        """End an absence now; of one head only, if named. Raises `NotFound`, `Refused`."""

        def work(db: Session) -> None:
            row = absences.by_id(db, number)
            if row is None or (head is not None and row.head_id != head):
                raise NotFound("page")
            if row.ends_at <= by.now:
                raise Refused("over-already", "That absence is over already.")
            row.ends_at = max(by.now, row.begins_at)
            _note(db, row, "staff.deputy_ended", by)

        self._sessions.settled(work)

    def shown(self, now: datetime, concerns: Staff | None = None) -> list[Absence]:
        """Absences that run, come, or were over lately; only those that concern somebody."""
        who = (concerns.id, concerns.unit) if concerns else (None, "")
        with self._sessions.reading() as db:
            return [_shown(db, row, now) for row in absences.since(db, now - SHOWN_AFTER, *who)]

    def choices(self, head: Staff) -> list[Staff]:
        """Who could stand in for a head: the unit's own people first, then the other heads."""
        with self._sessions.reading() as db:
            everyone = [staff_of(row) for row in rows.everyone(db) if row.active]
        able = [one for one in everyone if _fits(head, one)]
        return sorted(able, key=lambda one: (one.unit != head.unit, one.unit, one.name))

    def _days(self, new: NewAbsence, now: datetime) -> absences.Between:
        today = self._calendar.local(now).date()
        if new.last < new.first:
            raise Refused("ends-before", "The last day is before the first one.")
        if new.last < today:
            raise Refused("past-days", "These days are over.")
        if new.last - max(new.first, today) > LONGEST or new.first - today > LONGEST:
            raise Refused("too-long-away", "Name somebody for a year at most, and a year ahead.")
        return self._calendar.at(new.first), self._calendar.at(new.last + DAY)


def on_duty(db: Session, staff: Staff, now: datetime) -> Staff:
    """The same person with the units for whose head they stand in at this moment."""
    if staff.role not in (Role.UNIT_HEAD, Role.UNIT_STAFF):
        return staff  # most are; nothing is asked for them
    units = stand_ins(staff.role, staff.unit, absences.units_of(db, staff.id, now))
    return replace(staff, stands_in=units) if units else staff


def _open(db: Session, number: int) -> Staff:
    row = rows.by_id(db, number)
    if row is None or not row.active:
        raise Refused("nobody-there", "There is no such open account.")
    return staff_of(row)


def _refuse_unfit(head: Staff, deputy: Staff) -> None:
    if head.role is not Role.UNIT_HEAD:
        raise Refused("no-head", "Only for heads of units somebody stands in.")
    if not _fits(head, deputy):
        raise Refused(
            "no-deputy", "A deputy is somebody else of the same unit, or the head of another one."
        )


def _fits(head: Staff, deputy: Staff) -> bool:
    """Of equal rank or one below, as the rule for acting officials has it."""
    if deputy.id == head.id:
        return False
    colleague = deputy.role is Role.UNIT_STAFF and deputy.unit == head.unit
    return colleague or deputy.role is Role.UNIT_HEAD


def _refuse_overlapping(db: Session, people: tuple[Staff, Staff], days: absences.Between) -> None:
    """One deputy for a unit at a time, and nobody who is away or needed elsewhere is one."""
    head, deputy = people
    for code, sentence, row in (
        ("overlaps", _OVERLAPS, absences.of_unit(db, head.unit, days)),
        ("deputy-away", _AWAY, absences.of_head(db, deputy.id, days)),
        ("stands-in-elsewhere", _NEEDED, absences.of_deputy(db, head.id, days)),
    ):
        if row is not None:
            raise Refused(code, sentence, first=f"{row.first_on}", last=f"{row.last_on}")


_OVERLAPS = "Somebody stands in for this unit from {first} to {last} already; end that first."
_AWAY = "Whoever is to stand in is away from {first} to {last}."
_NEEDED = "They stand in for somebody else from {first} to {last}; end that first."


def _shown(db: Session, row: AbsenceRow, now: datetime) -> Absence:
    head, deputy = rows.by_id(db, row.head_id), rows.by_id(db, row.deputy_id)
    assert head is not None
    assert deputy is not None
    return Absence(
        id=row.id,
        unit=row.unit,
        head=staff_of(head),
        deputy=staff_of(deputy),
        first=row.first_on,
        last=row.last_on,
        running=row.begins_at <= now < row.ends_at,
        over=row.ends_at <= now,
    )


def _note(db: Session, row: AbsenceRow, action: str, by: By) -> None:
    detail = f"staff:{row.deputy_id} {Role.UNIT_HEAD} {row.unit} {row.first_on} {row.last_on}"
    audit.note(db, Entry(at=by.now, actor=by.actor, action=action, detail=detail))
