"""Facebook put together: its options, what it can do, and its parts.

Polled by default, which works behind every firewall; pushed where the office has an address
that Meta can call. One address may be called for all pages of an app: each part of a delivery
goes to the account whose page it names.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from adapters.documents import documents_in, raw_of
from adapters.facebook.inbound import read
from adapters.facebook.outbound import CAN, orders_of
from adapters.facebook.wire import PageSource
from adapters.messenger.deliveries import House, Houses
from adapters.messenger.doors import (
    APP,
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
    Visibility,
    WebhookCall,
)

NAME = "facebook"
PAGE = Option(name="page", required=True, meaning="the page's number")
API = Option(name="api", default="https://graph.facebook.com", meaning="another server, for trials")
OPTIONS = (PAGE, *SHARED, API)

SCOPES = frozenset(
    {
        *("pages_show_list", "pages_manage_metadata", "pages_read_engagement"),
        *("pages_read_user_content", "pages_manage_engagement", "pages_messaging"),
    }
)
NEWS = frozenset(
    {
        *("feed", "mention", "messages", "message_echoes", "message_edits", "message_reactions"),
        *("message_deliveries", "message_reads", "messaging_postbacks", "messaging_referrals"),
        *("messaging_handovers", "messaging_policy_enforcement", "standby"),
    }
)
"""What the page has to be subscribed to, so that nothing is missed."""

__all__ = ["CAN", "NAME", "OPTIONS", "FacebookChannel", "make"]


class FacebookChannel:
    """One page for each account; `lines` by the account's id."""

    name = NAME

    def __init__(self, settings: ChannelSettings, lines: dict[str, Graph]) -> None:
        self.can = CAN
        self.accounts = tuple(lines)
        self._settings = settings
        self._lines = lines
        self._houses = Houses(
            tuple(House(own=PAGE.of(one), account=one.id) for one in settings.accounts)
        )

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """What is new, changed or gone since `mark`; nothing where we are called for it."""
        found = self._settings.account(account)
        if found is None or is_pushed(found):
            return
        source = PageSource(self._lines[account], PAGE.of(found))
        yield from poll(Polled(NAME, account), mark, source, self._settings.now(), Pace())

    def wait(self, account: str, seconds: float) -> bool:
        """Facebook does not call back on a line that is held open."""
        del account, seconds
        return False

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether the token is good, for all that we need, and what we are called for."""
        found = self._settings.account(account)
        if found is None:
            return (Probe(what="sign_in", code="no-account"),)
        page = PAGE.of(found)
        trial = Trial(
            own=page,
            app=APP.of(found),
            secret=SECRET.of(found),
            scopes=SCOPES,
            subscriber=page if is_pushed(found) else "",
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
        """Everything in the delivery, for all of our pages."""
        return read(raw, self._houses)

    def send(self, message: OutboundMessage) -> Sent:
        """Texts and files, one call each; the message is known by the id of its last part."""
        account = self._settings.account(message.account)
        page = PAGE.of(account) if account else ""
        orders = orders_of(message, page, self._settings.now())
        if account is None:
            raise Undeliverable("no-account")
        line = self._lines[account.id]
        calls = tuple(order.path for order in orders)
        ids = send_parts(calls, lambda _, number: post(line, orders[number - 1]))
        public = message.visibility is Visibility.PUBLIC
        return Sent(external_id=ids[-1], delivered=public)

    def hide(self, account: str, external_id: str) -> None:
        """Hide a comment; its author and their friends still see it."""
        if account not in self._lines:
            raise Undeliverable("no-account")
        self._lines[account].post(named(external_id, "c")[1], {"is_hidden": True})

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that a message named; the links need no token."""
        return download(self._lines[account], file)

    def files(self, account: str, path: Path) -> Iterable[tuple[str, RawMessage]]:
        """Deliveries kept as `.json` files or lines of `.jsonl`."""
        return documents_in(NAME, account, path)


def make(settings: ChannelSettings) -> FacebookChannel:
    """The channel of an installation; raises `BadChannels` for what no page could work with."""
    refuse(NAME, settings, PAGE, _mistakes)
    lines = {one.id: graph_of(one, API.of(one), settings.now) for one in settings.accounts}
    return FacebookChannel(settings, lines)


def _mistakes(account: Account) -> Iterator[Row]:
    if not NUMBER.fullmatch(PAGE.of(account)):
        yield PAGE, "must be the page's number, not its name"
    yield from shared_mistakes(account, API)
