"""The contract's part on recordings: `tuntas record` writes what is read alike and names nobody."""

import re

from tests.adapters.terms import Terms
from workflow.core.messages import InboundMessage, Read
from workflow.scrubbing import Scrubber


class Recording(Terms):
    """What may be shown of a platform's documents."""

    def own_words(self) -> frozenset[str]:
        """By which our own accounts are known over there."""
        words: set[str] = set()
        for one in self.settings().accounts:
            digits = "".join(filter(str.isdigit, one.address))
            words |= {one.address, digits, *one.address.lstrip("@").split("@")}
            words |= set(one.options.values())
        return frozenset(filter(None, words))

    def test_a_recording_is_read_alike_and_names_nobody(self) -> None:
        scrubber = Scrubber(b"k" * 32, self.own_words())
        for sample in self.samples() if self.recorded else ():
            try:
                body = scrubber.document(sample.body)
            except ValueError:
                continue  # of mail and of garbage there is no recording
            before = self.channel().parse(self.raw(sample.body))
            after = self.channel().parse(self.raw(body))
            assert [_outline(one) for one in after] == [_outline(one) for one in before], (
                sample.name
            )
            known = " ".join(self.own_words())
            values = re.sub(rb'"[^"]*":', b"", body)
            for word in {word for one in before for word in _said(one)}:
                assert word in known or word.encode() not in values, (sample.name, word)


def _outline(read: Read) -> tuple[object, ...]:
    """What a message is, without whom and what it is about."""
    if not isinstance(read, InboundMessage):
        return read.kind, read.outcome, len(read.message_ids)
    linked = bool(read.in_reply_to), bool(read.conversation), bool(read.target)
    what = read.kind, read.happening, read.visibility, len(read.attachments)
    return *what, bool(read.text), bool(read.sender.name), *linked


def _said(read: Read) -> list[str]:
    """The words by which somebody could be known: names, addresses, and what was written."""
    sender = read.sender
    named = [sender.name, sender.address, sender.username, sender.phone] if sender else []
    return re.findall(r"[^\W_]{6,}", " ".join([*named, read.text]))
