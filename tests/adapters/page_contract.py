"""The contract as pages and accounts of Instagram keep it: what is polled is not what is pushed.

Meta tells of a thing in other words than it shows it. So what is polled is held to the bytes
of polled samples, and both ways to the same message, not to the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from tests.adapters.contract import Arrived
from tests.adapters.expected import Sample
from tests.adapters.fakes.messenger import Messenger
from tests.adapters.pages import FAULTS, HEADER, options_of, pushed
from tests.adapters.served import ServedContract
from tests.adapters.shown import shows
from workflow.core.messages import (
    Channel,
    InboundMessage,
    OutboundMessage,
    WebhookCall,
)

POLLED = "00-polled-"
"""How samples are called that stand over there and are asked for."""


class PageContract(ServedContract):
    """Inherit this; `pairs` are a pushed and a polled document of the same thing."""

    there: ClassVar[Messenger]
    faults = FAULTS
    options: ClassVar[Mapping[str, str]] = {}
    signature_header = HEADER
    to = "7234567890123456"
    target: ClassVar[str] = "c:500000000000001_500000000000002"
    pairs: ClassVar[tuple[tuple[dict[str, Any], dict[str, Any]], ...]] = ()

    @classmethod
    def reaches(cls, there: Messenger) -> None:
        """From now on the channel calls this server."""
        cls.there = there
        cls.options = options_of(cls.name, api=there.address)

    def message(self) -> OutboundMessage:
        return replace(super().message(), target=self.target)

    def taken(self, channel: Channel) -> list[Arrived]:
        return [
            Arrived(text=one.text, files=(one.file[0],) if one.file[0] else (), public=one.public)
            for one in self.there.posted
        ]

    def cut(self, channel: Channel) -> None:
        self.there.moods.down = True

    def signed(self, body: bytes) -> WebhookCall:
        return pushed(self.there, body)

    def polled(self) -> list[Sample]:
        """What can be asked for."""
        return [sample for sample in self.samples() if sample.name.startswith(POLLED)]

    @shows("T26")
    def test_what_arrives_is_fetched_once_and_byte_for_byte(self) -> None:
        channel, bodies = self.channel(), [sample.body for sample in self.polled()]
        for body in bodies:
            self.arrive(channel, body)
        steps = list(channel.fetch("office", ""))
        fetched = [step.raw for step in steps if step.raw]
        assert sorted(raw.body for raw in fetched) == sorted(bodies)
        assert sum(step.listed for step in steps) == len(bodies)
        assert {(raw.channel, raw.account) for raw in fetched} == {(self.name, "office")}
        assert len({raw.external_id for raw in fetched}) == len(bodies)
        assert not any(step.raw or step.listed for step in channel.fetch("office", steps[-1].mark))

    @shows("T25")
    def test_what_is_pushed_and_polled_is_the_same_raw_message(self) -> None:
        """The same message rather: the raw ones differ, and the later one is a duplicate."""
        channel = self.channel()
        assert self.pairs
        for push, polled in self.pairs:
            same = [
                (read.external_id, read.text, read.sender.address, read.conversation, read.kind)
                for document in (push, polled)
                for read in channel.parse(self.raw(json.dumps(document).encode()))
                if isinstance(read, InboundMessage)
            ]
            assert len(same) == 2
            assert same[0] == same[1]
