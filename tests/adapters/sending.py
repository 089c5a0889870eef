"""The contract's part on sending: whole, once, in one of three ends, and never by halves."""

from dataclasses import replace

import pytest

from adapters.splitting import MEASURES, MOST
from tests.adapters.shown import shows
from tests.adapters.terms import TOKEN, Terms, Trouble, where
from workflow.core.messages import (
    REPLY_TOKEN,
    Attachment,
    InboundMessage,
    TryLater,
    Undeliverable,
    Unsure,
    Visibility,
)

ENDS: dict[Trouble, type[Exception]] = {
    Trouble.REFUSED: Undeliverable,
    Trouble.THROTTLED: TryLater,
    Trouble.AWAY: TryLater,
    Trouble.TIMED_OUT: Unsure,
    Trouble.MALFORMED: Unsure,
}
FILE = Attachment(name="surat.pdf", media_type="application/pdf", content=b"%PDF-1.7")
PUBLIC = Visibility.PUBLIC


def _wired(terms: type[Terms]) -> bool:
    return terms.can.reply and terms.wired


def _limited(terms: type[Terms]) -> bool:
    return _wired(terms) and terms.can.longest is not None


class Sending(Terms):
    """What `send` owes."""

    @where(lambda terms: terms.can.reply)
    def test_a_sent_message_has_an_id_and_is_delivered_only_if_nobody_will_tell_later(
        self,
    ) -> None:
        sent = self.channel().send(self.message())
        assert sent.external_id
        assert sent.delivered is not self.can.receipts

    @where(_wired)
    @shows("T06", "T30")
    def test_the_text_arrives_as_it_was_written(self) -> None:
        text = 'Terima kasih, Bu 🙏🏽.\n\nꦱꦸꦒꦼꦁ ꦌꦤ꧀ꦗꦁ — مرحبا <b>&amp;</b> "kutipan".'
        channel = self.channel()
        channel.send(replace(self.message(), text=text))
        assert [arrived.text for arrived in self.taken(channel)] == [text]

    @where(lambda terms: _wired(terms) and terms.can.thread)
    @shows("T30")
    def test_an_answer_stays_in_its_conversation(self) -> None:
        channel = self.channel()
        channel.send(replace(self.message(), in_reply_to=self.answered, conversation="chat-9"))
        assert {self.answered, "chat-9"} & set(self.taken(channel)[0].thread)

    @where(lambda terms: _wired(terms) and terms.can.thread)
    def test_whoever_answers_brings_our_reply_token_back(self) -> None:
        channel = self.channel()
        channel.send(replace(self.message(), token=TOKEN))
        [read] = channel.parse(self.raw(self.answer(channel)))
        assert isinstance(read, InboundMessage)
        assert TOKEN in {found for text in read.tokens for found in REPLY_TOKEN.findall(text)}

    @where(lambda terms: _wired(terms) and terms.can.attach)
    def test_files_travel_once(self) -> None:
        channel = self.channel()
        channel.send(replace(self.message(), attachments=(FILE,)))
        assert [arrived.files for arrived in self.taken(channel)] == [("surat.pdf",)]

    @where(lambda terms: _wired(terms) and terms.can.public)
    def test_only_a_public_message_is_posted_in_public(self) -> None:
        channel = self.channel()
        channel.send(self.message())
        channel.send(replace(self.message(), key="key-2", visibility=PUBLIC))
        assert [arrived.public for arrived in self.taken(channel)] == [False, True]

    def test_what_the_channel_cannot_do_is_refused_and_not_half_done(self) -> None:
        can, message, channel = self.can, self.message(), self.channel()
        beyond = [
            (can.reply, message),
            (can.attach, replace(message, attachments=(FILE,))),
            (can.public, replace(message, visibility=PUBLIC)),
            (False, replace(message, visibility=Visibility.INTERNAL)),
            (False, replace(message, text=" \n")),
        ]
        for impossible in [one for able, one in beyond if not able]:
            with pytest.raises(Undeliverable) as refused:
                channel.send(impossible)
            assert refused.value.code
        assert not _wired(type(self)) or self.taken(channel) == []

    @where(_wired)
    @shows("T31", "T32", "T34", "T41")
    def test_trouble_ends_in_the_right_one_of_three_ways(self, trouble: Trouble) -> None:
        channel = self.channel()
        self.provoke(channel, trouble)
        with pytest.raises(ENDS[trouble]) as end:
            channel.send(self.message())
        assert vars(end.value)["code"]
        nothing_went_out = ENDS[trouble] is not Unsure
        assert not (nothing_went_out and self.taken(channel))

    @where(_wired)
    def test_after_trouble_that_sent_nothing_the_same_message_goes_out_once(self) -> None:
        for trouble in sorted(self.troubles):
            channel = self.channel()
            self.provoke(channel, trouble)
            with pytest.raises(ENDS[trouble]):
                channel.send(self.message())
            if ENDS[trouble] is TryLater or self.can.repeat:
                channel.send(self.message())
                assert len(self.taken(channel)) == 1

    @where(lambda terms: terms.can.reply and terms.can.repeat)
    @shows("T36")
    def test_the_same_key_twice_is_one_message_with_one_id(self) -> None:
        channel = self.channel()
        first, second = channel.send(self.message()), channel.send(self.message())
        assert first == second
        assert not self.wired or len(self.taken(channel)) == 1

    @where(_limited)
    @shows("T30")
    def test_a_text_up_to_the_limit_goes_out_in_one(self) -> None:
        for size in (self._limit() - 1, self._limit()):
            channel = self.channel()
            channel.send(replace(self.message(), text=self._text(size)))
            assert [arrived.text for arrived in self.taken(channel)] == [self._text(size)]

    @where(lambda terms: _limited(terms) and terms.can.split)
    @shows("T30")
    def test_a_text_above_the_limit_goes_out_in_numbered_parts_that_fit(self) -> None:
        channel, text = self.channel(), self._text(self._limit() + 1)
        channel.send(replace(self.message(), text=text))
        parts = [arrived.text for arrived in self.taken(channel)]
        assert [part[-6:] for part in parts] == [" (1/2)", " (2/2)"]
        assert all(MEASURES[self.can.longest_in](part) <= self._limit() for part in parts)
        assert " ".join(part[:-6] for part in parts).split() == text.split()

    @where(lambda terms: _limited(terms) and terms.can.split)
    def test_a_part_that_fails_after_another_went_out_leaves_us_unsure(self) -> None:
        for trouble in sorted(self.troubles):
            channel = self.channel()
            self.provoke(channel, None, trouble)
            with pytest.raises(Unsure):
                channel.send(replace(self.message(), text=self._text(self._limit() + 1)))

    @where(_limited)
    def test_a_text_too_long_is_refused_whole(self) -> None:
        parts = MOST if self.can.split else 1
        channel = self.channel()
        with pytest.raises(Undeliverable, match="too-long"):
            channel.send(replace(self.message(), text=self._text(parts * self._limit() + 1)))
        assert self.taken(channel) == []

    @where(lambda terms: _limited(terms) and terms.can.public)
    @shows("T30")
    def test_a_public_text_has_its_own_limit_and_is_never_split(self) -> None:
        longest, unit = self.can.room(public=True)
        assert longest is not None
        channel, public = self.channel(), replace(self.message(), visibility=PUBLIC)
        with pytest.raises(Undeliverable, match="too-long"):
            channel.send(replace(public, text=self._text(longest + 1, unit)))
        assert self.taken(channel) == []
        channel.send(replace(public, text=self._text(longest, unit)))
        assert [one.text for one in self.taken(channel)] == [self._text(longest, unit)]

    def _limit(self) -> int:
        assert self.can.longest is not None
        return self.can.longest

    def _text(self, size: int, unit: str = "") -> str:
        """A text of exactly that size in the channel's own measure, or another."""
        measure, text = MEASURES[unit or self.can.longest_in], "Mohon dibantu, é. "
        text = (text * (size // measure(text)))[:-1]
        return text + "x" * (size - measure(text))
