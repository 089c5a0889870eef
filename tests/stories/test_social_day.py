"""A day of thirty accounts, polled and pushed, each with troubles of its own; the books balance."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.settings import Account, ChannelSettings
from adapters.signing import HEADER, sign
from adapters.telegram.channel import make as make_telegram
from adapters.webhook.channel import make as make_webhook
from config.wiring import open_office
from tests.adapters.fakes.site import serving
from tests.adapters.fakes.telegram import Telegram
from tests.conftest import NewDatabase
from tests.stories.conftest import make_tables
from tests.stories.sources import Source
from tests.story import HandClock, Story, fakes, settings_for
from workflow.balance import Balance, balances
from workflow.core.messages import BadSignature, Channel, WebhookCall
from workflow.store import accounts
from workflow.store.models import ComplaintRow
from workflow.troubles import DOWN, Kind, troubles

EACH = 10
HOURS = 6
ZONE = "Asia/Jakarta"
SECRET = "rahasia-aplikasi"
DEAD = "bot-3"
"""The bot whose token was taken back."""

POLLED = tuple(f"page-{number}" for number in range(EACH))
PUSHED = tuple(f"desk-{number}" for number in range(EACH))
BOTS = tuple(f"bot-{number}" for number in range(EACH))


@dataclass
class Day:
    """The office, its platforms, and how many messages people wrote to each account."""

    story: Story
    source: Source
    bots: dict[str, Telegram]
    wrote: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def hour(self, number: int) -> None:
        """Somebody new writes to every account, in the same minute."""
        for place, account in enumerate((*POLLED, *PUSHED, *BOTS)):
            who, text = 1_000 * (number + 1) + place, f"Lampu {number} di unit {account} padam"
            tell = {"p": self._on_page, "d": self._to_desk, "b": self._to_bot}[account[0]]
            tell(account, who, text)
            self.wrote[account] += 1

    def _on_page(self, account: str, who: int, text: str) -> None:
        about = {"conversation": f"dm:{account}:{who}"}
        self.source.says(text, account, author=f"ig-{who}", **about)

    def _to_desk(self, account: str, who: int, text: str) -> None:
        """The other system always tells twice, and somebody without the secret tries as well."""
        event = {
            "id": f"evt-{account}-{who}",
            "type": "message.created",
            "conversation": {"external_id": f"c-{account}-{who}", "visibility": "private"},
            "sender": {"external_id": f"p-{account}-{who}", "verified": True},
            "message": {"external_id": f"m-{account}-{who}", "text": text},
        }
        body = json.dumps(event).encode()
        channel, at = self.story.office.channels.get("webhook"), self.story.clock.at
        good = {HEADER: sign(SECRET, body, at)}
        for _ in range(2):
            raw = channel.verify(WebhookCall(account=account, body=body, headers=good))
            self.story.office.intake.keep(raw, at)
        bad = {HEADER: sign("tebakan-orang-lain", body, at)}
        with pytest.raises(BadSignature):
            channel.verify(WebhookCall(account=account, body=body, headers=bad))
        self.refused += 1

    def _to_bot(self, account: str, who: int, text: str) -> None:
        person = {"id": who, "is_bot": False, "first_name": "Warga"}
        message = {"message_id": who, "from": person, "chat": {"id": who, "type": "private"},
                   "date": int(self.story.clock.at.timestamp()), "text": text}  # fmt: skip
        update = {"update_id": who, "message": message}
        self.bots[account].arrives(json.dumps(update).encode())

    def troubled(self, number: int) -> None:
        """Each account has its own bad hours."""
        for place, account in enumerate(POLLED):
            faults = self.source.faults[account]
            faults.down = "away" if (number + place) % 4 == 0 else ""
            faults.bug = (number + place) % 7 == 3
            faults.cut_after = 1 if (number + place) % 5 == 1 else 0
        for place, account in enumerate(BOTS):
            self.bots[account].moods.down = (number + place) % 3 == 0

    def calm(self) -> None:
        """Everything is well again, but for the dead token."""
        for faults in self.source.faults.values():
            faults.down, faults.bug, faults.cut_after = "", False, 0
        for bot in self.bots.values():
            bot.moods.down = False

    def books(self) -> dict[str, Balance]:
        """Today's books by account."""
        with self.story.office.sessions.reading() as db:
            found = balances(db, ZONE, self.story.clock.at)
        return {line.account: line for line in found}

    def opened(self) -> Counter[str]:
        """How many complaints came of each account."""
        with self.story.office.sessions.reading() as db:
            rows = select(ComplaintRow.account, func.count()).group_by(ComplaintRow.account)
            return Counter({row[0]: row[1] for row in db.execute(rows)})


