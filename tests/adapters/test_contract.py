"""The contract bites: each row spoils the memory channel in one way and names what notices."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from adapters.memory.channel import MemoryChannel
from adapters.memory.inbound import read
from adapters.sending import parts_of
from adapters.settings import ChannelSettings
from tests.adapters.contract import ACCOUNT, Trouble
from tests.adapters.test_form import TestForm as FormContract
from tests.adapters.test_memory import TestMemory as MemoryContract
from tests.adapters.test_memory import TestMemoryWithLittle as LittleContract
from workflow.core.messages import (
    Channel,
    Fetched,
    InboundMessage,
    OutboundMessage,
    RawMessage,
    Read,
    Sent,
    TryLater,
    Undeliverable,
    Unsure,
    WebhookCall,
)

Reader = Callable[[RawMessage, list[Read]], list[Read]]


class Spoilt(MemoryChannel):
    """Reads as it should, then spoils what it read."""

    def __init__(self, settings: ChannelSettings, spoil: Reader) -> None:
        super().__init__(settings)
        self._spoil = spoil

    def parse(self, raw: RawMessage) -> list[Read]:
        return self._spoil(raw, super().parse(raw))


def changed(**fields: object) -> Reader:
    """Every person's message with some fields changed."""

    def spoil(_: RawMessage, reads: list[Read]) -> list[Read]:
        return [
            replace(one, **fields) if isinstance(one, InboundMessage) and one.text else one  # type: ignore[arg-type]
            for one in reads
        ]

    return spoil


class Forgetful(MemoryChannel):
    """Drops what it hands over before anybody has kept it."""

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        steps = list(super().fetch(account, mark))
        return iter([replace(step, mark=steps[-1].mark) for step in steps])


class Credulous(MemoryChannel):
    """Takes any push whose header is there."""

    def verify(self, call: WebhookCall) -> RawMessage:
        return RawMessage(self.name, call.account, "x", call.body)


class Hopeful(MemoryChannel):
    """Says that nothing was sent whenever it does not know."""

    def send(self, message: OutboundMessage) -> Sent:
        try:
            return super().send(message)
        except Unsure as error:
            raise TryLater(error.code) from error


class Talkative(MemoryChannel):
    """Puts the address into the error."""

    def send(self, message: OutboundMessage) -> Sent:
        try:
            return super().send(message)
        except Undeliverable as error:
            raise Undeliverable(f"{message.to_name} refused") from error


class Cutting(MemoryChannel):
    """Cuts what is too long instead of splitting or refusing it."""

    def send(self, message: OutboundMessage) -> Sent:
        return super().send(replace(message, text=message.text[: self.can.longest]))


class Careless(MemoryChannel):
    """Drops files and publicity in silence where it can do neither."""

    def send(self, message: OutboundMessage) -> Sent:
        parts_of(replace(message, visibility=message.visibility, attachments=()), self.can)
        return super().send(replace(message, attachments=()))


class Loud(MemoryChannel):
    """Names what it can do otherwise than the test file."""

    def __init__(self, settings: ChannelSettings) -> None:
        super().__init__(settings)
        self.can = replace(self.can, public=False)


def contract(make: Callable[[ChannelSettings], Channel]) -> MemoryContract:
    held = MemoryContract()
    held.__dict__["channel"] = lambda: make(held.settings())
    return held


def spoilt(spoil: Reader) -> MemoryContract:
    return contract(lambda settings: Spoilt(settings, spoil))


def first_only(_: RawMessage, reads: list[Read]) -> list[Read]:
    return reads[:1]


def crashing(raw: RawMessage, reads: list[Read]) -> list[Read]:
    raw.body.decode("utf-8")
    return reads


def counting() -> Reader:
    """Gives every reading another id."""
    ids = iter(range(1_000_000))
    return lambda _, reads: [replace(one, external_id=f"n{next(ids)}") for one in reads]


def silent(_: RawMessage, reads: list[Read]) -> list[Read]:
    return [one for one in reads if one.kind != "unreadable"]


