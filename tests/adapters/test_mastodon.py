"""Mastodon keeps the contract against a server that speaks its client API."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import pytest

from adapters.mastodon.outbound import CAN
from tests.adapters.contract import Arrived
from tests.adapters.fakes.faults import FAULTS
from tests.adapters.fakes.mastodon import Mastodon
from tests.adapters.fakes.site import Reply, serving
from tests.adapters.mastodon_office import KEY
from tests.adapters.served import ServedContract
from workflow.core.messages import Channel, Kind


class TestMastodon(ServedContract):
    name = "mastodon"
    can = CAN
    marks = frozenset({Kind.AUTO_REPLY, Kind.LIST})
    to = "siti@contoh.example"
    options: ClassVar[Mapping[str, str]] = {"token": KEY}
    faults = FAULTS
    there: ClassVar[Mastodon]

    def taken(self, channel: Channel) -> list[Arrived]:
        return [
            Arrived(
                text=one.fields["status"].removeprefix(f"@{self.to} "),
                thread=(one.fields.get("in_reply_to_id", ""),),
                public=one.fields["visibility"] != "direct",
            )
            for one in self.there.sent
        ]

    def arrive(self, channel: Channel, body: bytes) -> None:
        self.there.arrives(body)

    def cut(self, channel: Channel) -> None:
        self.there.moods.answer = Reply(503, b"<html>")


@pytest.fixture(scope="module", autouse=True)
def running() -> Iterator[Mastodon]:
    with serving(Mastodon(KEY)) as server:
        TestMastodon.there = server
        TestMastodon.options = {**TestMastodon.options, "server": server.address}
        yield server
        server.empty()
