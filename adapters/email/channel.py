"""E-mail as a channel: its options, what it can do, and the parts beside this put together.

A mailbox is polled by `mailbox.py`, a mail read by `inbound.py` and written by `outbound.py`;
the network is `wire.py`, files come from `folders.py`.
"""

from collections.abc import Callable, Generator, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from adapters.absent import NotPushed
from adapters.email.accounts import EmailSetup, ImapServer, setup_of
from adapters.email.folders import mails_in
from adapters.email.identity import stable_id
from adapters.email.inbound import read_mail
from adapters.email.mailbox import Memory, Reading, place_of, read_folder
from adapters.email.options import OPTIONS
from adapters.email.outbound import build
from adapters.email.pickup import put_down
from adapters.email.wire import Lines
from adapters.sending import parts_of
from adapters.settings import ChannelSettings
from workflow.core.messages import (
    Capabilities,
    ChannelDown,
    Fetched,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Renewals,
    Sent,
    TryLater,
    Undeliverable,
)

NAME = "email"
CAN = Capabilities(thread=True, attach=True, poll=True, wait=True, forgeable=True)
"""No receipts: a bounce comes, but nothing says that mail did arrive."""

__all__ = ["CAN", "NAME", "OPTIONS", "EmailChannel", "make"]


class EmailChannel(NotPushed):
    """Mail in and out. `now` dates what is sent; without it the mail server does."""

    name = NAME

    def __init__(
        self,
        setup: EmailSetup | None = None,
        now: Callable[[], datetime] | None = None,
        renewals: Renewals | None = None,
    ) -> None:
        self.can = CAN
        self.setup = setup or EmailSetup()
        self.accounts = tuple(self.setup.accounts)
        self._now = now
        self._lines = Lines(now, renewals)
        self._memory = {id: Memory() for id in self.accounts}

    def fetch(self, account: str, mark: str) -> Generator[Fetched, None, None]:
        """The account's folder after `mark`; nothing for an account without `imap_host`.

        Brings at most `Limits.mails`; the line is closed when the iterator is.
        """
        if account not in self.accounts:
            raise ChannelDown("no-account")
        server = self._mailbox(account)
        if server is None:
            return
        memory = self._memory[account]
        reading = Reading(
            account=account,
            place=place_of(server.host.lower(), server.user, server.folder),
            raw_of=partial(raw_of, account),
            skips_history=server.skips_history,
            mails=self.setup.limits.mails,
            memory=memory,
        )
        with self._lines.folder(server, self.setup.limits.bytes) as folder:
            memory.next_uid = folder.next_uid
            yield from read_folder(folder, mark, reading)

    def wait(self, account: str, seconds: float) -> bool:
        """Whether mail came since the last poll or comes now; false at once without IDLE."""
        server = self._mailbox(account)
        if server is None:
            return False
        with self._lines.folder(server, only_look=True) as folder:
            seen = self._memory[account].next_uid
            return 0 < seen < folder.next_uid or folder.news(seconds)

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Tried as the account is set up: `sign_in` and `mailbox`, `send`."""
        if account not in self.accounts:
            return (Probe(what="sign_in", code="no-account"),)
        return tuple(self._lines.probes(self.setup.account(account)))

    def parse(self, raw: RawMessage) -> list[Read]:
        """One message or receipt for any bytes."""
        return read_mail(raw, self.setup)

    def send(self, message: OutboundMessage) -> Sent:
        """Hand one mail to the account's server; the id is its Message-ID."""
        parts_of(message, self.can)
        account = self.setup.accounts.get(message.account)
        if account is None:
            raise Undeliverable("no-account")
        mail = build(message, account, self._now() if self._now else None)
        if account.folder:
            put_down(mail, message.key, Path(account.folder))
            return Sent(external_id=mail.message_id)
        if account.smtp is None:
            raise TryLater("no-server")
        self._lines.send(mail, account.smtp)
        return Sent(external_id=mail.message_id)

    def files(self, account: str, path: Path) -> Iterable[tuple[str, RawMessage]]:
        """Each mail in a file or folder, labelled `folder/a.eml` or `mbox#17`."""
        for label, body in mails_in(path, self.setup.limits.bytes):
            yield label, raw_of(account, body)

    def _mailbox(self, account: str) -> ImapServer | None:
        return self.setup.account(account).imap


def raw_of(account: str, body: bytes) -> RawMessage:
    """A mail for the inbox; its id is the same wherever a copy of it is read."""
    return RawMessage(NAME, account, stable_id(body), body)


def make(settings: ChannelSettings) -> EmailChannel:
    """The channel of an installation."""
    return EmailChannel(setup_of(settings), settings.now, settings.renewals)
