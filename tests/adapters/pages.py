"""What the tests of Facebook and of Instagram share: an account, its clock, faults by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.instagram.channel import InstagramChannel
from adapters.instagram.channel import make as make_instagram
from adapters.settings import ChannelSettings
from tests.adapters.fakes.facebook import PAGE
from tests.adapters.fakes.graph import APP, AWAY, GARBLED, LOST, Fault, failing
from tests.adapters.fakes.instagram import OWN, Instagram
from tests.adapters.fakes.messenger import SECRET, TOKEN, Messenger
from tests.adapters.terms import ACCOUNT, NOW, Trouble
from workflow.core.messages import (
    Channel,
    InboundMessage,
    OutboundMessage,
    RawMessage,
    WebhookCall,
)

HEADER = "X-Hub-Signature-256"
WORD = "kata-uji-coba-kantor"
PERSON = "7234567890123456"
USUAL: Mapping[str, Mapping[str, str]] = {
    "facebook": {"page": PAGE, "app": APP},
    "instagram": {"instagram": OWN, "page": PAGE, "app": APP},
}
FAULTS: Mapping[Trouble | None, Fault] = {
    None: Fault(),
    Trouble.REFUSED: failing(551),
    Trouble.THROTTLED: failing(613),
    Trouble.AWAY: AWAY,
    Trouble.TIMED_OUT: LOST,
    Trouble.MALFORMED: GARBLED,
}


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def moves(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


def options_of(channel: str, **options: str) -> dict[str, str]:
    """The usual options, and others."""
    secrets = {"token": TOKEN, "app_secret": SECRET, "verify_token": WORD}
    return {**USUAL[channel], **secrets, **options}


def settings_of(channel: str, clock: Clock, **options: str) -> ChannelSettings:
    """The account of the office."""
    account = replace(ACCOUNT, options=options_of(channel, **options))
    return ChannelSettings(accounts=(account,), now=clock, file="test.toml")


def opened_instagram(there: Instagram, clock: Clock, **options: str) -> InstagramChannel:
    """The channel as an installation would open it; `options` are others than usual."""
    return make_instagram(settings_of("instagram", clock, **{"api": there.address, **options}))


def answer(channel: str) -> OutboundMessage:
    """An answer of the office."""
    return OutboundMessage(
        key="key-1", channel=channel, account="office", to=PERSON, text="Sudah kami periksa."
    )


def pushed(there: Messenger, body: bytes, account: str = "office") -> WebhookCall:
    """The call with which Meta brings a delivery."""
    return WebhookCall(account=account, body=body, headers={HEADER: there.signature(body)})


def read_one(channel: Channel, raw: RawMessage | bytes) -> InboundMessage:
    """The one message in it."""
    if isinstance(raw, bytes):
        raw = RawMessage(channel.name, "office", "raw-1", raw)
    [read] = channel.parse(raw)
    assert isinstance(read, InboundMessage)
    return read