@pytest.fixture
def day(tmp_path: Path, new_database: NewDatabase) -> Iterator[Day]:
    clock = HandClock()
    with ExitStack() as servers:
        bots = {id: servers.enter_context(serving(Telegram(_token(id)))) for id in BOTS}
        source = Source(POLLED, clock)
        channels: dict[str, Channel] = {
            **fakes(clock),
            "memory": source,
            "webhook": make_webhook(_settings(clock, PUSHED, {"secret": SECRET})),
            "telegram": make_telegram(
                ChannelSettings(
                    accounts=tuple(_bot(id, bots[id].address) for id in BOTS), now=clock
                )
            ),
        }
        url = new_database(make_tables)
        office = open_office(settings_for(tmp_path, url), now=clock, channels=channels)
        told = Story(office, clock)
        yield Day(told, source, bots)
        told.check_books()
        office.close()


def _settings(clock: HandClock, ids: tuple[str, ...], options: dict[str, str]) -> ChannelSettings:
    made = tuple(
        Account(id=id, unit="sekretariat", address=id, name=id, options=options) for id in ids
    )
    return ChannelSettings(accounts=made, now=clock)


def _token(id: str) -> str:
    return f"77{id.removeprefix('bot-')}:AAE-contoh-token-untuk-uji-coba"


def _bot(id: str, address: str) -> Account:
    """The dead one still has the token from before."""
    token = "770:AAE-token-lama-yang-sudah-dicabut" if id == DEAD else _token(id)
    options = {"token": token, "api": address}
    return Account(id=id, unit="sekretariat", address=f"@{id}", name=id, options=options)


def adds_up(line: Balance) -> bool:
    ends = line.opened + line.continued + line.ignored + line.set_aside + line.waiting
    return line.seen == ends + line.duplicate + line.gone + line.to_fetch + line.gap


def test_thirty_accounts_through_a_day_of_troubles(day: Day) -> None:
    for hour in range(HOURS):
        day.troubled(hour)
        day.hour(hour)
        day.story.clock.at += timedelta(minutes=30)
        day.story.office.runners.tick(day.story.clock.at)
    day.calm()
    for _ in range(3):
        day.story.clock.at += timedelta(minutes=20)
        day.story.office.runners.tick(day.story.clock.at)
    books, opened = day.books(), day.opened()
    for account in (*POLLED, *PUSHED, *BOTS):
        if account == DEAD:
            continue
        line = books[account]
        assert opened[account] == day.wrote[account] == HOURS, account
        assert adds_up(line), line
        assert line.gap == line.waiting == 0, line
        assert line.opened == HOURS, line
    assert all(books[account].duplicate == HOURS for account in PUSHED)
    assert day.refused == EACH * HOURS


def test_a_dead_token_stops_its_own_account_only_and_says_so(day: Day) -> None:
    for hour in range(2):
        day.hour(hour)
        day.story.clock.at += timedelta(minutes=20)
        day.story.office.runners.tick(day.story.clock.at)
    office = day.story.office
    with office.sessions.reading() as db:
        dead = accounts.one(db, ("telegram", DEAD))
        others = [accounts.one(db, ("telegram", id)) for id in BOTS if id != DEAD]
        told = troubles(db, office.channels, ZONE, day.story.clock.at + DOWN)
    assert dead is not None
    assert dead.failures > 0
    assert dead.code == "login-refused"
    assert all(row is not None and row.failures == 0 for row in others)
    down = [(one.channel, one.account) for one in told if one.kind is Kind.DOWN]
    assert down == [("telegram", DEAD)]
    assert day.opened()[DEAD] == 0
    assert all(day.opened()[id] == 2 for id in BOTS if id != DEAD)
    assert day.bots[DEAD].unconfirmed == 2
