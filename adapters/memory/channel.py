"""The memory channel put together: `make`, its options, and what it can do.

Shipped with the product like any other channel, for tests, for the demo and for trying
Tuntas out. It must never be the only place where a real message is kept.
"""

from collections.abc import Iterator

from adapters.absent import NotAsked, NotAwaited
from adapters.documents import AsDocuments
from adapters.memory.inbound import read
from adapters.memory.outbound import id_in, parcel
from adapters.memory.wire import Platform
from adapters.sending import parts_of, send_parts
from adapters.settings import ChannelSettings, Option
from adapters.signing import check_call
from workflow.core.messages import (
    BadSignature,
    Capabilities,
    ChannelDown,
    Fetched,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    TryLater,
    Undeliverable,
    Unsure,
    WebhookCall,
)

NAME = "memory"
SECRET = Option(name="secret", secret=True, meaning="signs what is pushed to this account")
OLD_SECRET = Option(name="old_secret", secret=True, meaning="also valid while `secret` replaces it")
OPTIONS = (SECRET, OLD_SECRET)
CAN = Capabilities(
    thread=True,
    attach=True,
    public=True,
    poll=True,
    push=True,
    receipts=True,
    repeat=True,
    split=True,
    longest=1_000,
    hide=True,
    private_reply=True,
)


class MemoryChannel(NotAwaited, NotAsked, AsDocuments):
    """A channel with a platform in its pocket; `can` may be given, and changed later."""

    name = NAME

    def __init__(self, settings: ChannelSettings, can: Capabilities = CAN) -> None:
        self.can = can
        self.platform = Platform(NAME, settings.accounts[0].id)
        self.accounts = tuple(account.id for account in settings.accounts)
        self._settings = settings

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """What came to the account since; nothing if the channel is not polled."""
        if account not in self.accounts:
            raise ChannelDown("no-account")
        return self.platform.since(account, mark) if self.can.poll else iter(())

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether the line stands."""
        code = "away" if self.platform.down else ""
        return (Probe(what="line", code=code if account in self.accounts else "no-account"),)

    def verify(self, call: WebhookCall) -> RawMessage:
        """The pushed bytes if one of the account's secrets signed them."""
        account = self._settings.account(call.account)
        if account is None or not self.can.push:
            raise BadSignature("not pushed")
        check_call(call, (SECRET.of(account), OLD_SECRET.of(account)), self._settings.now())
        return self.raw(call.account, call.body)

    def parse(self, raw: RawMessage) -> list[Read]:
        """The events in the bytes."""
        account = self._settings.account(raw.account)
        return read(raw, account.address if account else "")

    def send(self, message: OutboundMessage) -> Sent:
        """Posts each part. A message of several parts is known by the id of its last."""

        def post(text: str, number: int) -> str:
            try:
                return id_in(self.platform.post(parcel(message, text, number)))
            except ConnectionRefusedError as error:
                raise TryLater("away") from error
            except TimeoutError as error:
                raise Unsure("no-answer") from error

        if message.account not in self.accounts:
            raise Undeliverable("no-account")
        self.platform.remembers_keys = self.can.repeat
        ids = send_parts(parts_of(message, self.can), post)
        return Sent(external_id=ids[-1], delivered=not self.can.receipts)

    def hide(self, account: str, external_id: str) -> None:
        """Hides a comment; raises `TryLater` when the line is cut."""
        if account not in self.accounts:
            raise Undeliverable("no-account")
        try:
            id_in(self.platform.hide(account, external_id))
        except ConnectionRefusedError as error:
            raise TryLater("away") from error


def make(settings: ChannelSettings) -> MemoryChannel:
    """A new platform with nothing on it."""
    return MemoryChannel(settings)
