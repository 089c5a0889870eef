"""E-mail keeps the contract: each sample is read whole, each call ends in one of three ways.

The samples are mails as mail programs write them, hundreds of them; the other side of the
wire are two small mail servers on this machine, one that takes mail and one that keeps it.
"""

from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP
from typing import ClassVar

import pytest

from adapters.email.channel import CAN
from tests.adapters.contract import Arrived, ChannelContract, Trouble
from tests.adapters.imap_fake import Fault, PretendImap, pretending
from tests.adapters.mail_server import PostOffice, serving
from workflow.core.messages import Channel, Kind

FAILURES: dict[Trouble, dict[str, str]] = {
    # which of our words the server answers with what; an empty answer is none
    Trouble.REFUSED: {"RCPT": "550 5.1.1 no such user"},
    Trouble.THROTTLED: {"MAIL": "451 4.7.1 slow down"},
    Trouble.AWAY: {"CONNECT": ""},
    Trouble.TIMED_OUT: {".": ""},
    Trouble.MALFORMED: {".": "banana"},
}
OPTIONS = {
    "smtp_host": "127.0.0.1",
    "smtp_security": "none",
    "smtp_seconds": "1",
    "imap_host": "127.0.0.1",
    "imap_security": "none",
    "imap_password": "kata-sandi-uji-coba",
    "trusted_server": "mx.dinas.example",
    "seal": "kunci-segel-uji-coba",
}


class TestEmail(ChannelContract):
    name = "email"
    can = CAN
    to = "siti@warga.example"
    marks = frozenset(Kind)
    options: ClassVar[Mapping[str, str]] = OPTIONS
    office: ClassVar[PostOffice]
    mailbox: ClassVar[PretendImap]

    def channel(self) -> Channel:
        self.office.empty()
        self.mailbox.forget()
        return super().channel()

    def _personal(self) -> set[str]:
        # The English of mail systems, in bounces; our codes are in the same language.
        return super()._personal() - {"deliver", "mailbox"}

    def taken(self, channel: Channel) -> list[Arrived]:
        return [_arrived(message_from_bytes(mail, policy=SMTP)) for mail in self.office.arrived]

    def answer(self, channel: Channel) -> bytes:
        sent = message_from_bytes(self.office.arrived[-1])
        reply = EmailMessage()
        reply["From"], reply["To"] = sent["To"], sent["From"]
        reply["In-Reply-To"] = sent["Message-ID"]
        reply.set_content("Terima kasih.")
        return reply.as_bytes()

    def provoke(self, channel: Channel, *troubles: Trouble | None) -> None:
        self.office.scripts += [FAILURES[trouble] if trouble else {} for trouble in troubles]

    def arrive(self, channel: Channel, body: bytes) -> None:
        self.mailbox.add(body)

    def cut(self, channel: Channel) -> None:
        self.mailbox.faults = [Fault(b"CONNECT")]


def _arrived(mail: Message) -> Arrived:
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return Arrived(
        text=str(body.get_content()).replace("\r\n", "\n").removesuffix("\n"),
        thread=(mail.get("In-Reply-To", ""), *str(mail.get("References", "")).split()),
        files=tuple(part.get_filename() or "" for part in mail.iter_attachments()),
    )


@pytest.fixture(scope="module", autouse=True)
def servers() -> Iterator[None]:
    with PostOffice() as office, serving(office), pretending() as mailbox:
        TestEmail.office, TestEmail.mailbox = office, mailbox
        ports = {"smtp_port": str(office.port), "imap_port": str(mailbox.port)}
        TestEmail.options = {**OPTIONS, **ports}
        yield
