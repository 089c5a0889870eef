"""How the accounts of the channels do, ready to be shown: state in words, books, what to do.

Reads only. Says nothing about any message or complaint.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g

from config.examples import is_example
from web.access import Right, holds
from web.channel_words import what_is_wrong, what_to_do
from web.here import installation, me, now
from web.i18n import pair, plural, source, translate
from web.labels import label
from web.present import day, moment
from workflow import troubles
from workflow.balance import Balance, balances, day_of, midnight
from workflow.core.messages import Channel
from workflow.core.roles import Role
from workflow.store import accounts
from workflow.store import prices as store_prices
from workflow.store.accounts import Which
from workflow.store.tables import AccountRow
from workflow.troubles import Kind, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How an account does: words, tone and drawing, and what to do if anything."""

    words: str
    tone: str
    icon: str
    cure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account as its page shows it."""

    channel: str
    account: str
    name: str
    unit: str
    address: str
    polled: bool
    state: State
    succeeded_at: datetime | None
    unread_since: datetime | None
    expires_at: datetime | None
    tried_at: datetime | None
    detail: str
    today: Balance


@dataclass(frozen=True, slots=True)
class _Read:
    """What the database says of all accounts, read once."""

    rows: dict[Which, AccountRow]
    unread: dict[Which, datetime]
    today: dict[Which, Balance]


def zone() -> str:
    """The zone whose days the books have."""
    return installation().office.policy.timezone


def views() -> list[AccountView]:
    """Every account that is switched on, in the order of its channel."""
    office = installation()
    with office.sessions.reading() as db:
        read = _Read(
            rows={(row.channel, row.account): row for row in accounts.polled(db)},
            unread=accounts.unread(db),
            today={line.which: line for line in balances(db, zone(), now())},
        )
    return [
        _view(channel, account, read) for channel in office.channels for account in channel.accounts
    ]


def view(which: Which) -> AccountView | None:
    """One of them; none for what is not switched on."""
    return next((one for one in views() if (one.channel, one.account) == which), None)


def books(which: Which, days: int) -> list[tuple[datetime, Balance]]:
    """The books of an account for some days, today first: when each day begins, and its line."""
    with installation().sessions.reading() as db:
        lines = balances(db, zone(), now(), days)
    found = {line.on: line for line in lines if line.which == which}
    today = day_of(now(), zone())
    dates = [today - timedelta(days=back) for back in range(days)]
    return [
        (midnight(on, zone()), found.get(on) or Balance(channel=which[0], account=which[1], on=on))
        for on in dates
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the messages of a month cost in one category, in the platform's own words."""

    month: str
    category: str
    billable: int
    free: int
    amount: str


def prices(which: Which, months: int) -> list[Cost]:
    """What a platform has told of prices, the newest month first; for most channels nothing."""
    with installation().sessions.reading() as db:
        found = store_prices.sums(db, which, months)
    return [
        Cost(
            month=one.month,
            category=translate(_CATEGORIES.get(one.category, one.category)),
            billable=one.billable,
            free=one.free,
            amount=f"{one.currency} {one.amount}" if one.currency else "",
        )
        for one in found
    ]


_CATEGORIES: Mapping[str, str] = {
    "service": source("Answers within the window"),
    "utility": source("Templates about a matter"),
    "authentication": source("Templates with a code"),
    "marketing": source("Templates that advertise"),
    "referral_conversion": source("Answers to an advertisement"),
    "unknown": source("Not named"),
}
"""Categories of WhatsApp; another one is shown as it was told."""


def _view(channel: Channel, account: str, read: _Read) -> AccountView:
    which = channel.name, account
    line, row = installation().account_lines.get(which), read.rows.get(which)
    nothing = Balance(channel=channel.name, account=account, on=day_of(now(), zone()))
    return AccountView(
        channel=channel.name,
        account=account,
        name=line.name if line else "",
        unit=label("unit", line.unit) if line else "",
        address=line.address if line else "",
        polled=channel.can.poll,
        state=_example() if is_example(channel) else state_of(row, polled=channel.can.poll),
        succeeded_at=row.succeeded_at if row else None,
        unread_since=read.unread.get(which),
        expires_at=row.expires_at if row else None,
        tried_at=row.tried_at if row else None,
        detail=row.detail if row else "",
        today=read.today.get(which, nothing),
    )


def _example() -> State:
    words = translate("An example: nothing is fetched, and nothing that is sent leaves here")
    return State(words=words, tone="paused", icon="circle-dashed")


