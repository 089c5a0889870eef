"""WhatsApp keeps the contract against a server that speaks the Cloud API."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

import pytest

from adapters.settings import ChannelSettings
from adapters.whatsapp.channel import CAN
from tests.adapters.contract import ACCOUNT, Arrived, Trouble
from tests.adapters.fakes.graph import AWAY, GARBLED, LOST, Fault, failing
from tests.adapters.fakes.site import serving
from tests.adapters.fakes.whatsapp import NUMBER, Whatsapp
from tests.adapters.served import ServedContract
from tests.adapters.whatsapp_number import ACCESS, HEADER, SECRET, SITI, VERIFY, new_service
from workflow.core.messages import Channel, WebhookCall

FAULTS: Mapping[Trouble | None, Fault] = {
    None: Fault(),
    Trouble.REFUSED: failing(131026),
    Trouble.THROTTLED: failing(130429),
    Trouble.AWAY: AWAY,
    Trouble.TIMED_OUT: LOST,
    Trouble.MALFORMED: GARBLED,
}


class TestWhatsapp(ServedContract):
    name = "whatsapp"
    can = CAN
    to = SITI
    answered = "wamid.HBgLMTY1"
    signature_header = HEADER
    nothing = (*ServedContract.nothing, b"[]", b'{"object":"whatsapp_business_account"}')
    options: ClassVar[Mapping[str, str]] = {
        "number": NUMBER,
        "token": ACCESS,
        "secret": SECRET,
        "verify_token": VERIFY,
    }
    faults = FAULTS
    there: ClassVar[Whatsapp]

    def settings(self) -> ChannelSettings:
        account = replace(ACCOUNT, address="+6281234567890", options=self.options)
        return replace(super().settings(), accounts=(account,))

    def taken(self, channel: Channel) -> list[Arrived]:
        return [
            Arrived(
                text=one.text,
                thread=(one.document.get("context", {}).get("message_id", ""),),
                files=(one.file[0],) if one.file[0] else (),
            )
            for one in self.there.sent
        ]

    def signed(self, body: bytes) -> WebhookCall:
        headers = {HEADER: self.there.signature(body)}
        return WebhookCall(account="office", body=body, headers=headers)


@pytest.fixture(scope="module", autouse=True)
def running() -> Iterator[Whatsapp]:
    with serving(new_service()) as server:
        TestWhatsapp.there = server
        TestWhatsapp.options = {**TestWhatsapp.options, "api": server.address}
        yield server
        server.empty()
