"""One number of the office, for the tests of WhatsApp: the channel, and Siti who writes to it."""

from dataclasses import replace
from typing import Any

from adapters.settings import Account, ChannelSettings
from adapters.whatsapp.channel import WhatsappChannel, make
from tests.adapters.fakes.whatsapp import NUMBER, Whatsapp
from tests.adapters.terms import ACCOUNT, NOW
from workflow.core.messages import InboundMessage, OutboundMessage, RawMessage, Read, WebhookCall

ACCESS = "EAAtoken-contoh-untuk-uji-coba"
SECRET = "rahasia-aplikasi"
VERIFY = "kata-sandi-alamat"
HEADER = "X-Hub-Signature-256"
OTHER = "206540352242923"
"""The number of a unit, beside that of the office."""

SITI, HER_PHONE = "ID.13491208655302741918", "6281398765432"
MESSAGE = OutboundMessage(
    key="C-7KQ4-2MX9.3", channel="whatsapp", account="office", to=SITI, text="Sudah kami periksa."
)


def settings_of(there: Whatsapp, **options: str) -> ChannelSettings:
    """The account of the number; `options` are others than usual."""
    usual = {"number": NUMBER, "token": ACCESS, "secret": SECRET, "verify_token": VERIFY}
    options = {**usual, "api": there.address, **options}
    account = replace(ACCOUNT, address="+6281234567890", options=options)
    return ChannelSettings(accounts=(account,), now=lambda: there.now, file="test.toml")


def opened(there: Whatsapp, **options: str) -> WhatsappChannel:
    """The channel as an installation would open it."""
    return make(settings_of(there, **options))


def two_numbers(there: Whatsapp, other_secret: str = SECRET) -> WhatsappChannel:
    """The office's number, and one of a unit; of the same app, if the secret is the same."""
    settings = settings_of(there)
    [office] = settings.accounts
    options = {**office.options, "number": OTHER, "secret": other_secret}
    unit = Account(id="unit-7", unit="upt7", address="+62", name="UPT 7", options=options)
    return make(replace(settings, accounts=(office, unit)))


def new_service() -> Whatsapp:
    """WhatsApp as it stands before a test."""
    return Whatsapp(SECRET, ACCESS, NOW)


def siti_writes(number: int = 1, **message: object) -> dict[str, Any]:
    """One element of `messages`."""
    usual = {"from": HER_PHONE, "from_user_id": SITI, "id": f"wamid.S{number}"}
    return {**usual, "timestamp": str(1_795_000_000 + number), **message}


def all_in(channel: WhatsappChannel, there: Whatsapp, **value: object) -> list[Read]:
    """Everything in a delivery that was pushed, signed and verified."""
    body, headers = there.pushed(**value)
    return channel.parse(channel.verify(WebhookCall(account="office", body=body, headers=headers)))


def read_by(channel: WhatsappChannel, there: Whatsapp, **message: object) -> InboundMessage:
    """The one message that Siti wrote."""
    [read] = all_in(channel, there, messages=[siti_writes(1, **message)])
    assert isinstance(read, InboundMessage)
    return read


def raw(body: bytes) -> RawMessage:
    return RawMessage("whatsapp", "office", "raw-1", body)
