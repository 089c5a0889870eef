"""An office with its pages, a complainant with a mail program, and a real mail server between.

The server is the one of the package `mail_devel`: mail goes in by SMTP and is read over IMAP, by
the office as by everybody else. Only the time of day is stood in for.
"""

import shutil
import smtplib
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from flask import Flask

from config.settings import Settings
from config.wiring import open_office, with_home
from tests.adapters.imap_server import PASSWORD, Mailbox, running
from tests.browser.serving import HERE, serving
from tests.ports import free_port
from tests.story import HandClock, Story, settings_for
from tests.web.conftest import CHEAP
from web.app import make_app

OFFICE = "pengaduan@dinsos.example"
COMPLAINANT = "ratna@warga.example"

CHANNELS = """
[[channel]]
name = "email"
on = true
[[channel.account]]
id = "office"
unit = "sekretariat"
address = "{office}"
name = "Dinas Sosial"
options = {{ {servers}, imap_password = "secret:mail", smtp_password = "secret:mail" }}
[[channel.account]]
id = "branch"
unit = "pstw-jember"
address = "jember@dinsos.example"
name = "PSTW Jember"
options = {{ {servers}, imap_password = "secret:old_mail", smtp_password = "secret:old_mail" }}
"""
SERVERS = (
    f'imap_host = "{HERE}", imap_port = "{{imap}}", imap_security = "none", smtp_host = "{HERE}", '
    f'smtp_port = "{{smtp}}", smtp_security = "none", smtp_user = "{OFFICE}"'
)


@dataclass
class Town:
    """The office, the address of its pages, and everybody's mail server."""

    story: Story
    app: Flask
    pages: str
    imap: int
    smtp: int

    def posts(self, mail: EmailMessage) -> None:
        """Somebody's mail program hands a mail over."""
        mail["Date"] = format_datetime(self.story.clock.at)
        with smtplib.SMTP(HERE, self.smtp, "warga.example", timeout=20) as line:
            line.login(COMPLAINANT, PASSWORD)
            line.send_message(mail)

    def mailbox(self, address: str) -> list[EmailMessage]:
        """What lies in somebody's mailbox, oldest first."""
        box, found = Mailbox(self.imap, address), []
        with box.program("INBOX") as program:
            for uid in str(program.uid("SEARCH", "ALL")[1][0], "ascii").split():
                [answer, *_] = program.uid("FETCH", uid, "(BODY.PEEK[])")[1]
                mail = message_from_bytes(answer[1], policy=SMTP)
                assert isinstance(mail, EmailMessage)
                found.append(mail)
        return found


def letter(subject: str, text: str, id: str, to: str = OFFICE) -> EmailMessage:
    """A mail of the complainant."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Ratna Wulandari <{COMPLAINANT}>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{id}@warga.example>"
    mail.set_content(text)
    return mail


def reply(to: EmailMessage, text: str, id: str) -> EmailMessage:
    """What her mail program makes of pressing Reply: the answer above what it answers."""
    body = to.get_body(("plain",))
    assert body is not None
    quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
    words = f"{text}\n\nPada Sen, 16 Nov 2026 09.00 Dinas Sosial <{OFFICE}> menulis:\n{quoted}"
    mail = letter(f"Re: {to['Subject']}", words, id, str(to["Reply-To"]))
    mail["In-Reply-To"] = str(to["Message-ID"])
    mail["References"] = f"{to['References']} {to['Message-ID']}"
    return mail


@contextmanager
def mail_server() -> Iterator[tuple[int, int]]:
    """A server with a mailbox for every address; gives its ports for IMAP and SMTP."""
    imap, smtp = free_port(), free_port()
    name, domain = OFFICE.split("@")
    words = ["--host", HERE, "--user", OFFICE, "--password", PASSWORD, "--multi-user", "--no-http"]
    ports = ["--imap-port", str(imap), "--smtp-port", str(smtp)]
    extensions = ["--alias", f"{name}+*@{domain}:{OFFICE}"]
    with running([sys.executable, "-m", "mail_devel", *words, *ports, *extensions], imap):
        yield imap, smtp


def settings_of(home: Path, imap: int, smtp: int) -> Settings:
    """An office with two mailboxes there; of the second one the password was changed."""
    rules, secrets = home / "rules", home / "secrets"
    shutil.copytree(Settings.model_fields["rules"].default, rules)
    servers = SERVERS.format(imap=imap, smtp=smtp)
    (rules / "channels.toml").write_text(CHANNELS.format(office=OFFICE, servers=servers), "utf-8")
    secrets.mkdir(mode=0o700)
    for secret, value in (("mail", PASSWORD), ("old_mail", "sudah diganti")):
        (secrets / secret).touch(0o600)
        (secrets / secret).write_text(value, "utf-8")
    return with_home(settings_for(home), rules=rules)


@contextmanager
def mail_town(home: Path) -> Iterator[Town]:
    """All of it, until the end of the block; then the books of every complaint balance."""
    clock = HandClock()
    with mail_server() as (imap, smtp):
        office = open_office(settings_of(home, imap, smtp), now=clock)
        app = make_app(office, passwords=CHEAP)
        story = Story(office, clock)
        with closing(office), serving(app) as address:
            yield Town(story, app, address, imap, smtp)
            story.check_books()
