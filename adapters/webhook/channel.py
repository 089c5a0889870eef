"""The generic webhook put together: its options, what it can do, and its parts.

Both ways are signed with the account's secret (`adapters/signing.py`). An account without
`url` only receives, unless the other system comes for what we say; one without `secret` is a
mistake.
"""

from collections.abc import Iterator

from adapters.absent import NotAsked, NotPolled
from adapters.documents import AsDocuments
from adapters.sending import parts_of
from adapters.settings import Account, ChannelSettings, Option, refuse
from adapters.signing import check_call
from adapters.webhook.inbound import deleted_in, event_id, read
from adapters.webhook.outbound import CAN, document, id_in, news_document
from adapters.webhook.wire import BadAddress, Peer, peer_of
from workflow.core.messages import (
    Attachment,
    BadSignature,
    News,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    TryLater,
    Undeliverable,
    WebhookCall,
)

NAME = "webhook"
SECRET = Option(name="secret", required=True, secret=True, meaning="signs both ways")
OLD_SECRET = Option(name="old_secret", secret=True, meaning="also valid while `secret` replaces it")
URL = Option(name="url", meaning="where our answers go")
HOSTS = Option(name="hosts", meaning="further hosts from which files may be fetched")
NETWORK = Option(
    name="network",
    meaning="whether the other system stands in the office's own network",
    default="internet",
    words=("internet", "office"),
)
FETCHED = Option(
    name="fetched",
    meaning="whether the other system comes for what we say, because we cannot call it",
    default="no",
    words=("yes", "no"),
)
NEWS = Option(
    name="news",
    meaning="whether it is told where the complaints stand that came from it",
    default="yes",
    words=("yes", "no"),
)
OPTIONS = (SECRET, OLD_SECRET, URL, HOSTS, NETWORK, FETCHED, NEWS)

__all__ = ["CAN", "NAME", "OPTIONS", "WebhookChannel", "make"]


class WebhookChannel(NotPolled, NotAsked, AsDocuments):
    """Events in, events out; `peers` are the other systems by the account's id."""

    name = NAME

    def __init__(self, settings: ChannelSettings, peers: dict[str, Peer]) -> None:
        self.can = CAN
        self.accounts = tuple(account.id for account in settings.accounts)
        self._settings = settings
        self._peers = peers

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether there is a way out at all; a trial message would be a message."""
        code = "no-address" if account in self.accounts else "no-account"
        there = account in self._peers or self.is_collected(account)
        return (Probe(what="send", code="" if there else code),)

    def verify(self, call: WebhookCall) -> RawMessage:
        """The pushed bytes, under their event's own id, if a secret of the account signed them."""
        self._check(call)
        return self.raw(call.account, call.body)

    def to_forget(self, call: WebhookCall) -> str:
        """Whom an event `contact.deleted` is about; raises `BadSignature` for any other."""
        raw = self.verify(call)
        who = deleted_in(raw.body)
        if not who:
            raise BadSignature("no-wish")
        return who

    def parse(self, raw: RawMessage) -> list[Read]:
        """The event in the bytes."""
        account = self._settings.account(raw.account)
        return read(raw, account.address if account else "")

    def send(self, message: OutboundMessage) -> Sent:
        """Post it to the other system, which may be asked again under the same key."""
        parts_of(message, self.can)
        return self._post(message, document(message))

    def tells(self, account: str) -> bool:
        """Told are systems that can be called, or come for what we say."""
        known = self._settings.account(account)
        there = account in self._peers or self.is_collected(account)
        return known is not None and there and NEWS.of(known) == "yes"

    def tell(self, news: News) -> Sent:
        """Post where a complaint stands, under the same rules as a message."""
        return self._post(news, news_document(news))

    def is_collected(self, account: str) -> bool:
        """Whether its options say that it comes for everything itself."""
        known = self._settings.account(account)
        return known is not None and FETCHED.of(known) == "yes"

    def check_collector(self, call: WebhookCall) -> None:
        """The address asked for is signed like a body, so that no other one can be asked."""
        self._check(call)

    def parcel(self, going: OutboundMessage | News) -> bytes:
        """The very bytes that would be posted."""
        return news_document(going) if isinstance(going, News) else document(going)

    def _check(self, call: WebhookCall) -> None:
        account = self._settings.account(call.account)
        if account is None:
            raise BadSignature("no-account")
        check_call(call, (SECRET.of(account), OLD_SECRET.of(account)), self._settings.now())

    def _post(self, going: OutboundMessage | News, body: bytes) -> Sent:
        peer = self._peers.get(going.account)
        if peer is None:
            known = going.account in self.accounts
            raise Undeliverable("no-address" if known else "no-account")
        now = self._settings.now()
        answer = peer.post(going.key, body, now)
        external_id = id_in(answer.status, answer.body, answer.retry_after(now), going.key)
        return Sent(external_id=external_id, delivered=False)

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that an event named by its address."""
        peer = self._peers.get(account)
        if peer is None:
            raise TryLater("no-address")
        return peer.download(file)

    def id_in(self, body: bytes) -> str:
        """A repetition is known by the event's id; without one, by the bytes themselves."""
        found = event_id(body)
        return f"event-{found}" if found else ""


def make(settings: ChannelSettings) -> WebhookChannel:
    """The channel of an installation; raises `BadChannels` for addresses that it may not call."""
    refuse(NAME, settings, _mistakes)
    peers = {one.id: _peer(one) for one in settings.accounts if URL.of(one)}
    return WebhookChannel(settings, peers)


def _mistakes(account: Account) -> Iterator[tuple[str, str]]:
    try:
        if URL.of(account):
            _peer(account)
    except BadAddress as bad:
        yield URL.name, str(bad)


def _peer(account: Account) -> Peer:
    private = NETWORK.of(account) == "office"
    return peer_of(URL.of(account), HOSTS.of(account), SECRET.of(account), private=private)
