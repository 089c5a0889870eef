"""The memory channel keeps the contract with every capability, and with hardly any."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from adapters.memory.channel import CAN, MemoryChannel
from adapters.memory.wire import Crash, Fault, Platform
from adapters.signing import sign
from tests.adapters.contract import ACCOUNT, NOW, Arrived, ChannelContract, Trouble
from tests.adapters.expected import Sample, samples_in
from workflow.core.messages import (
    BadSignature,
    Capabilities,
    Channel,
    InboundMessage,
    Kind,
    Receipt,
    TryLater,
    WebhookCall,
)

FAULTS = {
    None: Fault.NONE,
    Trouble.REFUSED: Fault.REFUSED,
    Trouble.THROTTLED: Fault.BUSY,
    Trouble.AWAY: Fault.AWAY,
    Trouble.TIMED_OUT: Fault.LOST,
    Trouble.MALFORMED: Fault.GARBLED,
}


def platform(channel: Channel) -> Platform:
    assert isinstance(channel, MemoryChannel)
    return channel.platform


class MemoryContract(ChannelContract):
    """How to stand on the pretend platform's side."""

    name = "memory"
    options: ClassVar = {"secret": "rahasia-baru-sekali", "old_secret": "rahasia-lama-sekali"}
    signature_header = "X-Signature"

    def taken(self, channel: Channel) -> list[Arrived]:
        return [
            Arrived(
                text=one.parcel.text,
                thread=(one.parcel.conversation, one.parcel.reply_to),
                files=one.parcel.files,
                public=one.parcel.public,
            )
            for one in platform(channel).taken
        ]

    def answer(self, channel: Channel) -> bytes:
        there = platform(channel)
        there.answers(there.taken[-1], "Terima kasih.")
        return list(there.hand_over())[-1].body

    def provoke(self, channel: Channel, *troubles: Trouble | None) -> None:
        platform(channel).fails(*(FAULTS[trouble] for trouble in troubles))

    def arrive(self, channel: Channel, body: bytes) -> None:
        platform(channel).arrives(body)

    def cut(self, channel: Channel) -> None:
        platform(channel).down = True

    def signed(self, body: bytes) -> WebhookCall:
        headers = {"X-Signature": sign(self.options["secret"], body, NOW)}
        return WebhookCall(account=ACCOUNT.id, body=body, headers=headers)


class TestMemory(MemoryContract):
    can = CAN
    marks = frozenset({Kind.AUTO_REPLY})


class TestMemoryWithLittle(MemoryContract):
    """The same channel told that it can do next to nothing, and measures in bytes."""

    can = Capabilities(longest=200, longest_in="bytes")

    def channel(self) -> Channel:
        return MemoryChannel(self.settings(), can=self.can)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        return samples_in(Path(__file__).parent / "samples" / "memory")


@pytest.fixture
def memory() -> MemoryChannel:
    channel = TestMemory().channel()
    assert isinstance(channel, MemoryChannel)
    return channel


def test_two_runs_of_one_story_give_the_same_ids(memory: MemoryChannel) -> None:
    for channel in (memory, TestMemory().channel()):
        assert platform(channel).says("sari.7", "Halo") == "in-000001"
        assert platform(channel).says("joko.3", "Halo") == "in-000002"
        assert channel.send(TestMemory().message()).external_id == "out-000001"


def test_what_somebody_says_can_be_fetched_and_read(memory: MemoryChannel) -> None:
    memory.platform.says("sari.7", "Air mati", name="Sari", sent_at="2026-11-20T10:00:00+07:00")
    [raw] = memory.platform.hand_over()
    [read] = memory.parse(raw)
    assert isinstance(read, InboundMessage)
    assert (read.sender.name, read.text, read.sent_at) == ("Sari", "Air mati", NOW)


def test_a_pushed_and_a_fetched_message_are_the_same(memory: MemoryChannel) -> None:
    memory.platform.says("sari.7", "Halo")
    [raw] = memory.platform.hand_over()
    assert memory.verify(TestMemory().signed(raw.body)) == raw


def test_a_platform_that_repeats_everything_repeats_the_ids_too(memory: MemoryChannel) -> None:
    memory.platform.says("sari.7", "Halo")
    memory.platform.says("sari.7", "Halo lagi")
    before = list(memory.platform.hand_over())
    memory.platform.repeats_everything()
    assert list(memory.platform.hand_over()) == before


def test_a_confirming_platform_sends_a_receipt_for_what_it_took(memory: MemoryChannel) -> None:
    memory.platform.confirms = True
    sent = memory.send(TestMemory().message())
    [read] = [read for raw in memory.platform.hand_over() for read in memory.parse(raw)]
    assert isinstance(read, Receipt)
    assert (read.message_ids, read.outcome) == ((sent.external_id,), "delivered")


def test_two_pollers_at_once_lose_nothing(memory: MemoryChannel) -> None:
    for text in ("satu", "dua"):
        memory.platform.says("sari.7", text)
    one, other = iter(memory.platform.hand_over()), iter(memory.platform.hand_over())
    assert next(one) == next(other)
    rest = [next(one), *other]
    assert len({raw.external_id for raw in rest}) == 1
    assert list(one) == list(memory.platform.hand_over()) == []


def test_an_event_may_keep_the_id_that_the_story_gives_it(memory: MemoryChannel) -> None:
    assert memory.platform.receipt("out-000001", "read", id="r-1") == "r-1"


def test_a_crash_comes_after_posting_and_no_handler_of_errors_sees_it(
    memory: MemoryChannel,
) -> None:
    memory.platform.fails(Fault.CRASH)
    with pytest.raises(Crash) as death:
        memory.send(TestMemory().message())
    assert not isinstance(death.value, Exception)
    assert len(memory.platform.taken) == 1


def test_a_busy_platform_says_how_long_to_wait(memory: MemoryChannel) -> None:
    memory.platform.fails(Fault.BUSY)
    with pytest.raises(TryLater) as busy:
        memory.send(TestMemory().message())
    assert busy.value.after == timedelta(seconds=30)


def test_a_channel_that_cannot_repeat_safely_posts_twice_when_asked_twice() -> None:
    memory = MemoryChannel(TestMemory().settings(), can=replace(CAN, repeat=False))
    first, second = (memory.send(TestMemory().message()) for _ in range(2))
    assert first != second
    assert len(memory.platform.taken) == 2


def test_both_secrets_are_good_while_one_replaces_the_other(memory: MemoryChannel) -> None:
    header = sign(TestMemory.options["old_secret"], b"{}", NOW)
    call = WebhookCall(account="office", body=b"{}", headers={"x-signature": header})
    assert memory.verify(call).body == b"{}"


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_or_early_signature_is_refused(memory: MemoryChannel, age: timedelta) -> None:
    header = sign(TestMemory.options["secret"], b"{}", NOW - age)
    with pytest.raises(BadSignature, match="stale"):
        memory.verify(WebhookCall(account="office", body=b"{}", headers={"X-Signature": header}))


def test_an_account_without_a_secret_believes_no_push() -> None:
    memory = MemoryChannel(replace(TestMemory().settings(), accounts=(ACCOUNT,)))
    header = sign("", b"{}", NOW)
    with pytest.raises(BadSignature):
        memory.verify(WebhookCall(account="office", body=b"{}", headers={"X-Signature": header}))
