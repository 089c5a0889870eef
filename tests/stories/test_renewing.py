"""Tokens that end: renewed in time, once for all processes, and told where they cannot be."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from adapters.email.accounts import OAuth
from adapters.email.wire_oauth import Tokens
from adapters.instagram.channel import make
from adapters.settings import Account, ChannelSettings
from tests.adapters.fakes.site import Called, Reply, Site, serving
from tests.adapters.shown import shows
from tests.conftest import NewDatabase
from tests.databases import migrated
from workflow.core.messages import ChannelDown, Probe
from workflow.renewing import Renewing
from workflow.store.database import Sessions
from workflow.store.sending_tables import TokenRow
from workflow.vault import Vault

BEGAN = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
OWN = "17841474524784050"
DAY = timedelta(days=1)
T = TypeVar("T")


class Issuer(Site):
    """Gives tokens: each new one takes the one before it away."""

    def __init__(self) -> None:
        super().__init__()
        self.good = "given-0"
        self.renewals = 0
        self.refuses = False
        self.slow = 0.0

    def reply_to(self, called: Called) -> Reply:
        path, query = urlsplit(called.path).path, dict(parse_qsl(urlsplit(called.path).query))
        self.calls.append(called)
        if path == "/refresh_access_token":
            return self._renew(query["access_token"], "access_token", 60 * 86_400)
        if path == "/token":
            [sent] = parse_qs(called.body.decode())["refresh_token"]
            return self._renew(sent, "refresh_token", 3_600, access_token=f"open-{self.good}")
        token = called.headers.get("authorization", "")
        return _json(200, {"id": OWN, "username": token})

    def _renew(self, sent: str, name: str, lasts: int, **more: str) -> Reply:
        if self.refuses or sent != self.good:
            return _json(400, {"error": {"code": 190}} if name == "access_token" else
                         {"error": "invalid_grant"})  # fmt: skip
        self.renewals += 1
        self.good = f"given-{self.renewals}"
        answer = _json(200, {**more, name: self.good, "expires_in": lasts})
        return Reply(body=answer.body, waits=self.slow)


def _json(status: int, document: object) -> Reply:
    return Reply(status=status, body=json.dumps(document).encode())


class Clock:
    at = BEGAN

    def __call__(self) -> datetime:
        return self.at


class Office:
    """A database, a clock, and any number of processes that share them."""

    def __init__(self, url: str) -> None:
        self.clock = Clock()
        self.sessions = Sessions(url)
        self.vault = Vault(bytes(32), bytes(range(32)))

    def process(self) -> Renewing:
        """What one more process would have."""
        return Renewing(self.sessions, self.vault, self.clock)

    def kept(self) -> TokenRow:
        """The one row of a token."""
        with self.sessions.reading() as db:
            return db.query(TokenRow).one()


@pytest.fixture
def office(new_database: NewDatabase) -> Iterator[Office]:
    office = Office(new_database(migrated))
    yield office
    office.sessions.close()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with serving(Issuer()) as issuer:
        yield issuer


def at_once(*asks: Callable[[], T]) -> list[T]:
    with ThreadPoolExecutor(len(asks)) as pool:
        return [one.result() for one in [pool.submit(ask) for ask in asks]]


def instagram(office: Office, issuer: Issuer) -> Callable[[], tuple[Probe, ...]]:
    """The trial of an account that signed in by Instagram's own door, in a process of its own."""
    options = {"instagram": OWN, "login": "instagram", "token": "given-0", "api": issuer.address}
    account = Account(id="ig", unit="x", address="@dinas", name="Dinas", options=options)
    settings = ChannelSettings(accounts=(account,), now=office.clock, renewals=office.process())
    channel = make(settings)
    return lambda: channel.probe("ig")


@shows("T29", channels=("instagram",))
def test_a_token_of_instagram_is_renewed_before_it_ends_and_by_one_process_only(
    office: Office, issuer: Issuer
) -> None:
    trials = [instagram(office, issuer) for _ in range(4)]
    at_once(*trials)
    assert issuer.renewals == 0
    issuer.slow = 0.3
    office.clock.at += DAY
    ends = office.clock.at + 60 * DAY
    told = at_once(*trials)
    assert issuer.renewals == 1
    assert {probe for probes in told for probe in probes if probe.what == "token"} == {
        Probe(what="token", expires_at=ends)
    }
    assert {probe.detail for probe in trials[0]() if probe.what == "sign_in"} == {"Bearer given-1"}
    assert b"given-1" not in office.kept().sealed
    office.clock.at += 44 * DAY
    at_once(*trials)
    assert issuer.renewals == 1
    office.clock.at += DAY
    at_once(*trials)
    assert issuer.renewals == 2


@shows("T29", channels=("instagram",))
def test_a_token_that_cannot_be_renewed_is_used_on_and_told(office: Office, issuer: Issuer) -> None:
    trial = instagram(office, issuer)
    trial()
    office.clock.at += DAY
    issuer.refuses = True
    for _ in range(3):
        told = {probe.what: (probe.code, probe.detail) for probe in trial()}
        assert told == {"sign_in": ("", "Bearer given-0"), "token": ("renewal-failed", "")}
        office.clock.at += timedelta(minutes=11)
    asked = [one for one in issuer.calls if one.path.startswith("/refresh")]
    assert len(asked) == 1
    issuer.refuses = False
    office.clock.at += timedelta(hours=1)
    assert {probe.code for probe in trial()} == {""}


@shows("T29", channels=("email",))
def test_a_rotating_token_of_a_mailbox_is_renewed_once_however_many_ask(
    office: Office, issuer: Issuer
) -> None:
    oauth = OAuth(token_url=f"{issuer.address}/token", client_id="tuntas", refresh_token="given-0")
    issuer.slow = 0.3
    processes = [Tokens(office.clock, office.process()) for _ in range(4)]
    found = at_once(*(lambda one=one: one.token(oauth).text for one in processes))
    assert (issuer.renewals, set(found)) == (1, {"open-given-0"})
    # One that starts anew goes on from what the others were told, not from the settings.
    issuer.slow = 0.0
    office.clock.at += timedelta(hours=1)
    assert Tokens(office.clock, office.process()).token(oauth).text == "open-given-1"
    assert issuer.renewals == 2
    # A mail server that does not take it any more makes us ask before its time.
    last = Tokens(office.clock, office.process())
    last.token(oauth)
    last.forget(oauth)
    assert last.token(oauth).text == "open-given-2"
    issuer.refuses = True
    office.clock.at += timedelta(hours=1)
    with pytest.raises(ChannelDown) as down:
        Tokens(office.clock, office.process()).token(oauth)
    assert down.value.code == "oauth-refused"
    assert office.kept().code == "oauth-refused"
