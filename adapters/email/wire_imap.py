"""The line to a server that keeps mail: opened, encrypted, signed in, and closed again.

Each way in which that fails has a code (`ChannelDown`). Details are our own words or a
response code of the protocol: what servers say in full may hold addresses.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from adapters.email.accounts import ImapServer
from adapters.email.imap_words import bracket_of, code_of, quoted
from adapters.email.wire_oauth import bearer
from workflow.core.messages import ChannelDown

Client = imaplib.IMAP4

MOST_WORDS = 4_194_304
"""Bytes that an answer may have beside the mail that was asked for."""

_GOODBYE_SECONDS = 2.0
_TOO_LONG = "answer too long"


class _Bounded(imaplib.IMAP4):
    """Takes no more bytes for an answer than `allowed`, however many are announced."""

    allowed = MOST_WORDS

    def read(self, size: int) -> bytes:
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self.allowed -= size
        if self.allowed < 0:
            raise self.abort(_TOO_LONG)


class _Encrypted(_Bounded, imaplib.IMAP4_SSL):
    """The same, encrypted from the first byte."""


@contextmanager
def signed_in(server: ImapServer, token: str) -> Iterator[Client]:
    """A line on which commands may be said; `token` is for accounts with OAuth."""
    client = _connected(server)
    try:
        with troubles("login-refused"):
            _sign_in(client, server, token)
        yield client
    finally:
        _hang_up(client)


@contextmanager
def troubles(refused: str) -> Iterator[None]:
    """Names what goes wrong on a line; `refused` is the code for a plain no."""
    try:
        yield
    except imaplib.IMAP4.error as error:
        words = _words(error)
        if _TOO_LONG in words:
            raise ChannelDown("mail-withheld", _TOO_LONG) from error
        broke = isinstance(error, imaplib.IMAP4.abort)
        code = code_of(words, "no-answer" if broke else refused)
        raise ChannelDown(code, bracket_of(words)) from error
    except TimeoutError as error:
        raise ChannelDown("no-answer", "timed out") from error
    except (OSError, ValueError, LookupError) as error:
        raise ChannelDown("no-answer", type(error).__name__) from error


def allow(client: Client, size: int = 0) -> None:
    """Before each command: how large a text the answer may bring."""
    if isinstance(client, _Bounded):
        client.allowed = MOST_WORDS + size


def offers(client: Client, *words: str) -> bool:
    """Whether the server has said that it can do all of that."""
    return all(word in client.capabilities for word in words)


def _connected(server: ImapServer) -> Client:
    """Encrypted as the settings want, never less; certificates and names are checked."""
    place, seconds = (server.host, server.port), server.answer_seconds
    try:
        if server.security == "ssl":
            context = ssl.create_default_context()  # reads some hundred certificates
            return _Encrypted(*place, timeout=seconds, ssl_context=context)
        client = _Bounded(*place, timeout=seconds)
    except ssl.SSLError as error:
        raise ChannelDown("tls-failed", error.reason or "") from error
    except imaplib.IMAP4.error as error:
        words = _words(error)
        raise ChannelDown(code_of(words, "no-answer"), bracket_of(words)) from error
    except (OSError, ValueError) as error:
        raise ChannelDown("unreachable", type(error).__name__) from error
    if server.security == "starttls":
        _encrypt(client)
    return client


def _encrypt(client: Client) -> None:
    try:
        client.starttls(ssl.create_default_context())
    except (imaplib.IMAP4.error, ssl.SSLError) as error:
        _hang_up(client)
        raise ChannelDown("tls-failed", getattr(error, "reason", "") or "") from error
    except (OSError, ValueError) as error:
        _hang_up(client)
        raise ChannelDown("no-answer", type(error).__name__) from error


def _sign_in(client: Client, server: ImapServer, token: str) -> None:
    """By token, or by password in whatever letters: SASL PLAIN knows UTF-8, LOGIN does not."""
    if server.oauth:
        first = [bearer(server.user, token)]
        client.authenticate("XOAUTH2", lambda _: first.pop() if first else b"")
    elif offers(client, "AUTH=PLAIN"):
        secret = f"\0{server.user}\0{server.password}".encode()
        client.authenticate("PLAIN", lambda _: secret)
    else:
        _log_in(client, server)
    _, known = client.capability()  # a server may say more to those who are signed in
    client.capabilities = tuple((known[0] or b"").decode("ascii", "replace").upper().split())


def _log_in(client: Client, server: ImapServer) -> None:
    if any(not word.isascii() or not word.isprintable() for word in (server.user, server.password)):
        raise ChannelDown("login-refused", "the server takes no such letters in a password")
    client.login(quoted(server.user), server.password)


def _hang_up(client: Client) -> None:
    """Politely if the server still listens, and in any case."""
    with suppress(imaplib.IMAP4.error, OSError, ValueError, LookupError):
        client.socket().settimeout(_GOODBYE_SECONDS)
        allow(client)
        client.logout()
    with suppress(OSError):
        client.shutdown()


def _words(error: Exception) -> str:
    """What the server said, for finding its code; never shown."""
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
