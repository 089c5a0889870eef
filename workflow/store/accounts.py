"""How far each account of a channel was read, whose turn it is, and how it does.

A lease keeps workers from polling an account twice at once; what keeps the books right is
`steps`: a worker that was overtaken finds another number there and writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlalchemy.orm import Session

from workflow.core.messages import Fetched
from workflow.store.inserting import insert_into
from workflow.store.page_statements import ACCOUNTS, UNREAD
from workflow.store.tables import AccountRow as Row

EVERY = timedelta(seconds=20)
"""Between two polls of an account; where the channel can wait for news, they come at once."""

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=15)
"""After each failure twice as long, from the one to the other."""

LEASE = timedelta(seconds=60)
"""How long a worker that says nothing more keeps an account."""

LONGEST_DETAIL = 300

Which = tuple[str, str]
"""An account: (channel, account)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """An account as the worker that polls it knows it."""

    which: Which
    position: str
    steps: int
    outstanding: int
    failures: int


def polled(db: Session) -> Sequence[Row]:
    """Every account that is known, by channel and name."""
    return db.scalars(ACCOUNTS).all()


def one(db: Session, which: Which) -> Row | None:
    """What is known of an account; none before its first poll or trial."""
    return db.get(Row, which)


def is_due(row: Row, now: datetime, *, by_hand: bool = False) -> bool:
    """What `claim` asks, of a row that was read before."""
    if by_hand and not row.failures:
        return True
    held = row.lease_until is not None and now < row.lease_until <= now + LEASE
    return not now < row.next_poll_at <= now + LONGEST_PAUSE and (by_hand or not held)


def claim(db: Session, which: Which, now: datetime, *, by_hand: bool = False) -> Lease | None:
    """Take an account for this worker; none when it is not due or another one has it.

    By hand a healthy account is always due, and no lease is in the way: the hand that runs
    a second turn may have ended the first.
    """
    know(db, which, now)
    # Beyond the longest pause nothing is put off: there the time of day was set back.
    due = or_(Row.next_poll_at <= now, Row.next_poll_at > now + LONGEST_PAUSE)
    free = or_(Row.lease_until.is_(None), Row.lease_until <= now, Row.lease_until > now + LEASE)
    when = or_(Row.failures == 0, due) if by_hand else and_(due, free)
    found = db.execute(
        update(Row)
        .where(_is(which), when)
        .values(lease_until=now + LEASE, next_poll_at=now + EVERY, polled_at=now)
        .returning(Row.position, Row.steps, Row.outstanding, Row.failures)
    ).first()
    if found is None:
        return None
    position, steps, outstanding, failures = found
    return Lease(
        which=which, position=position, steps=steps, outstanding=outstanding, failures=failures
    )


def step(db: Session, lease: Lease, fetched: Fetched, until: datetime) -> Lease | None:
    """Move the mark on with a step, the lease with it; none when another worker was faster."""
    left = fetched.listed - fetched.gone - (fetched.raw is not None)
    after = replace(
        lease,
        position=fetched.mark,
        steps=lease.steps + 1,
        outstanding=lease.outstanding + left,
    )
    moved = _write(
        db,
        lease,
        position=after.position,
        steps=after.steps,
        outstanding=after.outstanding,
        lease_until=until,
    )
    return after if moved else None


def finish(db: Session, lease: Lease, now: datetime, *, whole: bool) -> bool:
    """A poll ended well: `whole` if the source has no more, else it goes on at once.

    Tells whether it was ours to end. A wake-up in the meantime stays in force.
    """
    rest = {"outstanding": 0} if whole else {"next_poll_at": now}
    return _write(
        db,
        lease,
        steps=lease.steps + 1,
        lease_until=None,
        succeeded_at=now,
        failures=0,
        failing_since=None,
        code="",
        detail="",
        **rest,
    )


def fail(db: Session, lease: Lease, why: tuple[str, str], now: datetime) -> bool:
    """A poll failed, for (code, detail): the next one comes after a longer and longer pause."""
    code, detail = why
    return _write(
        db,
        lease,
        lease_until=None,
        failures=lease.failures + 1,
        # What came since the last failure shows that the account was not down in between.
        failing_since=func.coalesce(Row.failing_since, now) if lease.failures else now,
        code=code[:80],
        detail=detail[:LONGEST_DETAIL],
        failed_at=now,
        next_poll_at=now + pause_after(lease.failures + 1),
    )


def pause_after(failures: int) -> timedelta:
    """How long an account is left alone after so many failures in a row."""
    doubled = FIRST_PAUSE * (1 << min(failures - 1, 10))
    return min(doubled, LONGEST_PAUSE)


def wake(db: Session, which: Which, now: datetime, *, by_hand: bool = False) -> None:
    """Have an account polled at once; one that fails keeps its pause unless a person asks."""
    know(db, which, now)
    healthy = () if by_hand else (Row.failures == 0,)
    db.execute(update(Row).where(_is(which), *healthy).values(next_poll_at=now))


def tried(db: Session, which: Which, end: tuple[str, datetime | None], now: datetime) -> None:
    """Note how a trial of an account ended: (code or empty, when its token runs out)."""
    know(db, which, now)
    code, expires_at = end
    values = {"tried_at": now, "tried_code": code[:80], "expires_at": expires_at}
    db.execute(update(Row).where(_is(which)).values(**values))


def suspect(db: Session, which: Which, code: str, now: datetime) -> None:
    """Have an account tell `code` as its trouble until it is tried, which is due at once."""
    know(db, which, now)
    values = {"tried_at": None, "tried_code": code, "next_poll_at": now}
    db.execute(update(Row).where(_is(which)).values(**values))


def know(db: Session, which: Which, now: datetime) -> None:
    """Have a row for an account; a new one is due at once."""
    values = {
        "channel": which[0],
        "account": which[1],
        "next_poll_at": now,
        **dict.fromkeys(("position", "code", "detail", "tried_code"), ""),
        **dict.fromkeys(("steps", "outstanding", "failures"), 0),
    }
    db.execute(insert_into(db, Row).values(values).on_conflict_do_nothing())


def unread(db: Session) -> dict[Which, datetime]:
    """Since when the oldest message that nobody has read waits, by account."""
    return {(channel, account): at for channel, account, at in db.execute(UNREAD)}


def _is(which: Which) -> ColumnElement[bool]:
    return and_(Row.channel == which[0], Row.account == which[1])


def _write(db: Session, lease: Lease, **values: object) -> bool:
    """Change the row if nobody else did since; tells whether."""
    ours = update(Row).where(_is(lease.which), Row.steps == lease.steps).values(**values)
    return bool(getattr(db.execute(ours), "rowcount", 0))
