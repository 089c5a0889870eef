"""Whether everything that came in is accounted for, by account and day: a gap rings.

Seen at the source = opened + continued + ignored + set aside + waiting + duplicate + gone
+ still to fetch + gap. The parts are counted where they are, the inbox itself among them;
the gap is what a poll was promised and did not get, and what was kept and is not there.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from workflow.store import accounts, books
from workflow.store.accounts import Which
from workflow.store.tables import AccountDayRow

COLUMNS = {
    "opened": "opened",
    "continued": "continued",
    "ignored": "ignored",
    "duplicate": "ignored",
    "set_aside": "set_aside",
    "": "waiting",
}
"""In which column each fate is counted; what nobody has handled is waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The books of one account on one local date. `gap` is none of the others."""

    channel: str
    account: str
    on: date
    seen: int = 0
    opened: int = 0
    continued: int = 0
    ignored: int = 0
    set_aside: int = 0
    waiting: int = 0
    duplicate: int = 0
    gone: int = 0
    to_fetch: int = 0
    """Listed by the source and left there at the end of the day, or now."""
    gap: int = 0

    @property
    def which(self) -> Which:
        """The account."""
        return self.channel, self.account


def day_of(at: datetime, zone: str) -> date:
    """The local date on which a moment is booked."""
    return at.astimezone(ZoneInfo(zone)).date()


def midnight(on: date, zone: str) -> datetime:
    """When a local date begins, in UTC."""
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)


def balances(db: Session, zone: str, now: datetime, days: int = 1) -> list[Balance]:
    """The books of the last days, today first, of accounts with anything in them."""
    today = day_of(now, zone)
    dates = [today - timedelta(days=back) for back in range(days)]
    found = Counter[tuple[date, Which, str]]()
    for fates in books.fates(db, [midnight(on, zone) for on in dates]):
        found[dates[fates.day], fates.which, COLUMNS.get(fates.fate, "waiting")] += fates.count
    booked = {(row.on, (row.channel, row.account)): row for row in books.since(db, dates[-1])}
    left = {(row.channel, row.account): row.outstanding for row in accounts.polled(db)}
    keys = {(on, which) for on, which, _ in found} | booked.keys()
    lines = []
    for on, which in sorted(keys, key=lambda key: (-key[0].toordinal(), key[1])):
        row = booked.get((on, which))
        parts = {column: found[on, which, column] for column in set(COLUMNS.values())}
        lines.append(_balance((on, which), row, parts, left.get(which, 0)))
        left[which] = left.get(which, 0) - _carried(row)
    return lines


def gaps(lines: Iterable[Balance]) -> list[Balance]:
    """The days on which something is missing."""
    return [line for line in lines if line.gap > 0]


def _carried(row: AccountDayRow | None) -> int:
    """By how much the day changed what is still to be fetched."""
    return row.seen - row.kept - row.duplicate - row.gone - row.missing if row else 0


def _balance(
    key: tuple[date, Which], row: AccountDayRow | None, parts: dict[str, int], to_fetch: int
) -> Balance:
    on, (channel, account) = key
    there = sum(parts.values())
    # Rows without an entry are older than the books themselves, and lack nothing.
    lost = max(0, row.kept - there) if row else 0
    return Balance(
        channel=channel,
        account=account,
        on=on,
        seen=row.seen if row else there,
        duplicate=row.duplicate if row else 0,
        gone=row.gone if row else 0,
        to_fetch=to_fetch,
        gap=lost + (row.missing if row else 0),
        **parts,
    )
