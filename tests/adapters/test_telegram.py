"""Telegram keeps the contract against a server that speaks the Bot API."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from adapters.settings import ChannelSettings
from adapters.telegram.channel import CAN
from tests.adapters.contract import ACCOUNT, Arrived, Trouble
from tests.adapters.fakes.site import serving
from tests.adapters.fakes.telegram import Fault, Telegram, message_of
from tests.adapters.served import ServedContract
from tests.adapters.telegram_bot import BOT_TOKEN, HEADER, SECRET, pushed, update
from workflow.core.messages import Channel, Kind, WebhookCall

FAULTS = {
    None: Fault.NONE,
    Trouble.REFUSED: Fault.BLOCKED,
    Trouble.THROTTLED: Fault.FLOOD,
    Trouble.AWAY: Fault.AWAY,
    Trouble.TIMED_OUT: Fault.LOST,
    Trouble.MALFORMED: Fault.GARBLED,
}


class TestTelegram(ServedContract):
    name = "telegram"
    can = CAN
    marks = frozenset({Kind.AUTO_REPLY})
    to = "5551"
    answered = "5551:11"
    signature_header = HEADER
    signs_bytes = False
    options: ClassVar[Mapping[str, str]] = {"token": BOT_TOKEN, "secret": SECRET}
    faults = FAULTS
    there: ClassVar[Telegram]

    def settings(self) -> ChannelSettings:
        account = replace(ACCOUNT, address="@KantorContohBot", options=self.options)
        return replace(super().settings(), accounts=(account,))

    def taken(self, channel: Channel) -> list[Arrived]:
        return [
            Arrived(
                text=one.fields.get("text", one.fields.get("caption", "")),
                thread=(f"{one.fields['chat_id']}:{_quoted(one.fields)}",),
                files=(one.file[0],) if one.file[0] else (),
            )
            for one in self.there.sent
        ]

    def answer(self, channel: Channel) -> bytes:
        sent = message_of(self.there.sent[-1])
        return update(text="Terima kasih.", reply_to_message=sent)

    def arrive(self, channel: Channel, body: bytes) -> None:
        self.there.arrives(body)

    def cut(self, channel: Channel) -> None:
        self.there.moods.down = True

    def signed(self, body: bytes) -> WebhookCall:
        return pushed(body)


def _quoted(fields: dict[str, Any]) -> str:
    return str(fields.get("reply_parameters", {}).get("message_id", ""))


@pytest.fixture(scope="module", autouse=True)
def running() -> Iterator[Telegram]:
    with serving(Telegram(BOT_TOKEN)) as server:
        TestTelegram.there = server
        TestTelegram.options = {**TestTelegram.options, "api": server.address}
        yield server
        server.empty()
