"""How an office does on its channels: what came, what about, and how soon somebody answered.

Counts and medians only; no words and no names. An answer counts when a person wrote it, and
not if it never arrived.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.waiting import LOST

Which = tuple[str, str]
"""Channel and account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a moment on, up to another one; `accounts` narrows it, none: all of them.

    What is about the units `not_about` is not counted: its own people are not to know of it
    (UU 25/2009 art. 45).
    """

    since: datetime
    until: datetime
    accounts: tuple[Which, ...] | None = None
    not_about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInsight:
    """One account in a period. `median` is of the answered ones; none where there are none."""

    channel: str
    account: str
    complaints: int
    messages: int
    public: int
    answered: int
    median: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """The whole period. `topics` are categories and their counts, the most frequent first."""

    accounts: tuple[AccountInsight, ...]
    topics: tuple[tuple[str, int], ...]
    complaints: int
    answered: int
    median: timedelta | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """One complaint of the period."""

    which: Which
    category: str
    took: timedelta | None


def insight(db: Session, period: Period) -> Insight:
    """What a period amounts to."""
    seen = _complaints(db, period)
    came = _messages(db, period)
    accounts = sorted({*came, *(one.which for one in seen)})
    topics = Counter(one.category for one in seen)
    return Insight(
        accounts=tuple(_account(which, seen, came.get(which, (0, 0))) for which in accounts),
        topics=tuple(topics.most_common()),
        complaints=len(seen),
        answered=sum(one.took is not None for one in seen),
        median=_median(seen),
    )


def _account(which: Which, seen: Sequence[_Seen], came: tuple[int, int]) -> AccountInsight:
    mine = [one for one in seen if one.which == which]
    channel, account = which
    messages, public = came
    return AccountInsight(
        channel=channel,
        account=account,
        complaints=len(mine),
        messages=messages,
        public=public,
        answered=sum(one.took is not None for one in mine),
        median=_median(mine),
    )


def _median(seen: Iterable[_Seen]) -> timedelta | None:
    took = [one.took for one in seen if one.took is not None]
    return timedelta(seconds=median(each.total_seconds() for each in took)) if took else None


def _complaints(db: Session, period: Period) -> list[_Seen]:
    """Each complaint that was received then, with the time to the first answer of a person."""
    first = (
        select(MessageRow.complaint_id, func.min(_wrote()).label("at"))
        .join(ComplaintRow, ComplaintRow.id == MessageRow.complaint_id)
        .where(
            MessageRow.direction == "out",
            MessageRow.automatic.is_(False),
            MessageRow.state.not_in(LOST),
            *_when(period),
        )
        .group_by(MessageRow.complaint_id)
        .subquery()
    )
    rows = (
        select(
            ComplaintRow.channel,
            ComplaintRow.account,
            ComplaintRow.category,
            ComplaintRow.received_at,
            first.c.at,
        )
        .outerjoin(first, first.c.complaint_id == ComplaintRow.id)
        .where(*_when(period))
    )
    return [
        _Seen((channel, account), category, max(at - received, timedelta()) if at else None)
        for channel, account, category, received, at in db.execute(rows)
    ]


def _wrote() -> ColumnElement[datetime]:
    """When somebody wrote; of what was typed on the platform itself we hear later."""
    return func.coalesce(MessageRow.sent_at, MessageRow.at)


def _messages(db: Session, period: Period) -> dict[Which, tuple[int, int]]:
    """How many messages came on each account, and how many of them in public."""
    public = func.count().filter(MessageRow.visibility == "public")
    where = [
        MessageRow.direction == "in",
        MessageRow.at >= period.since,
        MessageRow.at < period.until,
        *_of(period, MessageRow.channel, MessageRow.account),
    ]
    rows = select(MessageRow.channel, MessageRow.account, func.count(), public).where(*where)
    if period.not_about:
        rows = rows.join(ComplaintRow, ComplaintRow.id == MessageRow.complaint_id)
        rows = rows.where(ComplaintRow.reported_unit.not_in(period.not_about))
    grouped = rows.group_by(MessageRow.channel, MessageRow.account)
    return {(row[0], row[1]): (row[2], row[3]) for row in db.execute(grouped)}


def _when(period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        ComplaintRow.received_at >= period.since,
        ComplaintRow.received_at < period.until,
        *((ComplaintRow.reported_unit.not_in(period.not_about),) if period.not_about else ()),
        *_of(period, ComplaintRow.channel, ComplaintRow.account),
    )


def _of(
    period: Period, channel: InstrumentedAttribute[str], account: InstrumentedAttribute[str]
) -> tuple[ColumnElement[bool], ...]:
    if period.accounts is None:
        return ()
    each = [(channel == name) & (account == id) for name, id in period.accounts]
    return (or_(false(), *each),)
