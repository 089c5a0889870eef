"""The contract's part on arriving: what is polled is not lost, what is pushed not believed.

A channel that is neither polled nor pushed is deaf.
"""

import hmac
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.adapters.shown import shows
from tests.adapters.terms import Terms, where
from workflow.core.messages import (
    Attachment,
    BadSignature,
    ChannelDown,
    Downloads,
    Hides,
    Trouble,
    Undeliverable,
    WebhookCall,
)


class Arriving(Terms):
    """What `fetch` and `verify` owe."""

    @where(lambda terms: terms.can.poll)
    @shows("T26")
    def test_what_arrives_is_fetched_once_and_byte_for_byte(self) -> None:
        channel = self.channel()
        bodies = [sample.body for sample in self.samples()]
        for body in bodies:
            self.arrive(channel, body)
        steps = list(channel.fetch("office", ""))
        fetched = [step.raw for step in steps if step.raw]
        assert [raw.body for raw in fetched] == bodies
        assert sum(step.listed for step in steps) == len(bodies)
        assert {(raw.channel, raw.account) for raw in fetched} == {(self.name, "office")}
        assert len({raw.external_id for raw in fetched}) == len(bodies)
        assert not any(step.raw or step.listed for step in channel.fetch("office", steps[-1].mark))

    @where(lambda terms: terms.can.poll)
    @shows("T01", "T26")
    def test_a_message_that_was_not_kept_is_fetched_again_under_the_same_id(self) -> None:
        channel = self.channel()
        bodies = [sample.body for sample in self.samples()[:2]]
        for body in bodies:
            self.arrive(channel, body)
        mark, listed = "", 0
        for step in channel.fetch("office", mark):
            if step.raw:
                break  # the office stops before this step is stored
            mark, listed = step.mark, listed + step.listed
        again = list(channel.fetch("office", mark))
        raws = [step.raw for step in again if step.raw]
        assert [raw.body for raw in raws] == bodies
        assert raws[0] == step.raw
        assert listed + sum(step.listed for step in again) == len(bodies)

    @where(lambda terms: terms.can.poll)
    def test_a_dead_line_is_said_to_be_down_with_a_code(self) -> None:
        channel = self.channel()
        self.cut(channel)
        with pytest.raises(ChannelDown) as down:
            list(channel.fetch("office", ""))
        assert down.value.code

    @where(lambda terms: terms.can.poll)
    @pytest.mark.parametrize("mark", ["none of ours", "²", "-1", "{}", "9" * 5_000])
    def test_a_mark_that_is_not_its_own_begins_anew(self, mark: str) -> None:
        channel, body = self.channel(), self.samples()[0].body
        self.arrive(channel, body)
        assert [one.raw.body for one in channel.fetch("office", mark) if one.raw] == [body]

    @where(lambda terms: terms.can.poll and terms.can.wait)
    def test_who_waits_hears_of_news_and_takes_nothing_away(self) -> None:
        channel, body = self.channel(), self.samples()[0].body
        assert not [step for step in channel.fetch("office", "") if step.raw]
        assert not channel.wait("office", 0.1)
        self.arrive(channel, body)
        assert channel.wait("office", 5.0)
        assert [one.raw.body for one in channel.fetch("office", "") if one.raw] == [body]

    def test_an_account_that_is_not_there_is_said_to_be_missing(self) -> None:
        channel, nobody = self.channel(), "nobody"
        assert all(probe.code for probe in channel.probe(nobody))
        if self.can.poll:
            with pytest.raises(ChannelDown, match="no-account"):
                list(channel.fetch(nobody, ""))
        if self.can.reply and self.wired:
            with pytest.raises(Undeliverable, match="no-account"):
                channel.send(replace(self.message(), account=nobody))
        if isinstance(channel, Downloads):
            with pytest.raises(Trouble):
                channel.download(nobody, Attachment(name="a.jpg", media_type="image/jpeg"))
        if isinstance(channel, Hides) and self.can.hide:
            with pytest.raises(Undeliverable):
                channel.hide(nobody, self.answered)

    @where(lambda terms: not terms.can.poll)
    def test_a_channel_that_is_not_polled_fetches_nothing(self) -> None:
        assert list(self.channel().fetch("office", "")) == []

    @where(lambda terms: terms.can.push)
    @shows("T01")
    def test_a_signed_push_is_taken_as_it_is_under_the_same_id_each_time(self) -> None:
        channel = self.channel()
        for sample in self.samples():
            call = self.signed(sample.body)
            raw = channel.verify(call)
            assert (raw.body, raw.channel, raw.account) == (sample.body, self.name, "office")
            assert raw.external_id == self.channel().verify(call).external_id

    @where(lambda terms: terms.can.push and terms.can.poll)
    @shows("T25")
    def test_what_is_pushed_and_polled_is_the_same_raw_message(self) -> None:
        channel = self.channel()
        bodies = [sample.body for sample in self.samples()]
        pushed = [channel.verify(self.signed(body)) for body in bodies]
        for body in bodies:
            self.arrive(channel, body)
        assert [step.raw for step in channel.fetch("office", "") if step.raw] == pushed

    @where(lambda terms: terms.can.push)
    @shows("T02")
    def test_the_same_push_many_times_at_once_is_the_same_raw_message(self) -> None:
        channel, call = self.channel(), self.signed(self.samples()[0].body)
        with ThreadPoolExecutor(8) as threads:
            raws = list(threads.map(channel.verify, [call] * 40))
        assert len(set(raws)) == 1

    @where(lambda terms: terms.can.push)
    @pytest.mark.parametrize(
        "spoilt",
        ["", "x", "é", "\x00", "short", "changed", "other case"],
    )
    @shows("T03")
    def test_a_push_with_a_spoilt_signature_is_refused(self, spoilt: str) -> None:
        call = self.signed(b'{"id": "1"}')
        good = call.headers[self.signature_header]
        bad = {"short": good[:-1], "changed": _changed(good), "other case": good.upper()}
        headers = {**call.headers, self.signature_header: bad.get(spoilt, spoilt)}
        with pytest.raises(BadSignature):
            self.channel().verify(replace(call, headers=headers))

    @where(lambda terms: terms.can.push)
    @shows("T03", "T33")
    def test_a_push_without_a_signature_or_for_another_account_is_refused(self) -> None:
        call = self.signed(b'{"id": "1"}')
        for bad in (replace(call, headers={}), replace(call, account="nobody")):
            with pytest.raises(BadSignature):
                self.channel().verify(bad)

    @where(lambda terms: terms.can.push and terms.signs_bytes)
    @shows("T03")
    def test_a_push_whose_bytes_were_touched_is_refused_even_if_it_means_the_same(self) -> None:
        call = self.signed(b'{"id": "1"}')
        for body in (b'{"id":"1"}', b'{"id": "1"} ', b'{"id": "2"}', b""):
            with pytest.raises(BadSignature):
                self.channel().verify(replace(call, body=body))

    @where(lambda terms: terms.can.push)
    def test_a_wrong_signature_is_compared_in_constant_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        compared: list[tuple[object, object]] = []
        compare = hmac.compare_digest

        def watched(one: bytes, other: bytes) -> bool:
            compared.append((one, other))
            return compare(one, other)

        monkeypatch.setattr(hmac, "compare_digest", watched)
        call = self.signed(b"{}")
        bad = _changed(call.headers[self.signature_header])
        with pytest.raises(BadSignature):
            self.channel().verify(replace(call, headers={self.signature_header: bad}))
        assert any(_text(side) in bad for pair in compared for side in pair)

    @where(lambda terms: not terms.can.push)
    def test_a_channel_that_is_not_pushed_believes_nobody(self) -> None:
        with pytest.raises(BadSignature):
            self.channel().verify(WebhookCall(account="office", body=b"{}", headers={}))


def _changed(signature: str) -> str:
    return signature[:-1] + ("0" if signature[-1] != "0" else "1")


def _text(side: object) -> str:
    return side.decode("latin-1") if isinstance(side, bytes) else str(side)
