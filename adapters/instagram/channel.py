"""Instagram put together: its options, what it can do, and its parts.

Pushed where the office has an address that Meta can call, else polled, which misses mentions
and old messages. One address may be called for all accounts of an app: each part of a
delivery goes to the account that it names.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from adapters.documents import documents_in, raw_of
from adapters.instagram.inbound import MENTION, read
from adapters.instagram.outbound import CAN, orders_of
from adapters.instagram.wire import AccountSource, mention_words
from adapters.messenger.deliveries import House, Houses
from adapters.messenger.doors import (
    APP,
    NIGHTLY,
    NUMBER,
    SECRET,
    SHARED,
    Row,
    challenge_of,
    check_push,
    graph_of,
    is_pushed,
    refuse,
    shared_mistakes,
)
from adapters.messenger.files import download
from adapters.messenger.lines import post
from adapters.messenger.orders import named
from adapters.messenger.polls import Account as Polled
from adapters.messenger.polls import Pace, poll
from adapters.messenger.probes import Trial, probe
from adapters.meta.wire import Graph
from adapters.sending import send_parts
from adapters.settings import Account, ChannelSettings, Option
from workflow.core.messages import (
    Attachment,
    Fetched,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    Undeliverable,
    WebhookCall,
)

NAME = "instagram"
OWN = Option(name="instagram", required=True, meaning="the account's number")
LOGIN = Option(
    name="login", default="facebook", words=("facebook", "instagram"), meaning="who gave the token"
)
PAGE = Option(name="page", meaning="the number of the page that the account is linked to")
MEDIA = Option(
    name="media", default="url_only", words=("url_only", "store"), meaning="whether we keep files"
)
API = Option(name="api", meaning="another server, for trials")
OPTIONS = (OWN, LOGIN, PAGE, MEDIA, *SHARED, API)

SERVERS = {"facebook": "https://graph.facebook.com", "instagram": "https://graph.instagram.com"}
SCOPES = {
    "facebook": frozenset(
        {"instagram_basic", "instagram_manage_comments", "instagram_manage_messages"}
    ),
    "instagram": frozenset(),
}
"""What the token must allow; nobody can be asked about tokens of the other door."""

NEWS = frozenset(
    {
        *("comments", "mentions", "messages", "message_edit", "message_reactions"),
        *("messaging_postbacks", "messaging_referral", "messaging_seen"),
    }
)
"""What the account has to be subscribed to, so that nothing is missed."""

__all__ = ["CAN", "NAME", "OPTIONS", "InstagramChannel", "make"]


class InstagramChannel:
    """One account over there for each of ours; `lines` by the account's id."""

    name = NAME

    def __init__(self, settings: ChannelSettings, lines: dict[str, Graph]) -> None:
        self.can = CAN
        self.accounts = tuple(lines)
        self._settings = settings
        self._lines = lines
        self._houses = Houses(
            tuple(
                House(
                    own=OWN.of(one),
                    account=one.id,
                    stores=MEDIA.of(one) == "store",
                    page=PAGE.of(one),
                )
                for one in settings.accounts
            )
        )

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """What is new, changed or gone since `mark`; where we are called, comments once a day.

        Instagram calls nobody for a comment that was changed or taken away.
        """
        found = self._settings.account(account)
        if found is None:
            return
        pushed = is_pushed(found)
        talks = "" if pushed else _sends_as(found)
        source = AccountSource(graph=self._lines[account], own=OWN.of(found), talks=talks)
        pace = NIGHTLY if pushed else Pace()
        yield from poll(Polled(NAME, account), mark, source, self._settings.now(), pace)

    def wait(self, account: str, seconds: float) -> bool:
        """Instagram does not call back on a line that is held open."""
        del account, seconds
        return False

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether the token is good, for all that we need, and what we are called for."""
        found = self._settings.account(account)
        if found is None:
            return (Probe(what="sign_in", code="no-account"),)
        facebook = LOGIN.of(found) == "facebook"
        trial = Trial(
            own=OWN.of(found),
            app=APP.of(found) if facebook else "",
            secret=SECRET.of(found),
            scopes=SCOPES[LOGIN.of(found)],
            # Fields of an account that is linked to a page are ticked in the app, for all alike.
            subscriber=OWN.of(found) if is_pushed(found) and not facebook else "",
            news=NEWS,
        )
        return probe(self._lines[account], trial)

    def verify(self, call: WebhookCall) -> RawMessage:
        """The delivery, if the app's secret signed it."""
        check_push(self._settings.account(call.account), call)
        return raw_of(NAME, call.account, call.body)

    def challenge(self, call: WebhookCall) -> str:
        """Meta's words back to it, if it knows our own; raises `BadSignature`."""
        return challenge_of(self._settings.account(call.account), call)

    def parse(self, raw: RawMessage) -> list[Read]:
        """Everything in the delivery, for all of our accounts."""
        return read(raw, self._houses)

    def send(self, message: OutboundMessage) -> Sent:
        """One call for each part; the message is known by the id of its last part."""
        account = self._settings.account(message.account)
        owner = (OWN.of(account), _sends_as(account)) if account else ("", "")
        orders = orders_of(message, owner, self._settings.now())
        if account is None:
            raise Undeliverable("no-account")
        line = self._lines[account.id]
        calls = tuple(order.path for order in orders)
        ids = send_parts(calls, lambda _, number: post(line, orders[number - 1]))
        return Sent(external_id=ids[-1])

    def hide(self, account: str, external_id: str) -> None:
        """Hide a comment; its author still sees it."""
        if account not in self._lines:
            raise Undeliverable("no-account")
        self._lines[account].post(named(external_id, "c")[1], {"hide": True})

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that a message named, or the words of a mention."""
        if file.url.startswith(MENTION):
            found = self._settings.account(account)
            return mention_words(self._lines[account], OWN.of(found) if found else "", file)
        return download(self._lines[account], file)

    def files(self, account: str, path: Path) -> Iterable[tuple[str, RawMessage]]:
        """Deliveries kept as `.json` files or lines of `.jsonl`."""
        return documents_in(NAME, account, path)


def make(settings: ChannelSettings) -> InstagramChannel:
    """The channel of an installation; raises `BadChannels` for what could not work."""
    refuse(NAME, settings, OWN, _mistakes)
    lines = {one.id: graph_of(one, server_of(one), settings.now) for one in settings.accounts}
    return InstagramChannel(settings, lines)


def _mistakes(account: Account) -> Iterator[Row]:
    if not NUMBER.fullmatch(OWN.of(account)):
        yield OWN, "must be the account's number, not its name"
    if LOGIN.of(account) == "facebook" and not NUMBER.fullmatch(PAGE.of(account)):
        yield PAGE, "must be the number of the page, where `login` is facebook"
    yield from shared_mistakes(account, API)


def server_of(account: Account) -> str:
    """Where an account's calls go, if no other server is named: each door has its own."""
    return API.of(account) or SERVERS[LOGIN.of(account)]


def _sends_as(account: Account) -> str:
    """Whose messages they are: the page's, or the account's own where there is none."""
    return PAGE.of(account) if LOGIN.of(account) == "facebook" else OWN.of(account)
