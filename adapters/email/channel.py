"""E-mail as a channel: its options, what it can do, and the parts beside this put together.

Reading is `inbound.py`, writing `outbound.py`, the network `wire.py`; files come from
`folders.py`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from adapters.email.accounts import OPTIONS, EmailSetup, setup_of
from adapters.email.folders import mails_in
from adapters.email.identity import stable_id
from adapters.email.inbound import read_mail
from adapters.email.outbound import build
from adapters.email.pickup import put_down
from adapters.email.wire import hand_over
from adapters.sending import parts_of
from adapters.settings import ChannelSettings
from workflow.core.messages import (
    BadSignature,
    Capabilities,
    Fetched,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    TryLater,
    Undeliverable,
    WebhookCall,
)

NAME = "email"
CAN = Capabilities(thread=True, attach=True)
"""Not polled yet, and no receipts: a bounce comes, but nothing says that mail did arrive."""

__all__ = ["CAN", "NAME", "OPTIONS", "EmailChannel", "make"]


class EmailChannel:
    """Mail in and out. `now` dates what is sent; without it the mail server does."""

    name = NAME

    def __init__(
        self, setup: EmailSetup | None = None, now: Callable[[], datetime] | None = None
    ) -> None:
        self.can = CAN
        self._setup = setup or EmailSetup()
        self.accounts = tuple(self._setup.accounts)
        self._now = now

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """Nothing: no mailbox is polled."""
        del account, mark
        return iter(())

    def wait(self, account: str, seconds: float) -> bool:
        """No mailbox is watched."""
        del account, seconds
        return False

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Nothing is tried."""
        del account
        return ()

    def verify(self, call: WebhookCall) -> RawMessage:
        """Mail is never pushed: always raises `BadSignature`."""
        del call
        raise BadSignature("not pushed")

    def parse(self, raw: RawMessage) -> list[Read]:
        """One message or receipt for any bytes."""
        return read_mail(raw, self._setup)

    def send(self, message: OutboundMessage) -> Sent:
        """Hand one mail to the account's server; the id is its Message-ID."""
        parts_of(message, self.can)
        account = self._setup.accounts.get(message.account)
        if account is None:
            raise Undeliverable("no-account")
        mail = build(message, account, self._now() if self._now else None)
        if account.folder:
            put_down(mail, message.key, Path(account.folder))
            return Sent(external_id=mail.message_id)
        if account.smtp is None:
            raise TryLater("no-server")
        hand_over(mail, account.smtp)
        return Sent(external_id=mail.message_id)

    def files(self, account: str, path: Path) -> Iterable[tuple[str, RawMessage]]:
        """Each mail in a file or folder, labelled `folder/a.eml` or `mbox#17`."""
        for label, body in mails_in(path, self._setup.limits.bytes):
            yield label, raw_of(account, body)


def raw_of(account: str, body: bytes) -> RawMessage:
    """A mail for the inbox; its id is the same wherever a copy of it is read."""
    return RawMessage(NAME, account, stable_id(body), body)


def make(settings: ChannelSettings) -> EmailChannel:
    """The channel of an installation."""
    return EmailChannel(setup_of(settings), settings.now)