def state_of(row: AccountRow | None, *, polled: bool) -> State:
    """How an account does, in words."""
    if row is not None and row.failures and row.failing_since:
        return _failing(row, row.failing_since)
    if row is not None and row.tried_code:
        return State(
            words=what_is_wrong(row.tried_code),
            tone="due_soon",
            icon="triangle-alert",
            cure=what_to_do(row.tried_code),
        )
    if not polled:
        return State(words=translate("Takes what is sent here"), tone="on_time", icon="check")
    if row is None or row.succeeded_at is None:
        return State(words=translate("Never connected yet"), tone="paused", icon="circle-dashed")
    if row.outstanding > 0:
        words = plural("{count} message to fetch", "{count} messages to fetch", row.outstanding)
        return State(words=words, tone="accent", icon="download")
    return State(words=translate("In order"), tone="on_time", icon="check")


def _failing(row: AccountRow, since: datetime) -> State:
    long = now() - since > troubles.DOWN
    words = translate("Down since {since}: {why}", since=moment(since), why=what_is_wrong(row.code))
    return State(
        words=words,
        tone="late" if long else "due_soon",
        icon="circle-alert" if long else "triangle-alert",
        cure=what_to_do(row.code),
    )


def account_troubles() -> list[Trouble]:
    """What is wrong with the accounts now; asked once in a request."""
    if "account_troubles" not in g:
        office = installation()
        with office.sessions.reading() as db:
            g.account_troubles = troubles.troubles(db, office.channels, zone(), now())
    found: list[Trouble] = g.account_troubles
    return found


KEEPERS: frozenset[Right] = frozenset((Role.SUPERVISOR, Role.ADMINISTRATOR))
"""Who keeps the office reachable: they see the channels, and are told what is wrong."""


def banner() -> str:
    """One line over every page of those who keep the office reachable; mostly empty."""
    staff = me()
    if staff is None or not holds(staff, KEEPERS):
        return ""
    first, *more = [in_words(trouble) for trouble in account_troubles()] or [""]
    return translate("{first} And {count} more.", first=first, count=len(more)) if more else first


def warnings(days: int) -> list[tuple[str, str]]:
    """What is missing and what was deleted elsewhere in these days: (kind of note, sentence)."""
    with installation().sessions.reading() as db:
        lines = balances(db, zone(), now(), days)
    missing, gone = Counter[Which](), Counter[Which]()
    for line in lines:
        missing[line.which] += max(0, line.gap)
        gone[line.which] += line.gone
    return [
        *(("danger", _counted(_MISSING, which, count)) for which, count in (+missing).items()),
        *(("warning", _counted(_GONE, which, count)) for which, count in (+gone).items()),
    ]


_MISSING = pair(
    "{count} message of {channel} ({account}) is missing: the source showed it, we do not have it.",
    "{count} messages of {channel} ({account}) are missing: the source showed them, we do not"
    " have them.",
)
_GONE = pair(
    "{count} message of {channel} ({account}) was deleted there before we could read it.",
    "{count} messages of {channel} ({account}) were deleted there before we could read them.",
)


def _counted(words: tuple[str, str], which: Which, count: int) -> str:
    channel, account = which
    return plural(*words, count, channel=label("channel", channel), account=account)


_FAILED: Mapping[Kind, str] = {
    Kind.DOWN: source("{channel} ({account}) is down since {since}: {why}"),
    Kind.FAULTY: source("The daily trial of {channel} ({account}) failed: {why}"),
    Kind.NOTICE: source("The platform tells of “{about}” at {channel} ({account}): {why}"),
}
"""What is said of troubles that have a code."""

_TOLD = source("The platform tells of {channel} ({account}): {why}")
"""What is said of an account until it is tried."""


def in_words(trouble: Trouble) -> str:
    """A trouble in a sentence."""
    names = {"channel": label("channel", trouble.channel), "account": trouble.account}
    at = trouble.at or now()
    if trouble.kind is Kind.GAP:
        return _counted(_MISSING, (trouble.channel, trouble.account), trouble.count)
    if trouble.kind in _FAILED:
        said = _TOLD if trouble.kind is Kind.FAULTY and not trouble.at else _FAILED[trouble.kind]
        why = what_is_wrong(trouble.code)
        return translate(said, why=why, since=moment(at), about=trouble.about, **names)
    if trouble.kind is Kind.SILENT:
        return translate(
            "{channel} ({account}) has brought nothing since {day}, and it used to be busy.",
            day=day(at),
            **names,
        )
    if trouble.kind is Kind.ENDING:
        return translate("The access of {channel} ({account}) ends on {day}.", day=day(at), **names)
    return translate(
        "Messages of {channel} ({account}) wait unread since {since}.", since=moment(at), **names
    )
