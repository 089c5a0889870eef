"""The web form as a channel: it is neither polled nor pushed, and never fails to send.

Must not know pages or requests: those call `wire.hand_over` (through `config`).
"""

from collections.abc import Iterable
from pathlib import Path

from adapters.documents import documents_in
from adapters.form.inbound import read
from adapters.form.outbound import CAN, put_up
from adapters.form.wire import NAME
from adapters.settings import ChannelSettings, Option
from workflow.core.messages import (
    BadSignature,
    OutboundMessage,
    RawMessage,
    Read,
    Sent,
    WebhookCall,
)

OPTIONS: tuple[Option, ...] = ()


class FormChannel:
    """The form and its tracking page."""

    name = NAME

    def __init__(self) -> None:
        self.can = CAN

    def fetch(self) -> Iterable[RawMessage]:
        """Nothing: the page brings each message itself."""
        return ()

    def verify(self, call: WebhookCall) -> RawMessage:
        """Nobody may push here: always raises `BadSignature`."""
        del call
        raise BadSignature("not pushed")

    def parse(self, raw: RawMessage) -> list[Read]:
        """The one message in the document."""
        return read(raw)

    def send(self, message: OutboundMessage) -> Sent:
        """Delivered at once: the tracking page is the mailbox."""
        return put_up(message, self.can)

    def files(self, account: str, path: Path) -> Iterable[tuple[str, RawMessage]]:
        """Documents kept as `.json` files or lines of `.jsonl`."""
        return documents_in(NAME, account, path)


def make(settings: ChannelSettings) -> FormChannel:
    """The channel; the form has one account per installation and no options."""
    del settings
    return FormChannel()
