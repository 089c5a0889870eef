"""The line to a server that takes our mail: handing one over by SMTP, with every end named.

Before the text is complete an error
means that nothing went out (`TryLater`, or `Undeliverable` where the server says never);
after it only an answer counts, and none means `Unsure`.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from datetime import timedelta

from adapters.email.accounts import SmtpServer
from adapters.email.outbound import Mail
from adapters.email.wire_oauth import bearer
from workflow.core.messages import TryLater, Undeliverable, Unsure

BUSY = timedelta(minutes=15)
"""How long a server that is busy, or that does not know us yet (greylisting), is left alone."""

MISCONFIGURED = timedelta(hours=1)
"""How long to wait where somebody has to mend a setting first."""

_OK = frozenset({250, 251})
_GO_ON = 354
_FOR_NOW, _FOR_GOOD = 4, 5
_REFUSALS = {
    # What a final refusal means, by enhanced status (RFC 3463) and reply code (RFC 5321 4.2).
    "5.1": "no-such-mailbox",
    "5.2.2": "mailbox-full",
    "5.2": "mailbox-closed",
    "5.3.4": "too-large",
    "5.7": "refused",
    "550": "no-such-mailbox",
    "551": "moved-away",
    "552": "too-large",
    "553": "bad-address",
}
_ENHANCED = re.compile(r"\s*(5\.\d{1,3})(\.\d{1,3})")
_DOT_FIRST = re.compile(rb"^\.", re.MULTILINE)


def hand_over(mail: Mail, server: SmtpServer, token: str = "") -> None:
    """Send one mail; returns only if the server has taken it.

    `token` is for accounts with OAuth.
    """
    smtp = _opened(server, mail.sender.rpartition("@")[2], token)
    try:
        _address(smtp, mail)
        _deliver(smtp, mail)
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def knock(server: SmtpServer, own_name: str, token: str = "") -> None:
    """Sign in and leave again without a mail; raises `TryLater` where that fails."""
    smtp = _opened(server, own_name, token)
    try:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def _opened(server: SmtpServer, own_name: str, token: str) -> smtplib.SMTP:
    """A conversation that is encrypted and signed in as the settings want; never less."""
    try:
        smtp = _connected(server, own_name)
    except smtplib.SMTPConnectError as error:
        raise TryLater("throttled", BUSY) from error
    except ssl.SSLError as error:
        raise TryLater("tls-failed", MISCONFIGURED) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater("unreachable", BUSY) from error
    try:
        _encrypt(smtp, server)
        _sign_in(smtp, server, token)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        smtp.close()
        raise TryLater(_why_no_sign_in(error), MISCONFIGURED) from error
    return smtp


def _connected(server: SmtpServer, own_name: str) -> smtplib.SMTP:
    place = (server.host, server.port, own_name)
    if server.security == "ssl":
        context = ssl.create_default_context()  # reads some hundred certificates
        return smtplib.SMTP_SSL(*place, timeout=server.connect_seconds, context=context)
    return smtplib.SMTP(*place, timeout=server.connect_seconds)


def _encrypt(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    if smtp.sock:
        smtp.sock.settimeout(server.answer_seconds)
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()


def _sign_in(smtp: smtplib.SMTP, server: SmtpServer, token: str) -> None:
    """By password, or by token: asked again, one says nothing and hears the refusal."""
    if server.oauth:
        words = bearer(server.user, token).decode()
        smtp.auth("XOAUTH2", lambda challenge=None: words if challenge is None else "")
    elif server.user:
        smtp.login(server.user, server.password)


def _why_no_sign_in(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError | UnicodeError):
        return "login-refused"
    tls = isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError)
    return "tls-failed" if tls else "no-answer"


def _address(smtp: smtplib.SMTP, mail: Mail) -> None:
    """Who it is from and to; nothing of the mail has been said yet."""
    largest = smtp.esmtp_features.get("size", "")
    if largest.isdigit() and 0 < int(largest) < len(mail.data):
        raise Undeliverable("too-large")
    try:
        code, _ = smtp.mail(mail.sender)
        if code not in _OK:
            busy = code // 100 == _FOR_NOW
            raise TryLater(
                "throttled" if busy else "sender-refused", BUSY if busy else MISCONFIGURED
            )
        code, words = smtp.rcpt(mail.recipient)
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater("no-answer", BUSY) from error
    if code not in _OK:
        raise _refusal(code, words)


def _deliver(smtp: smtplib.SMTP, mail: Mail) -> None:
    """The text: until its last line is sent the server must forget all of it."""
    text = _DOT_FIRST.sub(b"..", mail.data)
    try:
        code, words = smtp.docmd("DATA")
        if code == _GO_ON:
            smtp.send(text if text.endswith(b"\r\n") else text + b"\r\n")
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater("no-answer", BUSY) from error
    if code != _GO_ON:
        raise _refusal(code, words)
    try:
        smtp.send(b".\r\n")
        code, words = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Unsure("no-answer") from error
    if code in _OK:
        return
    if code // 100 not in {_FOR_NOW, _FOR_GOOD}:
        raise Unsure("strange-answer")
    raise _refusal(code, words)


def _refusal(code: int, words: bytes) -> TryLater | Undeliverable:
    """What a reply code means for this mail: 5 is for good, all else for now."""
    if code // 100 != _FOR_GOOD:
        return TryLater("throttled", BUSY)
    status = _ENHANCED.match(words.decode("ascii", "replace"))
    kinds = (status[1] + status[2], status[1]) if status else ()
    found = (_REFUSALS[kind] for kind in (*kinds, str(code)) if kind in _REFUSALS)
    return Undeliverable(next(found, "refused"))
