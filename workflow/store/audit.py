"""The trail of what was done with the system itself: sign-ins, reveals, exports, roles.

Append-only like the history of a complaint. An entry carries ids and codes, never a name,
an address or what somebody typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, func, insert, or_, select
from sqlalchemy.orm import Session

from workflow.store import direct
from workflow.store.models import Base, ComplaintRow
from workflow.store.tables import AuditRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the trail. `actor` is `staff:<id>`, a party, or the print of a network."""

    at: datetime
    actor: str
    action: str
    complaint: int | None = None
    person: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Entry):
    """An entry as it stands in the trail; a greater `id` is later."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries somebody wants to read; what is empty does not narrow."""

    actions: Sequence[str] = ()
    about: str = ""
    """An actor: what they did, and what was done to their account."""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 50
    not_about: Sequence[str] = ()
    """Units: what was done with complaints about them is not for their own people to read."""


def find(db: Session, wanted: Wanted) -> list[Kept]:
    """Entries, newest first."""
    rows = select(AuditRow).order_by(AuditRow.id.desc()).limit(wanted.limit)
    if wanted.actions:
        rows = rows.where(AuditRow.action.in_(wanted.actions))
    if wanted.about:
        to_them = or_(AuditRow.detail == wanted.about, AuditRow.detail.like(f"{wanted.about} %"))
        rows = rows.where(or_(AuditRow.actor == wanted.about, to_them))
    if wanted.not_about:
        about = select(ComplaintRow.id).where(ComplaintRow.reported_unit.in_(wanted.not_about))
        rows = rows.where(or_(AuditRow.complaint_id.is_(None), AuditRow.complaint_id.not_in(about)))
    if wanted.since is not None:
        rows = rows.where(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        rows = rows.where(AuditRow.at < wanted.until)
    if wanted.before is not None:
        rows = rows.where(AuditRow.id < wanted.before)
    return [_kept(row) for row in db.scalars(rows)]


def happened(db: Session, action: str) -> bool:
    """Whether there is any entry of a kind."""
    return db.scalar(select(AuditRow.id).where(AuditRow.action == action).limit(1)) is not None


def actions(db: Session) -> list[str]:
    """Every kind of entry that there is."""
    return list(db.scalars(select(AuditRow.action).distinct().order_by(AuditRow.action)))


def references(db: Session, entries: Sequence[Kept]) -> dict[int, str]:
    """The references of the complaints that entries speak of, by id."""
    ids = {entry.complaint for entry in entries if entry.complaint is not None}
    rows = select(ComplaintRow.id, ComplaintRow.reference).where(ComplaintRow.id.in_(ids))
    return {row.id: row.reference for row in db.execute(rows)}


def note(db: Session, entry: Entry) -> None:
    """Append an entry."""
    values = {
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "complaint_id": entry.complaint,
        "person_id": entry.person,
        "detail": entry.detail,
    }
    direct.run(db, _NOTE, values)


_NOTE = insert(Base.metadata.tables[AuditRow.__tablename__]).inline()


def latest(
    db: Session, *, limit: int, before: int | None = None, actions: Sequence[str] = ()
) -> list[Kept]:
    """Entries, newest first; those before an id, of these actions only if any are named."""
    rows = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        rows = rows.where(AuditRow.id < before)
    if actions:
        rows = rows.where(AuditRow.action.in_(actions))
    return [_kept(row) for row in db.scalars(rows)]


def count(db: Session, action: str, since: datetime, *, actor: str = "", detail: str = "") -> int:
    """How often something was done since then, by an actor or with a detail where one is given."""
    values = {"action": action, "since": since}
    values |= {name: value for name, value in (("actor", actor), ("detail", detail)) if value}
    return int(direct.rows(db, _COUNTS[tuple(values)[2:]], values)[0][0])


def _counting(named: tuple[str, ...]) -> Select[int]:
    rows = select(func.count()).select_from(AuditRow)
    rows = rows.where(AuditRow.action == bindparam("action"), AuditRow.at > bindparam("since"))
    return rows.where(*(getattr(AuditRow, name) == bindparam(name) for name in named))


_NAMED: tuple[tuple[str, ...], ...] = ((), ("actor",), ("detail",), ("actor", "detail"))
_COUNTS = {named: _counting(named) for named in _NAMED}


def _kept(row: AuditRow) -> Kept:
    return Kept(
        id=row.id,
        at=row.at,
        actor=row.actor,
        action=row.action,
        complaint=row.complaint_id,
        person=row.person_id,
        detail=row.detail,
    )
