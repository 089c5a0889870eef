"""The web form as a channel: it is neither polled nor pushed, and never fails to send.

Must not know pages or requests: those call `wire.hand_over` (through `config`).
"""

from adapters.absent import NotPolled, NotPushed
from adapters.documents import AsDocuments
from adapters.form.inbound import read
from adapters.form.outbound import CAN, put_up
from adapters.form.wire import NAME
from adapters.settings import ChannelSettings, Option
from workflow.core.messages import (
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
)

OPTIONS: tuple[Option, ...] = ()


class FormChannel(NotPolled, NotPushed, AsDocuments):
    """The form and its tracking page."""

    name = NAME

    def __init__(self, accounts: tuple[str, ...] = ()) -> None:
        self.can = CAN
        self.accounts = accounts

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Nothing to try: the page is there or the reader would not be."""
        del account
        return ()

    def parse(self, raw: RawMessage) -> list[Read]:
        """The one message in the document."""
        return read(raw)

    def send(self, message: OutboundMessage) -> Sent:
        """Delivered at once: the tracking page is the mailbox."""
        return put_up(message, self.can)


def make(settings: ChannelSettings) -> FormChannel:
    """The channel; the form has one account per installation and no options."""
    return FormChannel(tuple(account.id for account in settings.accounts))
