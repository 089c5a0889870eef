"""The web form as a channel: it is neither polled nor pushed, and never fails to send.

Must not know pages or requests: those call `wire.hand_over` (through `config`).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from adapters.documents import documents_in
from adapters.form.inbound import read
from adapters.form.outbound import CAN, put_up
from adapters.form.wire import NAME
from adapters.settings import ChannelSettings, Option
from workflow.core.messages import (
    BadSignature,
    Fetched,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    WebhookCall,
)

OPTIONS: tuple[Option, ...] = ()


class FormChannel:
    """The form and its tracking page."""

    name = NAME

    def __init__(self, accounts: tuple[str, ...] = ()) -> None:
        self.can = CAN
        self.accounts = accounts

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """Nothing: the page brings each message itself."""
        del account, mark
        return iter(())

    def wait(self, account: str, seconds: float) -> bool:
        """There is nobody to wait for."""
        del account, seconds
        return False

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Nothing to try: the page is there or the reader would not be."""
        del account
        return ()

    def verify(self, call: WebhookCall) -> RawMessage:
        """Nobody may push here: always raises `BadSignature`."""
        del call
        raise BadSignature("not pushed")

    def challenge(self, call: WebhookCall) -> str:
        """Nobody asks this channel anything: always raises `BadSignature`."""
        del call
        raise BadSignature("not asked")

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
    return FormChannel(tuple(account.id for account in settings.accounts))
