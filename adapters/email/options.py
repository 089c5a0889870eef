"""The options of a mail account in words, as they stand in `channels.toml`.

Rows only: what they come to as values is `accounts.py`. Each is explained in the README.
"""

from adapters.email.dkim import DKIM_OPTIONS
from adapters.settings import Option

_SECURITY = ("starttls", "ssl", "none")
_SIGN_IN = ("password", "xoauth2")
_CLOSED = "how the line is closed to others; none only for a server on this machine"
_PORTS = (1, 65_535)

SMTP_HOST = Option(name="smtp_host", meaning="the server that takes our mail; empty: send nothing")
SMTP_PORT = Option(name="smtp_port", default="587", between=_PORTS, meaning="its port")
SMTP_SECURITY = Option(name="smtp_security", default="starttls", words=_SECURITY, meaning=_CLOSED)
SMTP_USER = Option(name="smtp_user", meaning="the name to sign in with; empty: do not sign in")
SMTP_PASSWORD = Option(name="smtp_password", secret=True, meaning="the password to sign in with")
SMTP_AUTH = Option(
    name="smtp_auth", default="password", words=_SIGN_IN, meaning="by what we sign in to send"
)
SMTP_SECONDS = Option(
    name="smtp_seconds", default="10", between=(1, 120), meaning="how long to wait for an answer"
)
SMTP_LARGEST = Option(
    name="smtp_largest",
    default="20",
    between=(1, 500),
    meaning="megabytes of the largest mail that is sent; files beyond it wait on the tracking page",
)
FOLDER = Option(
    name="folder", meaning="write our mail as files into this folder and send none: to try it out"
)

IMAP_HOST = Option(name="imap_host", meaning="the server that keeps our mail; empty: poll nothing")
IMAP_PORT = Option(name="imap_port", default="993", between=_PORTS, meaning="its port")
IMAP_SECURITY = Option(name="imap_security", default="ssl", words=_SECURITY, meaning=_CLOSED)
IMAP_USER = Option(name="imap_user", meaning="the name to sign in with; empty: the address")
IMAP_PASSWORD = Option(name="imap_password", secret=True, meaning="the password to sign in with")
IMAP_AUTH = Option(
    name="imap_auth", default="password", words=_SIGN_IN, meaning="by what we sign in to read"
)
IMAP_FOLDER = Option(name="imap_folder", default="INBOX", meaning="the folder that is read")
IMAP_AFTER = Option(
    name="imap_after",
    default="leave",
    words=("leave", "flag", "move"),
    meaning="what becomes of a mail on the server once it is kept here",
)
IMAP_DONE = Option(
    name="imap_done", default="Tuntas", meaning="the folder into which kept mail is moved"
)
IMAP_HISTORY = Option(
    name="imap_history",
    default="read",
    words=("read", "skip"),
    meaning="mail that was there before the first poll: read as old, or left alone",
)
IMAP_SECONDS = Option(
    name="imap_seconds", default="30", between=(1, 300), meaning="how long to wait for an answer"
)

OAUTH_TOKEN_URL = Option(name="oauth_token_url", meaning="where tokens are handed out (https)")
OAUTH_CLIENT_ID = Option(name="oauth_client_id", meaning="the id of our registered program there")
OAUTH_CLIENT_SECRET = Option(name="oauth_client_secret", secret=True, meaning="its secret")
OAUTH_REFRESH_TOKEN = Option(
    name="oauth_refresh_token",
    secret=True,
    meaning="what the mailbox's owner agreed to; empty: the program signs in by itself",
)
OAUTH_SCOPE = Option(name="oauth_scope", meaning="what the token is for, as the provider words it")

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
    without="is not set: no sender is proved, so nobody gets a receipt before answering a letter",
)
SEAL = Option(
    name="seal", secret=True, meaning="key by which our own mail is known when it comes back"
)

OPTIONS = (
    SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER, SMTP_PASSWORD, SMTP_AUTH, SMTP_SECONDS,
    SMTP_LARGEST, *DKIM_OPTIONS, FOLDER,
    IMAP_HOST, IMAP_PORT, IMAP_SECURITY, IMAP_USER, IMAP_PASSWORD, IMAP_AUTH, IMAP_FOLDER,
    IMAP_AFTER, IMAP_DONE, IMAP_HISTORY, IMAP_SECONDS,
    OAUTH_TOKEN_URL, OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, OAUTH_REFRESH_TOKEN, OAUTH_SCOPE,
    ALIASES, REPLY_DOMAIN, REPLY_MARK, TRUSTED_SERVER, SEAL,
)  # fmt: skip
