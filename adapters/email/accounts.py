"""The settings of the e-mail channel: options of an account in words, and as values.

Nothing here reads a file or the environment; `settings` come from `adapters/settings.py`.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapters.settings import Account, ChannelSettings, Option

SMTP_HOST = Option(name="smtp_host", meaning="the server that takes our mail; empty: send nothing")
SMTP_PORT = Option(name="smtp_port", default="587", between=(1, 65_535), meaning="its port")
SMTP_SECURITY = Option(
    name="smtp_security",
    default="starttls",
    words=("starttls", "ssl", "none"),
    meaning="how the line is closed to others; none only for a server on this machine",
)
SMTP_USER = Option(name="smtp_user", meaning="the name to sign in with; empty: do not sign in")
SMTP_PASSWORD = Option(name="smtp_password", secret=True, meaning="the password to sign in with")
SMTP_SECONDS = Option(
    name="smtp_seconds", default="10", between=(1, 120), meaning="how long to wait for an answer"
)
FOLDER = Option(
    name="folder", meaning="write our mail as files into this folder and send none: to try it out"
)
ALIASES = Option(name="aliases", meaning="further addresses of this account, with commas between")
REPLY_DOMAIN = Option(
    name="reply_domain", meaning="domain of Message-IDs and reply addresses; empty: the account's"
)
REPLY_MARK = Option(
    name="reply_mark",
    default="+",
    words=("+", "-", "=", "none"),
    meaning="what the server allows before the reply token in an address; none: no such address",
)
TRUSTED_SERVER = Option(
    name="trusted_server",
    meaning="the name our receiving server writes into Authentication-Results; empty: trust none",
)
SEAL = Option(
    name="seal", secret=True, meaning="key by which our own mail is known when it comes back"
)
OPTIONS = (
    SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER, SMTP_PASSWORD, SMTP_SECONDS, FOLDER, ALIASES,
    REPLY_DOMAIN, REPLY_MARK, TRUSTED_SERVER, SEAL,
)  # fmt: skip

_SEAL_LETTERS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed over. `security` is `starttls`, `ssl` or `none`."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    connect_seconds: float = 5.0
    answer_seconds: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of one mail is read; what is above stays in the raw bytes."""

    bytes: int = 52_428_800
    parts: int = 500
    depth: int = 25


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
    folder: str = ""
    reply_domain: str = ""
    reply_mark: str = "+"
    trusted_server: str = ""
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
    """The settings as values; their words have been checked by then."""
    return EmailSetup(accounts={account.id: _account(account) for account in settings.accounts})


def _account(account: Account) -> EmailAccount:
    mark = REPLY_MARK.of(account)
    key = SEAL.of(account)
    return EmailAccount(
        address=account.address,
        name=account.name,
        aliases=tuple(one.strip() for one in ALIASES.of(account).split(",") if one.strip()),
        smtp=_server(account),
        folder=FOLDER.of(account),
        reply_domain=REPLY_DOMAIN.of(account),
        reply_mark="" if mark == "none" else mark,
        trusted_server=TRUSTED_SERVER.of(account),
        seal=_sealer(key) if key else no_seal,
    )


def _server(account: Account) -> SmtpServer | None:
    host = SMTP_HOST.of(account)
    if not host:
        return None
    return SmtpServer(
        host=host,
        port=int(SMTP_PORT.of(account)),
        security=SMTP_SECURITY.of(account),
        user=SMTP_USER.of(account),
        password=SMTP_PASSWORD.of(account),
        answer_seconds=float(SMTP_SECONDS.of(account)),
    )


def _sealer(key: str) -> Callable[[str], str]:
    def seal(message_id: str) -> str:
        found = hmac.digest(key.encode(), message_id.encode("utf-8", "replace"), hashlib.sha256)
        return found.hex()[:_SEAL_LETTERS]

    return seal
