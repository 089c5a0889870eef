"""One bot of the office, for the tests of Telegram: the channel, and Siti who writes to it."""

import json
from dataclasses import replace

from adapters.settings import ChannelSettings
from adapters.telegram.channel import TelegramChannel, make
from tests.adapters.fakes.telegram import Telegram
from tests.adapters.terms import ACCOUNT, NOW
from workflow.core.messages import InboundMessage, OutboundMessage, RawMessage, WebhookCall

BOT_TOKEN = "777:AAE-contoh-token-untuk-uji-coba"
SECRET = "rahasia_webhook_uji-coba"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MESSAGE = OutboundMessage(
    key="key-1", channel="telegram", account="office", to="5551", text="Sudah kami periksa."
)


def settings_of(there: Telegram, **options: str) -> ChannelSettings:
    """The account of the bot; `options` are others than usual."""
    usual = {"token": BOT_TOKEN, "secret": SECRET, "api": there.address}
    account = replace(ACCOUNT, address="@KantorContohBot", options={**usual, **options})
    return ChannelSettings(accounts=(account,), now=lambda: NOW, file="test.toml")


def opened(there: Telegram, **options: str) -> TelegramChannel:
    """The channel as an installation would open it."""
    return make(settings_of(there, **options))


def pushed(body: bytes) -> WebhookCall:
    """The call with which Telegram brings an update."""
    return WebhookCall(account="office", body=body, headers={HEADER: SECRET})


def update(number: int = 900_000_900, **message: object) -> bytes:
    """Siti writes."""
    who = {"id": 5551, "is_bot": False, "first_name": "Siti"}
    usual = {"message_id": 90, "from": who, "chat": {"id": 5551, "type": "private"}, "date": 1}
    return json.dumps({"update_id": number, "message": {**usual, **message}}).encode()


def read_by(channel: TelegramChannel, body: bytes) -> InboundMessage:
    """The one message in an update."""
    [read] = channel.parse(RawMessage("telegram", "office", "raw-1", body))
    assert isinstance(read, InboundMessage)
    return read
