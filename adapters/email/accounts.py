"""The settings of the e-mail channel as values: accounts, their servers, and limits.

Nothing here reads a file or the environment; the words are `options.py`. What a table of
options cannot say is refused here, before anything starts.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from adapters.email import options as opt
from adapters.email.dkim import Signing, lacking_of, signing_of
from adapters.settings import Account, ChannelSettings, refuse

MEGABYTE = 1_048_576
_SEAL_LETTERS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """Where an account's access tokens come from (RFC 6749).

    With a refresh token the mailbox's owner has agreed (section 6); without one the
    program signs in by itself (section 4.4).
    """

    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed over. `security` is `starttls`, `ssl` or `none`.

    With `oauth` an access token stands in for the password.
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    oauth: OAuth | None = None
    connect_seconds: float = 5.0
    answer_seconds: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """Where mail is read. `after` is `leave`, `flag` or `move` (into `done`).

    `skips_history`: what was there before the first poll is left alone, not read as old.
    """

    host: str
    port: int = 993
    security: str = "ssl"
    user: str = ""
    password: str = field(default="", repr=False)
    oauth: OAuth | None = None
    folder: str = "INBOX"
    after: str = "leave"
    done: str = "Tuntas"
    skips_history: bool = False
    answer_seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of one mail is read; what is above stays in the raw bytes.

    `bytes` also bounds the raw bytes that are fetched or read from a file: one more than
    that, which says that the mail was cut. `mails` is how many one poll brings.
    """

    bytes: int = 52_428_800
    parts: int = 500
    depth: int = 60
    mails: int = 1_000


def no_seal(_message_id: str) -> str:
    """Without a key nothing can be proved to be ours, so nothing is taken for an echo."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailAccount:
    """One mailbox of the office. `address` is what people write to and get answers from.

    `seal` is a keyed hash of a Message-ID as text. `reply_mark` separates the reply token
    from the local part of a reply address; empty where the server knows no such addresses.
    """

    address: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    smtp: SmtpServer | None = None
    imap: ImapServer | None = None
    folder: str = ""
    reply_domain: str = ""
    reply_mark: str = "+"
    trusted_server: str = ""
    largest: int = 20 * MEGABYTE
    """Bytes of the largest mail that is sent."""
    signing: Signing | None = None
    seal: Callable[[str], str] = no_seal


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSetup:
    """The accounts by their ids. A mail for an unknown account is read with no account's trust."""

    accounts: Mapping[str, EmailAccount] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    def account(self, id: str) -> EmailAccount:
        return self.accounts.get(id) or EmailAccount()

    def own_addresses(self) -> frozenset[str]:
        """Every address of the office, in lower case."""
        accounts = self.accounts.values()
        return frozenset(
            one.lower() for account in accounts for one in (account.address, *account.aliases)
        )


def setup_of(settings: ChannelSettings) -> EmailSetup:
    """The settings as values; raises `BadChannels` for options that do not go together."""
    refuse("email", settings, _mistakes)
    return EmailSetup(accounts={account.id: _account(account) for account in settings.accounts})


def _mistakes(account: Account) -> Iterator[tuple[str, str]]:
    moves = opt.IMAP_HOST.of(account) and opt.IMAP_AFTER.of(account) == "move"
    if moves and opt.IMAP_DONE.of(account).upper() in {"", opt.IMAP_FOLDER.of(account).upper()}:
        yield "imap_done", "mail cannot be moved into the folder that is read, or into none"
    if lacking := lacking_of(account):
        yield lacking, "is missing; dkim_domain, dkim_selector and dkim_key go together"
    if "xoauth2" not in {opt.IMAP_AUTH.of(account), opt.SMTP_AUTH.of(account)}:
        return
    for option in (opt.OAUTH_TOKEN_URL, opt.OAUTH_CLIENT_ID):
        if not option.of(account):
            yield option.name, "is missing; xoauth2 needs it"
    if not _is_closed(opt.OAUTH_TOKEN_URL.of(account) or "https:"):
        yield "oauth_token_url", "must begin with https: secrets travel there"


def _is_closed(url: str) -> bool:
    """Whether nobody can listen: https, or a server on this very machine."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" or (
            parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
        )
    except ValueError:
        return False


def _account(account: Account) -> EmailAccount:
    mark = opt.REPLY_MARK.of(account)
    key = opt.SEAL.of(account)
    return EmailAccount(
        address=account.address,
        name=account.name,
        aliases=tuple(one.strip() for one in opt.ALIASES.of(account).split(",") if one.strip()),
        smtp=_smtp(account),
        imap=_imap(account),
        folder=opt.FOLDER.of(account),
        reply_domain=opt.REPLY_DOMAIN.of(account),
        reply_mark="" if mark == "none" else mark,
        trusted_server=opt.TRUSTED_SERVER.of(account),
        largest=int(opt.SMTP_LARGEST.of(account)) * MEGABYTE,
        signing=signing_of(account),
        seal=_sealer(key) if key else no_seal,
    )


def _smtp(account: Account) -> SmtpServer | None:
    host = opt.SMTP_HOST.of(account)
    if not host:
        return None
    return SmtpServer(
        host=host,
        port=int(opt.SMTP_PORT.of(account)),
        security=opt.SMTP_SECURITY.of(account),
        user=opt.SMTP_USER.of(account),
        password=opt.SMTP_PASSWORD.of(account),
        oauth=_oauth(account) if opt.SMTP_AUTH.of(account) == "xoauth2" else None,
        answer_seconds=float(opt.SMTP_SECONDS.of(account)),
    )


def _imap(account: Account) -> ImapServer | None:
    host = opt.IMAP_HOST.of(account)
    if not host:
        return None
    return ImapServer(
        host=host,
        port=int(opt.IMAP_PORT.of(account)),
        security=opt.IMAP_SECURITY.of(account),
        user=opt.IMAP_USER.of(account) or account.address,
        password=opt.IMAP_PASSWORD.of(account),
        oauth=_oauth(account) if opt.IMAP_AUTH.of(account) == "xoauth2" else None,
        folder=opt.IMAP_FOLDER.of(account),
        after=opt.IMAP_AFTER.of(account),
        done=opt.IMAP_DONE.of(account),
        skips_history=opt.IMAP_HISTORY.of(account) == "skip",
        answer_seconds=float(opt.IMAP_SECONDS.of(account)),
    )


def _oauth(account: Account) -> OAuth:
    return OAuth(
        token_url=opt.OAUTH_TOKEN_URL.of(account),
        client_id=opt.OAUTH_CLIENT_ID.of(account),
        client_secret=opt.OAUTH_CLIENT_SECRET.of(account),
        refresh_token=opt.OAUTH_REFRESH_TOKEN.of(account),
        scope=opt.OAUTH_SCOPE.of(account),
    )


def _sealer(key: str) -> Callable[[str], str]:
    def seal(message_id: str) -> str:
        found = hmac.digest(key.encode(), message_id.encode("utf-8", "replace"), hashlib.sha256)
        return found.hex()[:_SEAL_LETTERS]

    return seal