@pytest.mark.parametrize(
    "spoil",
    [
        changed(text="half"),
        changed(attachments=()),
        changed(sent_at=None),
        changed(kind="person"),
        changed(visibility="private"),
        first_only,
        silent,
    ],
)
def test_a_reader_that_loses_anything_fails_on_some_sample(spoil: Reader) -> None:
    held, failed = spoilt(spoil), 0
    for sample in held.samples():
        try:
            held.test_every_sample_is_read_without_loss(sample)
        except AssertionError:
            failed += 1
    assert failed


def test_a_reader_with_ids_of_its_own_making_fails() -> None:
    held = spoilt(counting())
    with pytest.raises(AssertionError):
        held.test_the_same_bytes_twice_are_read_the_same_with_the_same_ids(held.samples()[0])


@pytest.mark.parametrize("spoil", [crashing, silent, changed(text="\x00"), changed(text="e\u0301")])
def test_a_reader_that_garbage_can_hurt_fails(spoil: Reader) -> None:
    held, failed = spoilt(spoil), 0
    for body in damaged_a_little(held):
        try:
            held.survives(body)
        except (AssertionError, UnicodeDecodeError):
            failed += 1
    assert failed


def damaged_a_little(held: MemoryContract) -> list[bytes]:
    """Each sample cut short, and each with a byte that is no text."""
    bodies = [sample.body for sample in held.samples()]
    return [body for one in bodies for body in (one[:-9], one, one.replace(b"a", b"\xff", 1))]


def test_a_channel_that_forgets_before_others_remember_fails() -> None:
    with pytest.raises(AssertionError):
        contract(Forgetful).test_a_message_that_was_not_kept_is_fetched_again_under_the_same_id()


def test_a_channel_that_believes_any_signature_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    held = contract(Credulous)
    notices: tuple[Callable[[], None], ...] = (
        lambda: held.test_a_push_with_a_spoilt_signature_is_refused("changed"),
        held.test_a_push_without_a_signature_or_for_another_account_is_refused,
        held.test_a_push_whose_bytes_were_touched_is_refused_even_if_it_means_the_same,
        lambda: held.test_a_wrong_signature_is_compared_in_constant_time(monkeypatch),
    )
    for notice in notices:
        with pytest.raises(pytest.fail.Exception):
            notice()


@pytest.mark.parametrize("trouble", [Trouble.TIMED_OUT, Trouble.MALFORMED])
def test_a_channel_that_hopes_nothing_was_sent_fails(trouble: Trouble) -> None:
    with pytest.raises(TryLater):
        contract(Hopeful).test_trouble_ends_in_the_right_one_of_three_ways(trouble)


def test_a_channel_that_puts_people_into_errors_fails(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(AssertionError, match="Wulandari"):
        contract(Talkative).test_nothing_personal_goes_to_the_log_or_into_an_error(caplog)


def test_a_channel_that_cuts_texts_fails() -> None:
    held = contract(Cutting)
    with pytest.raises(AssertionError):
        held.test_a_text_above_the_limit_goes_out_in_numbered_parts_that_fit()
    with pytest.raises(pytest.fail.Exception):
        held.test_a_text_too_long_is_refused_whole()


def test_a_channel_that_drops_files_in_silence_fails() -> None:
    with pytest.raises(AssertionError):
        contract(Careless).test_files_travel_once()


def test_a_channel_that_can_less_than_it_declares_fails() -> None:
    with pytest.raises(AssertionError):
        contract(Loud).test_the_channel_is_what_it_declares()


def test_tests_stand_only_where_the_capability_is() -> None:
    pushed = "test_a_signed_push_is_taken_as_it_is_under_the_same_id_each_time"
    deaf = "test_a_channel_that_is_not_pushed_believes_nobody"
    assert getattr(MemoryContract, pushed)
    assert getattr(MemoryContract, deaf) is None
    assert getattr(LittleContract, pushed) is None
    assert getattr(LittleContract, deaf)
    assert FormContract.test_the_text_arrives_as_it_was_written is None


def test_the_own_address_is_what_makes_an_echo() -> None:
    raw = RawMessage("memory", "office", "x", b'{"id":"1","type":"message","author":"a"}')
    assert [read(raw, own)[0].kind for own in ("a", ACCOUNT.address)] == ["own_echo", "person"]
