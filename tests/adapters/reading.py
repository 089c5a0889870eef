"""The contract's part on reading: everything in a sample is found, garbage hurts nobody."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.expected import Sample, assert_clean, assert_read_as
from tests.adapters.shown import shows
from tests.adapters.terms import SOUND, Terms, where
from workflow.core.messages import Happening, InboundMessage, Kind, Visibility

SLOWEST = 2.0
"""Seconds for one raw message, whatever it is."""

FUZZ = settings(
    max_examples=int(os.environ.get("TUNTAS_TEST_FUZZ", "75")),
    deadline=None,
    database=None,
    derandomize="TUNTAS_TEST_FUZZ" not in os.environ,
    # Inherited by every channel's class on purpose; each class draws its own samples.
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


CHANGES = frozenset({Happening.EDIT, Happening.DELETE, Happening.REACTION})
NASTY = "e\u0301 \x00\ud800 🙏🏽 مرحبا ꦱꦸꦒꦼꦁ " + "panjang " * 1_250
CLEAN = "é"


class Reading(Terms):
    """What `parse` and `files` owe."""

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "sample" in metafunc.fixturenames:
            metafunc.parametrize("sample", self.samples(), ids=lambda sample: sample.name)
        if "nothing" in metafunc.fixturenames:
            metafunc.parametrize("nothing", self.nothing, ids=range(len(self.nothing)))
        if "trouble" in metafunc.fixturenames:
            metafunc.parametrize("trouble", sorted(self.troubles), ids=str)

    @shows("T05", "T07")
    def test_every_sample_is_read_without_loss(self, sample: Sample) -> None:
        raw = self.raw(sample.body)
        reads = self.channel().parse(raw)
        assert len(reads) == len(sample.reads)
        for read, expected in zip(reads, sample.reads, strict=True):
            assert_read_as(read, expected)
            assert_clean(read, raw)

    def test_the_same_bytes_twice_are_read_the_same_with_the_same_ids(self, sample: Sample) -> None:
        raw = self.raw(sample.body)
        assert self.channel().parse(raw) == self.channel().parse(raw)

    def test_different_messages_have_different_ids(self) -> None:
        channel = self.channel()
        ids = [
            read.external_id
            for number, sample in enumerate(self.samples())
            for read in channel.parse(self.raw(sample.body, f"raw-{number}"))
        ]
        assert len(ids) == len(set(ids))

    def test_the_samples_show_all_that_the_channel_claims_to_tell_apart(self) -> None:
        reads = [read for sample in self.samples() for read in sample.reads]
        assert _claimed(self) <= set().union(*map(_told_apart, reads))

    def test_many_threads_read_as_one_does(self) -> None:
        channel, raws = self.channel(), [self.raw(sample.body) for sample in self.samples()]
        times = max(1, 200 // len(raws))
        with ThreadPoolExecutor(4) as threads:
            read = list(threads.map(channel.parse, raws * times))
        assert read == [*map(channel.parse, raws)] * times

    @FUZZ
    @given(data=st.data())
    @shows("T08")
    def test_garbage_is_unreadable_and_nothing_worse(self, data: st.DataObject) -> None:
        self.survives(data.draw(damaged([sample.body for sample in self.samples()])))

    def survives(self, body: bytes) -> None:
        """Whatever these bytes are: quickly read, and clean what comes of it."""
        raw, channel = self.raw(body), self.channel()
        started = perf_counter()
        reads = channel.parse(raw)
        assert perf_counter() - started < SLOWEST
        assert reads, "the inbox must hear something of every raw message"
        for read in reads:
            assert_clean(read, raw)

    @where(lambda terms: terms.documents() and (terms.can.poll or terms.can.push))
    @shows("T08")
    def test_fields_that_we_do_not_know_change_nothing(self) -> None:
        channel = self.channel()
        for sample in self.samples():
            raw, later = self.raw(sample.body), self.raw(_with_strange_fields(sample.body))
            assert channel.parse(later) == channel.parse(raw), sample.name

    @where(lambda terms: terms.documents())
    @shows("T06")
    def test_any_text_in_the_place_of_the_real_one_arrives_clean(self) -> None:
        told = 0
        for sample in self.samples():
            for body in _with_other_text(sample):
                raw = self.raw(body)
                for read in self.channel().parse(raw):
                    assert_clean(read, raw)
                    told += read.text.startswith(CLEAN)
        assert told

    @where(lambda terms: terms.can.reply and (terms.can.poll or terms.can.push))
    @shows("T09")
    def test_our_own_messages_are_marked(self) -> None:
        channel = self.channel()
        reads = [read for one in self.samples() for read in channel.parse(self.raw(one.body))]
        assert Kind.OWN_ECHO in {read.kind for read in reads}

    @where(lambda terms: terms.tells_of_changes())
    @shows("T12", "T15")
    def test_a_change_names_its_message_and_has_an_id_of_its_own(self) -> None:
        told = [
            read
            for sample in self.samples()
            for read in self.channel().parse(self.raw(sample.body))
            if isinstance(read, InboundMessage) and read.happening in CHANGES
        ]
        assert {read.happening for read in told} & {Happening.EDIT, Happening.REACTION}
        assert all(read.target and read.target != read.external_id for read in told)

    @where(lambda terms: terms.tells_of_places())
    @shows("T17")
    def test_a_place_is_words_and_a_number_in_the_words_is_its_senders_only_if_they_say_so(
        self,
    ) -> None:
        for sample in self.samples():
            for read, said in zip(
                self.channel().parse(self.raw(sample.body)), sample.reads, strict=True
            ):
                phone = read.sender.phone if read.sender else ""
                assert not phone or phone not in read.text or said["sender_phone"] == phone

    @where(lambda terms: terms.lets_hear())
    @shows("T18")
    def test_a_sound_is_a_file_that_can_be_played(self) -> None:
        heard = [
            file
            for sample in self.samples()
            for read in self.channel().parse(self.raw(sample.body))
            if isinstance(read, InboundMessage)
            for file in read.attachments
            if file.media_type.startswith(SOUND)
        ]
        assert heard
        assert all(file.name and (file.content or file.url) for file in heard)

    @shows("T08")
    def test_what_holds_no_message_at_all_is_one_unreadable_message(self, nothing: bytes) -> None:
        reads = self.channel().parse(self.raw(nothing))
        assert [read.kind for read in reads] == [Kind.UNREADABLE]

    def test_files_and_a_folder_of_them_give_the_same_raw_messages(self, tmp_path: Path) -> None:
        channel = self.channel()
        one_by_one = []
        for sample in self.samples():
            copy = tmp_path / sample.path.name
            copy.write_bytes(sample.body)
            one_by_one += [raw for _, raw in channel.files("office", copy)]
        together = list(channel.files("office", tmp_path))
        assert [raw for _, raw in together] == one_by_one
        assert len({label for label, _ in together}) == len(together)
        assert len({raw.external_id for _, raw in together}) == len(self.samples())


def damaged(bodies: list[bytes]) -> st.SearchStrategy[bytes]:
    """Bytes that are no message, or that were one before something happened to them."""
    good = st.sampled_from(bodies)
    place = st.integers(0, 10_000)
    return st.one_of(
        st.binary(max_size=200),
        st.builds(lambda body, end: body[: end % (len(body) + 1)], good, place),
        st.builds(_spliced, good, place, st.integers(0, 40), st.binary(max_size=20)),
        st.builds(lambda one, other, at: one[: at % (len(one) + 1)] + other, good, good, place),
        st.builds(_with_other_value, good, place, JSON),
    )


def _spliced(body: bytes, at: int, length: int, new: bytes) -> bytes:
    at %= len(body) + 1
    return body[:at] + new + body[at + length :]


def _with_other_value(body: bytes, at: int, value: object) -> bytes:
    """A JSON document in which one value, anywhere, is another; other bytes backwards."""
    try:
        document = json.loads(body)
    except ValueError:
        return body[::-1]
    if setters := list(_setters(document)):
        setters[at % len(setters)](value)
    return json.dumps(document).encode()


def _setters(node: object) -> Iterator[Callable[[object], None]]:
    if isinstance(node, dict | list):
        for key, inner in list(node.items() if isinstance(node, dict) else enumerate(node)):
            yield partial(node.__setitem__, key)
            yield from _setters(inner)


def _told_apart(read: Mapping[str, Any]) -> set[str]:
    kind = read.get("kind", "receipt" if "outcome" in read else "person")
    return {kind, read.get("outcome", ""), read.get("visibility", "")}


def _claimed(terms: Terms) -> set[str]:
    can = terms.can
    implied = {
        "receipt": can.receipts,
        "unknown": can.receipts,  # a provider's new word for an outcome
        str(Kind.OWN_ECHO): can.reply and (can.poll or can.push),
        str(Visibility.PUBLIC): can.public,
    }
    claimed = {word for word, is_so in implied.items() if is_so}
    return claimed | {"person", "unreadable"} | set(map(str, terms.marks))


def _with_strange_fields(body: bytes) -> bytes:
    """The same document as a later version of the platform might send it."""
    try:
        document = json.loads(body)
    except ValueError:
        return body
    for node in _objects(document):
        node["x_added_later"] = {"a": [1, None]}
    return json.dumps(document).encode()


def _objects(node: object) -> list[dict[str, Any]]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = [node] if isinstance(node, dict) else []
    return [*own, *(found for one in inner for found in _objects(one))]


def _with_other_text(sample: Sample) -> Iterator[bytes]:
    """The document with nasty words wherever its own words stand."""
    texts = {str(read["text"]) for read in sample.reads if read.get("text")}
    with suppress(ValueError):
        document = json.loads(sample.body)
        for setter, value in _strings(document):
            if value in texts:
                setter(NASTY)
                yield json.dumps(document).encode()


def _strings(node: object) -> list[tuple[Callable[[object], None], str]]:
    found: list[tuple[Callable[[object], None], str]] = []
    if isinstance(node, dict | list):
        for key, inner in list(node.items() if isinstance(node, dict) else enumerate(node)):
            if isinstance(inner, str):
                found.append((partial(node.__setitem__, key), inner))
            found += _strings(inner)
    return found
