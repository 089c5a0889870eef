"""The network side of mail, as the channel sees it: send, open a folder, try an account.

Only this file and those beside it whose names begin with `wire` open connections. Here is
what they share: the tokens of accounts that sign in by OAuth.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from adapters.email.accounts import EmailAccount, ImapServer, OAuth, SmtpServer
from adapters.email.outbound import Mail
from adapters.email.wire_folder import ImapFolder
from adapters.email.wire_imap import signed_in
from adapters.email.wire_oauth import Token, Tokens
from adapters.email.wire_smtp import BUSY, MISCONFIGURED, hand_over, knock
from workflow.core.messages import ChannelDown, Probe, Renewals, TryLater

__all__ = ["Lines", "hand_over"]

_NO_TOKEN = Token(text="", ends=0.0, expires_at=None)


class Lines:
    """The lines of one installation's accounts. Each call opens its own and closes it."""

    def __init__(
        self, now: Callable[[], datetime] | None = None, renewals: Renewals | None = None
    ) -> None:
        self._tokens = Tokens(now, renewals)

    def send(self, mail: Mail, server: SmtpServer) -> None:
        """Hand one mail over; ends as `hand_over` does."""
        with self._sending(server) as token:
            hand_over(mail, server, token.text)

    @contextmanager
    def folder(
        self, server: ImapServer, limit: int = 0, *, only_look: bool = False
    ) -> Iterator[ImapFolder]:
        """The account's folder, of whose mails `limit` bytes matter; raises `ChannelDown`."""
        with self._reading(server) as token, signed_in(server, token.text) as client:
            yield ImapFolder(client, server, limit, only_look=only_look)

    def probes(self, account: EmailAccount) -> Iterator[Probe]:
        """Each thing that the account is set up for, tried once; nothing is changed or sent."""
        if account.imap:
            yield from self._look(account.imap)
        if account.smtp:
            yield self._knock(account.smtp, account.address.rpartition("@")[2])

    def _look(self, server: ImapServer) -> Iterator[Probe]:
        what = "sign_in"
        try:
            with self._reading(server) as token, signed_in(server, token.text) as client:
                yield Probe(what=what, expires_at=token.expires_at)
                what = "mailbox"
                folder = ImapFolder(client, server, 0, only_look=True)
                yield Probe(what=what, detail=f"{folder.exists:,} mails")
        except ChannelDown as down:
            yield Probe(what=what, code=down.code, detail=down.detail)

    def _knock(self, server: SmtpServer, own_name: str) -> Probe:
        try:
            with self._sending(server) as token:
                knock(server, own_name, token.text)
        except TryLater as later:
            return Probe(what="send", code=later.code)
        return Probe(what="send", expires_at=token.expires_at)

    @contextmanager
    def _reading(self, server: ImapServer) -> Iterator[Token]:
        try:
            yield self._token(server.oauth)
        except ChannelDown as down:
            self._forget(server.oauth, down.code)
            raise

    @contextmanager
    def _sending(self, server: SmtpServer) -> Iterator[Token]:
        try:
            yield self._token(server.oauth)
        except ChannelDown as down:
            away = down.code == "oauth-unreachable"
            raise TryLater(down.code, BUSY if away else MISCONFIGURED) from down
        except TryLater as later:
            self._forget(server.oauth, later.code)
            raise

    def _token(self, oauth: OAuth | None) -> Token:
        return self._tokens.token(oauth) if oauth else _NO_TOKEN

    def _forget(self, oauth: OAuth | None, code: str) -> None:
        if oauth and code == "login-refused":
            self._tokens.forget(oauth)
