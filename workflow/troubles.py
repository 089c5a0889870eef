"""What somebody should look at before complainants notice: accounts that are down, and the like.

Reads a few small rows only, for every page of some people asks it. Rings nothing by itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from workflow.balance import day_of, midnight
from workflow.channels import Channels
from workflow.store import account_notices, accounts, books
from workflow.store.accounts import Which
from workflow.store.platform_tables import AccountNoticeRow
from workflow.store.tables import AccountRow

DOWN = timedelta(minutes=30)
"""So long an account may fail before it is told: most troubles of the net end sooner."""

UNREAD = timedelta(minutes=15)
"""So long a message may lie unread in the inbox."""

ENDS_SOON = timedelta(days=7)
"""So long before it ends a token is told of."""


SILENT = timedelta(days=7)
"""So long an account may bring nothing that used to bring something every other day."""

HABIT = timedelta(days=28)
USUAL = 10
"""On so many days of its last `HABIT` an account brought something that is missed."""


class Kind(StrEnum):
    """What is wrong."""

    DOWN = "down"
    FAULTY = "faulty"
    UNREAD = "unread"
    ENDING = "ending"
    SILENT = "silent"
    GAP = "gap"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong with an account. `at`: since when, or when its token ends."""

    kind: Kind
    channel: str
    account: str
    at: datetime | None = None
    code: str = ""
    count: int = 0
    about: str = ""
    """What of the account it is, where it is not all of it."""

    @property
    def which(self) -> Which:
        """The account."""
        return self.channel, self.account


def troubles(db: Session, channels: Channels, zone: str, now: datetime) -> list[Trouble]:
    """All that is wrong with the accounts that are switched on, the worst kind first."""
    here = {(channel.name, account) for channel in channels for account in channel.accounts}
    rows = [row for row in accounts.polled(db) if (row.channel, row.account) in here]
    today, yesterday = day_of(now, zone), day_of(now - timedelta(days=1), zone)
    lacking = books.unwell(
        db, missing=yesterday, busy=today - SILENT - HABIT, silent=today - SILENT
    )
    found = [trouble for row in rows for trouble in _of_row(row, now)]
    found += [one for one in _gaps(lacking.missing) if one.which in here]
    found += [one for one in _silent(lacking.silent, zone) if one.which in here]
    found += _unread(lacking.unread, now)
    found += [one for one in _notices(account_notices.open_ones(db)) if one.which in here]
    order = list(Kind)
    return sorted(found, key=lambda trouble: (order.index(trouble.kind), trouble.channel))


def _of_row(row: AccountRow, now: datetime) -> Iterator[Trouble]:
    since, ends = row.failing_since, row.expires_at
    if since is not None and now - since > DOWN:
        yield Trouble(
            kind=Kind.DOWN, channel=row.channel, account=row.account, at=since, code=row.code
        )
    elif row.tried_code and since is None:  # where nothing is polled only a trial finds out
        yield Trouble(
            kind=Kind.FAULTY,
            channel=row.channel,
            account=row.account,
            at=row.tried_at,
            code=row.tried_code,
        )
    if ends is not None and ends - now < ENDS_SOON:
        yield Trouble(kind=Kind.ENDING, channel=row.channel, account=row.account, at=ends)


def _gaps(missing: Mapping[Which, int]) -> Iterator[Trouble]:
    for (channel, account), count in missing.items():
        yield Trouble(kind=Kind.GAP, channel=channel, account=account, count=count)


def _notices(rows: Iterable[AccountNoticeRow]) -> Iterator[Trouble]:
    for row in rows:
        yield Trouble(
            kind=Kind.NOTICE,
            channel=row.channel,
            account=row.account,
            at=row.at,
            code=row.code,
            about=row.about,
        )


def _silent(busy: Mapping[Which, Collection[date]], zone: str) -> Iterator[Trouble]:
    """Accounts that bring nothing any more: a webhook may have died without a word."""
    for (channel, account), days in busy.items():
        last = max(days)
        if sum(last - day < HABIT for day in days) >= USUAL:
            at = midnight(last, zone)
            yield Trouble(kind=Kind.SILENT, channel=channel, account=account, at=at)


def _unread(waiting: Mapping[Which, datetime], now: datetime) -> Iterator[Trouble]:
    for (channel, account), at in waiting.items():
        if now - at > UNREAD:
            yield Trouble(kind=Kind.UNREAD, channel=channel, account=account, at=at)
