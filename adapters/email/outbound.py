"""A mail for one outbound message: headers that bring the answer back, text and markup.

Pure: the same message gives the same mail, so that a second attempt carries the same
Message-ID. No value can add a header: line breaks and controls are taken out of each.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from adapters.email.accounts import EmailAccount
from adapters.email.charset import clean
from adapters.email.dkim import BadSigningKey, signed
from adapters.email.file_names import name_for
from adapters.email.inbound import SEAL_HEADER
from adapters.email.letter import letter_html
from workflow.core.messages import Attachment, OutboundMessage, TryLater, Undeliverable

LONGEST_SUBJECT = 250
MOST_REFERENCES = 20

_ADDRESS = re.compile(
    r"[^\s<>\"(),:;\[\]\\@\x00-\x20\x7f]{1,64}@[^\s<>\"(),:;\[\]\\@\x00-\x20\x7f]{3,255}"
)
_ID = re.compile(r"<[^\s<>\x00-\x20\x7f]{3,500}>")
_SPACE = re.compile(r"\s+")
_ENCODED = "=?"
"""How an encoded word begins (RFC 2047 2); none may stand in a value that is not ours."""
_POLICY = SMTP.clone(raise_on_defect=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """What goes over the wire: the envelope of SMTP and the bytes."""

    message_id: str
    sender: str
    recipient: str
    data: bytes


def build(message: OutboundMessage, account: EmailAccount, sent_at: datetime | None) -> Mail:
    """The mail for `message`, without its files where they make it larger than is taken.

    Raises `Undeliverable` for an address that none can have, and for a mail that stays too
    large; `TryLater` where the signing key in the settings cannot sign.
    """
    mail = _written(message, account, sent_at)
    if len(mail.data) > account.largest and message.attachments and message.instead_of_files:
        words = f"{message.text.rstrip()}\n\n{message.instead_of_files}\n"
        mail = _written(replace(message, text=words, attachments=()), account, sent_at)
    if len(mail.data) > account.largest:
        raise Undeliverable("too-large")
    if account.signing is None:
        return mail
    try:
        return replace(mail, data=signed(mail.data, account.signing))
    except BadSigningKey as error:
        raise TryLater("no-signing-key") from error


def _written(message: OutboundMessage, account: EmailAccount, sent_at: datetime | None) -> Mail:
    recipient = _recipient(message.to)
    reply_to = reply_address(account, message.token)
    message_id = message_id_of(message, account)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(account.address, message.from_name or account.name)
    mail["To"] = _address(recipient, message.to_name)
    mail["Subject"] = _line(message.subject)[:LONGEST_SUBJECT]
    if sent_at:
        mail["Date"] = format_datetime(sent_at)
    mail["Message-ID"] = message_id
    if reply_to != account.address:
        mail["Reply-To"] = _address(reply_to, message.from_name or account.name)
    _thread(mail, message)
    _mark(mail, message)
    if seal := account.seal(message_id):
        mail[SEAL_HEADER] = _line(seal)
    _fill(mail, message)
    return Mail(message_id, reply_to, recipient, mail.as_bytes())


def message_id_of(message: OutboundMessage, account: EmailAccount) -> str:
    """`<token.key@domain>`: the token finds the complaint, the key makes it one mail's own."""
    key = hashlib.sha256(message.key.encode("utf-8", "replace")).hexdigest()[:16]
    local = f"{message.token}.{key}" if message.token else f"tuntas.{key}"
    return f"<{local}@{_domain(account)}>"


def reply_address(account: EmailAccount, token: str) -> str:
    """The account's address with the token in it, so that answers and bounces bring it back."""
    if not token or not account.reply_mark:
        return account.address
    local = account.address.rpartition("@")[0]
    return f"{local}{account.reply_mark}{token}@{_domain(account)}"


def _domain(account: EmailAccount) -> str:
    return account.reply_domain or account.address.rpartition("@")[2]


def _recipient(written: str) -> str:
    address = written.strip()
    if not _ADDRESS.fullmatch(address) or _ENCODED in address:
        raise Undeliverable("bad-address")
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise Undeliverable("address-not-ascii")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise Undeliverable("bad-address") from None


def _address(address: str, name: str) -> Address:
    return Address(display_name=_line(name)[:LONGEST_SUBJECT], addr_spec=address)


def _line(text: str) -> str:
    """One line without controls: nothing in it can begin another header.

    Encoded words are broken up: `EmailMessage` would decode them, line breaks and all.
    """
    return _SPACE.sub(" ", clean(text)).strip().replace(_ENCODED, "= ?")


def _thread(mail: EmailMessage, message: OutboundMessage) -> None:
    """What the person's mail program needs to show the answer below the question."""
    answered = _ID.fullmatch(message.in_reply_to.strip().replace(_ENCODED, " "))
    known = [one for one in message.references if _ID.fullmatch(one) and _ENCODED not in one]
    if answered:
        mail["In-Reply-To"] = answered[0]
        known = [one for one in known if one != answered[0]] + [answered[0]]
    if known:
        mail["References"] = " ".join(known[:1] + known[1:][-MOST_REFERENCES:])


def _mark(mail: EmailMessage, message: OutboundMessage) -> None:
    """Automatic mail says so, that no other program answers it (RFC 3834 5).

    Its envelope sender is not empty, as for a bounce: it is the address with the token, so
    that a bounce comes back to us and finds the very message.
    """
    if message.automatic:
        mail["Auto-Submitted"] = "auto-replied" if message.in_reply_to else "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?", message.language):
        mail["Content-Language"] = message.language


def _fill(mail: EmailMessage, message: OutboundMessage) -> None:
    text = clean(message.text)
    mail.set_content(text, cte="quoted-printable")
    html = message.html or letter_html(text, message.subject, message.language)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    for number, attachment in enumerate(message.attachments, 1):
        _attach(mail, attachment, number)


def _attach(mail: EmailMessage, attachment: Attachment, number: int) -> None:
    """Always a plain file: a part of type text or message would be shown or re-encoded."""
    main, _, sub = attachment.media_type.partition("/")
    fit = re.fullmatch(r"[a-z]+/[a-z0-9.+-]{1,100}", attachment.media_type)
    if not fit or main in {"text", "message", "multipart"}:
        main, sub = "application", "octet-stream"
    name = name_for(attachment.name, attachment.media_type, number).replace(_ENCODED, "= ?")
    mail.add_attachment(attachment.content, maintype=main, subtype=sub, filename=name)
