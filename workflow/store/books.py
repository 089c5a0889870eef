"""The books of each account by day: what its source showed, and what became of it.

Numbers are added in the transaction that keeps the message, so that they cannot differ
from it. What is counted here is compared with the inbox itself, which is counted anew.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from workflow.store import direct
from workflow.store.accounts import Which
from workflow.store.inserting import Insert, dialect_of, on_each
from workflow.store.page_statements import UNWELL
from workflow.store.tables import AccountDayRow as Row
from workflow.store.tables import InboxRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is added to a day: messages seen at the source, and how each of them ended there."""

    seen: int = 0
    kept: int = 0
    duplicate: int = 0
    gone: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """How many inbox rows of an account and a day have a fate; `day` counts from the newest."""

    day: int
    which: Which
    fate: str
    count: int


def add(db: Session, which: Which, on: date, entry: Entry) -> None:
    """Add to the books of a day."""
    values = {"channel": which[0], "account": which[1], "on": on, **asdict(entry)}
    direct.run(db, _ADD[dialect_of(db)], values)


def _adding(statement: Insert) -> Insert:
    numbers = (field.name for field in fields(Entry))
    summed = {name: getattr(Row, name) + statement.excluded[name] for name in numbers}
    return statement.on_conflict_do_update(index_elements=("channel", "account", "on"), set_=summed)


_ADD = on_each(Row, _adding)


def since(db: Session, on: date) -> Sequence[Row]:
    """The books from a day on."""
    return db.scalars(select(Row).where(Row.on >= on)).all()


@dataclass(frozen=True, slots=True)
class Unwell:
    """What accounts lack, by account."""

    missing: dict[Which, int] = field(default_factory=dict)
    """How many messages their books miss."""
    silent: dict[Which, list[date]] = field(default_factory=dict)
    """The days that brought something to those that bring nothing any more."""
    unread: dict[Which, datetime] = field(default_factory=dict)
    """Since when their oldest message that nobody has read waits."""


def unwell(db: Session, *, missing: date, busy: date, silent: date) -> Unwell:
    """What accounts lack: of the days from `missing` on, of those that were busy from `busy` on.

    Silent are those whose last busy day is `silent`, or before it.
    """
    found = Unwell()
    since = {"missing_since": missing, "since": busy, "silent_since": silent}
    for what, channel, account, day, count, at in db.connection().execute(UNWELL, since):
        which = (channel, account)
        if what == "silent":
            found.silent.setdefault(which, []).append(day)
        elif what == "missing":
            found.missing[which] = count
        else:
            found.unread[which] = at
    return found


def fates(db: Session, midnights: Sequence[datetime]) -> list[Fates]:
    """The inbox since each of these midnights (newest first), by account and fate."""
    starts = ((InboxRow.arrived_at >= start, number) for number, start in enumerate(midnights))
    of = (case(*starts), InboxRow.channel, InboxRow.account, InboxRow.fate)
    query = select(*of, func.count()).where(InboxRow.arrived_at >= midnights[-1]).group_by(*of)
    return [
        Fates(day=day, which=(channel, account), fate=fate, count=count)
        for day, channel, account, fate, count in db.execute(query)
    ]
