"""The morning digest: on each working day, when the office opens, a mail with what matters most.

Once for each person and day, by a unique row; never outside of the unit's own office hours,
so that after a downtime it comes later on the same day or not at all. Heads get none while
somebody stands in for them: the deputy's tells of both. It tells references, categories and
dates, and no word of any complainant; it is no message of any complaint.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Protocol

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.calendar import MIDNIGHT, Calendar
from workflow.core.clocks import Office
from workflow.core.messages import OutboundMessage
from workflow.core.roles import May
from workflow.deputies import on_duty
from workflow.outbox import LONGEST, STUCK, Outbox
from workflow.packing import Packed
from workflow.post import Letter
from workflow.staff import Staff, staff_of
from workflow.store import absences, audit, digests, outbox
from workflow.store import staff as people
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.digests import Matters
from workflow.store.models import ComplaintRow
from workflow.store.staff_tables import DigestRow

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
MOST = 3
"""So many complaints stand in a digest; the others are counted."""

CHANNEL = "email"
TOO_LATE = "office-closed"
RETURNED = "digest.returned"
"""Entry of the trail: a digest came back."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What a digest is written of; `due` gives when each complaint was or is due."""

    staff: Staff
    matters: Matters
    now: datetime
    day_ends: datetime


class Letters(Protocol):
    """Writes a digest (`config/digest_letters.py`)."""

    def digest(self, morning: Morning) -> Letter: ...


class Digests:
    """One turn writes and sends what is owed. Any number of workers may take turns at once."""

    def __init__(
        self,
        sessions: Sessions,
        office: Callable[[Session], Office],
        sending: tuple[Outbox, Channels],
        letters: Letters,
    ) -> None:
        self._sessions = sessions
        self._office = office
        self._outbox, self._channels = sending
        self._letters = letters

    def turn(self, now: datetime) -> dict[str, int]:
        """Write the digests of this moment and send what waits; counts per end."""
        if CHANNEL not in self._channels:
            return {}
        counts = {"written": self._write(now)}
        self._rescue(now)
        until = monotonic() + LONGEST
        while monotonic() < until and (end := self._send_one(now)) is not None:
            counts[end] = counts.get(end, 0) + 1
        return counts

    def _write(self, now: datetime) -> int:
        with self._sessions.reading() as db:
            office = self._office(db)
            on = office.calendars["office"].local(now).date()
            waiting = [staff_of(row) for row in digests.owed(db, on, now)]
        ready = [one for one in waiting if is_open(calendar_of(office, one), now)]
        return sum(self._write_one(one, on, now) for one in ready if _has_work(one))

    def _write_one(self, staff: Staff, on: date, now: datetime) -> bool:
        """In a transaction of its own: another worker may be faster, one mistake stops nobody."""

        def work(db: Session) -> bool:
            morning = self._morning(db, on_duty(db, staff, now), on, now)
            letter = self._letters.digest(morning) if morning.matters.all else None
            words = (letter.subject, letter.text) if letter else None
            return digests.add(db, staff.id, on, words, now) and words is not None

        return self._sessions.settled(work)

    def _morning(self, db: Session, staff: Staff, on: date, now: datetime) -> Morning:
        ends = self._office(db).calendars["office"].at(on + DAY)
        found = digests.matters(db, staff.actor, now, ends, MOST)
        return Morning(staff=staff, matters=found, now=now, day_ends=ends)

    def _rescue(self, now: datetime) -> None:
        """Digests of a worker that died: again where the channel repeats safely."""
        again = self._channels.get(CHANNEL).can.repeat

        def work(db: Session) -> None:
            for row in digests.stuck(db, now - STUCK):
                state, code = (digests.QUEUED, "") if again else ("unsure", "interrupted")
                outbox.end(row, (state, code, ""), now if again else None, now)

        self._sessions.settled(work)

    def _send_one(self, now: datetime) -> str | None:
        claimed = self._sessions.settled(lambda db: self._claimed(db, now))
        if claimed is None:
            return None
        id, packed, attempts = claimed
        end = self._outbox.attempt(packed, CHANNEL, attempts, now)

        def work(db: Session) -> None:
            row = db.get_one(DigestRow, id, with_for_update=True)
            if row.state != digests.SENDING and end.state != "sent":
                return  # somebody has taken us for dead, and sent or ended it in our place
            outbox.end(row, (end.state, end.code, end.external_id), end.again_at, now)
            if end.state == "given_up":
                _tell(db, row.staff_id, end.code, now)

        self._sessions.settled(work)
        extra = {"action": f"digest.{end.state}", "digest_id": id, "code": end.code}
        log.info("digest left", extra=extra)
        return end.state

    def _claimed(self, db: Session, now: datetime) -> tuple[int, Packed, int] | None:
        row = digests.claim(db, now)
        if row is None:
            return None
        found = people.by_id(db, row.staff_id)
        assert found is not None
        staff = staff_of(found)
        gone = not staff.active or not staff.email or absences.is_away(db, staff.id, now)
        if gone or not is_open(calendar_of(self._office(db), staff), now):
            return row.id, Packed(None, TOO_LATE), row.attempts
        return row.id, Packed(self._message(row, staff)), row.attempts

    def _message(self, row: DigestRow, staff: Staff) -> OutboundMessage:
        return OutboundMessage(
            key=f"digest.{row.staff_id}.{row.on}",
            channel=CHANNEL,
            account=self._channels.account_for(CHANNEL, staff.unit),
            to=staff.email,
            to_name=staff.name,
            text=row.text,
            subject=row.subject,
            automatic=True,
            language=staff.language,
        )


def is_open(calendar: Calendar, now: datetime) -> bool:
    """Whether the office works at this very moment, by its own hours and holidays."""
    local = calendar.local(now)
    if not calendar.is_working(local.date()):
        return False
    return any(
        _at(calendar, local, period.start) <= now < _ends(calendar, local, period.end)
        for period in calendar.hours(local.date())
    )


def _at(calendar: Calendar, local: datetime, when: time) -> datetime:
    return calendar.at(local.date(), when)


def _ends(calendar: Calendar, local: datetime, when: time) -> datetime:
    return calendar.at(local.date() + DAY) if when == MIDNIGHT else _at(calendar, local, when)


def calendar_of(office: Office, staff: Staff) -> Calendar:
    """The working calendar of somebody's unit; the office's for who is of none."""
    unit = office.policy.units.get(staff.unit)
    return office.calendars[unit.calendar if unit else "office"]


def returned(db: Session, message_ids: Sequence[str], code: str, now: datetime) -> bool:
    """A mail came back: if it was a digest, keep that and tell; whether it was one."""
    staff = digests.came_back(db, message_ids, code, now)
    if staff is not None:
        _tell(db, staff, code, now)
    return staff is not None


def _tell(db: Session, staff: int, code: str, now: datetime) -> None:
    """For the administrator: the trail, and the mark beside the account (`digests.lost`)."""
    if code != TOO_LATE:
        detail = f"staff:{staff} {code}".strip()
        audit.note(db, Entry(at=now, actor="time", action=RETURNED, detail=detail))


def due_kind(row: ComplaintRow, morning: Morning) -> str:
    """How a complaint stands: `late`, `today`, or `waiting` since it came."""
    if row.urgent_at <= morning.now:
        return "late"
    return "today" if row.urgent_at <= morning.day_ends else "waiting"


def _has_work(staff: Staff) -> bool:
    return staff.may(May.SEE_ALL) or staff.may(May.SEE_UNIT)
