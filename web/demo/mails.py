"""The mails of the demo: what complainants and robots send, as bytes that a server could bring."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from web.demo.people import Person

OFFICE = "pengaduan@dinsos.example"
SERVER = "mx.dinsos.example"
"""The office's own receiving server, as `channels.toml` names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One mail to be written. `token` is what an answer to us brings back."""

    person: Person
    number: str
    subject: str
    text: str
    at: datetime
    token: str = ""
    robot: bool = False


def mail(writing: Writing) -> bytes:
    """The mail as bytes."""
    person = writing.person
    message = EmailMessage()
    message["Authentication-Results"] = (
        f"{SERVER}; dmarc=pass header.from={person.email.partition('@')[2]}"
    )
    message["From"] = f'"{person.name}" <{person.email}>'
    local, _, domain = OFFICE.partition("@")
    message["To"] = f"{local}+{writing.token}@{domain}" if writing.token else OFFICE
    message["Subject"] = writing.subject
    message["Date"] = format_datetime(writing.at)
    message["Message-ID"] = f"<{writing.number}@{person.email.partition('@')[2]}>"
    if writing.robot:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(writing.text)
    return message.as_bytes()


def bounce(failed: str, token: str, number: str, at: datetime) -> bytes:
    """A mail system's news that a mail of ours did not arrive (RFC 3464)."""
    message = EmailMessage()
    message["From"] = "Mail Delivery System <MAILER-DAEMON@mx.example>"
    message["To"] = OFFICE
    message["Subject"] = "Undelivered Mail Returned to Sender"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{number}@mx.example>"
    message["Auto-Submitted"] = "auto-replied"
    message["In-Reply-To"] = f"<{token}.{number}@dinsos.example>"
    message.set_content(
        f"The mail system\n\n<{failed}>: host mx.warga.example said: 550 5.1.1 User unknown\n"
    )
    return message.as_bytes()
