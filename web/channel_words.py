"""What goes wrong with an account in words: what it means, and what somebody can do about it.

Tables only; codes are the channels' own (`ChannelDown`, `Probe`), and an unknown one is shown
as it stands.
"""

from collections.abc import Mapping
from typing import NamedTuple

from web.i18n import source, translate


class Why(NamedTuple):
    """A trouble and its cure, as source text."""

    what: str
    cure: str


WAIT = source("This often passes by itself. We keep trying, and nothing is lost meanwhile.")
ASK = source("Ask whoever runs the server, or look into the log of Tuntas.")
PASSWORD = source(
    "Check the name, and the password or token, in channels.toml and the secrets folder, then "
    "restart Tuntas."
)
CONSENT = source("Give Tuntas access to the account again, and store the new token as its secret.")

ENDED = source("Our access to the account has ended or was withdrawn.")
THERE = source("Sign in over there with a browser, and do what the platform asks for.")
NOT_THERE = source("The other side is not at the address that is set.")
ADDRESS = source("Check the server's name in channels.toml.")
NOT_ALLOWED = source("The account may not do all that we need.")
ALLOW = source("Sign in again over there, and allow all that is asked for.")
TAKEN = source("Somebody else fetches the messages of this account.")
STOP_IT = source("Stop the other program, or the delivery to another address that was set up.")
TRY = source(
    "After the window has closed nothing goes out by it. Look at it over there, change it or file "
    "another one, and name that one in channels.toml."
)

WHY: Mapping[str, Why] = {
    "unreachable": Why(
        source("The server cannot be reached."),
        source("Check the network, and the server's name and port in channels.toml."),
    ),
    "away": Why(source("The server cannot be reached."), WAIT),
    "no-answer": Why(source("The server stopped answering in the middle."), WAIT),
    "tls-failed": Why(
        source("The server could not prove who it is (TLS)."),
        source("Check the server's name, its certificate, and the kind of security it wants."),
    ),
    "login-refused": Why(source("The other side refused our name, password or token."), PASSWORD),
    "login-expired": Why(ENDED, CONSENT),
    "account-blocked": Why(source("The platform has blocked our account."), THERE),
    "account-disabled": Why(source("The platform has closed our account."), THERE),
    "payment-missing": Why(
        source("The platform wants to be paid before it sends anything more."),
        source("Settle the bill over there; what waits is sent afterwards."),
    ),
    "sending-limited": Why(source("The platform has limited how much we may send."), THERE),
    "name-not-approved": Why(source("The platform has not approved our account's name."), THERE),
    "no-account": Why(
        source("The account is not set any more."),
        source("Enter it in channels.toml again, then restart Tuntas."),
    ),
    "no-such-server": Why(NOT_THERE, ADDRESS),
    "wrong-address": Why(NOT_THERE, ADDRESS),
    "redirected": Why(NOT_THERE, ADDRESS),
    "no-such-host": Why(NOT_THERE, ADDRESS),
    "broken": Why(source("The other side has a trouble of its own."), WAIT),
    "timed-out": Why(source("The server stopped answering in the middle."), WAIT),
    "strange-answer": Why(
        source("The other side answered something that we do not understand."), WAIT
    ),
    "no-such-folder": Why(
        source("The mailbox has no folder of that name."),
        source("Correct the folder in channels.toml, or create it in the mailbox."),
    ),
    "throttled": Why(source("The server says that we ask too often."), WAIT),
    "too-many-connections": Why(
        source("The server says that the account has too many connections."),
        source("Close other programs that read this account, or wait until they have ended."),
    ),
    "no-uidvalidity": Why(
        source("The server does not number its mail for good, so we could lose our place."),
        source("Read this account from another server; ask whoever runs it."),
    ),
    "mail-withheld": Why(
        source("The server lists a message and does not hand it over."),
        source("It is tried again. Should it last, look at the newest mail in another program."),
    ),
    "sender-refused": Why(
        source("The server does not let us send from this address."),
        source("Ask whoever runs the server to let this account send from its address."),
    ),
    "oauth-refused": Why(ENDED, CONSENT),
    "oauth-unreachable": Why(source("Where we get access tokens there is no answer."), WAIT),
    "token-refused": Why(ENDED, CONSENT),
    "renewal-failed": Why(source("Our access to the account could not be renewed."), CONSENT),
    "push-failed": Why(
        source("The platform could not hand over all that it has for us."),
        source("Check that our address can be called from outside, and its certificate."),
    ),
    "not-subscribed": Why(
        source("The platform does not tell us of everything that we need."),
        source("Tick the missing fields in the platform's settings of our app."),
    ),
    "permission-missing": Why(NOT_ALLOWED, ALLOW),
    "no-permission": Why(NOT_ALLOWED, ALLOW),
    "conflict": Why(TAKEN, STOP_IT),
    "second-poller": Why(TAKEN, STOP_IT),
    "webhook-set": Why(TAKEN, STOP_IT),
    "template-paused": Why(source("This template is paused: too many people turned it away."), TRY),
    "template-flagged": Why(
        source("This template is about to be paused: people turn it away."), TRY
    ),
    "template-rejected": Why(source("This template was rejected."), TRY),
    "template-disabled": Why(source("This template may never be used again."), TRY),
    "template-gone": Why(source("This template was deleted over there."), TRY),
    "failed": Why(source("Our program failed on it."), ASK),
}
"""Code -> what it means, and what to do."""

PROBES = {
    "sign_in": source("Sign in"),
    "mailbox": source("Open the mailbox"),
    "send": source("Sign in for sending"),
    "line": source("Reach the platform"),
    "token": source("The access token"),
    "webhook": source("The delivery to us"),
}
"""What a trial asks for."""


def what_is_wrong(code: str) -> str:
    """A code in a sentence."""
    if code in WHY:
        return translate(WHY[code].what)
    return translate("It failed with the code “{code}”.", code=code)


def what_to_do(code: str) -> str:
    """What somebody can do about it."""
    return translate(WHY[code].cure if code in WHY else ASK)


def probe_name(what: str) -> str:
    """What was tried, in words; a new thing is shown under its own name."""
    return translate(PROBES[what]) if what in PROBES else what.replace("_", " ")
