"""An office as it is packaged, and the postman between it and the world: real mails both ways.

Mail of the office is written into a folder; what comes in carries what the office's own
server writes on top: whether the sender is who they say, and who handed the mail over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from sqlalchemy import func, select

from adapters.email.channel import raw_of
from config.channels import channels_of
from config.wiring import open_office, with_home
from tests.story import HandClock, Story, settings_for
from workflow.intake import Outcome
from workflow.store.models import ComplaintRow
from workflow.store.tables import InboxRow

SERVER = "mx.dinsos.example"
OFFICE = "pengaduan@dinsos.example"
PASSED, NONE, FAILED = "pass", "none", "fail"


@dataclass
class Postman:
    """Brings mails to the office and takes those it wrote."""

    story: Story
    outgoing: Path
    brought: int = 0
    taken: set[str] = field(default_factory=set)
    read: dict[str, EmailMessage] = field(default_factory=dict)
    """What it has sent, by the name of its file: each is read once."""

    def brings(
        self,
        mail: EmailMessage,
        check: str = PASSED,
        handed_by: str = "203.0.113.7",
        reached: datetime | None = None,
    ) -> Outcome:
        """A mail arrives, and the office reads it: at once, unless it had `reached` it before."""
        domain = parseaddr(str(mail["From"]))[1].partition("@")[2]
        seen = (
            f"Authentication-Results: {SERVER}; dmarc={check} header.from={domain}\r\n"
            f"Received: from mail.{domain} (mail.{domain} [{handed_by}])\r\n"
            f"\tby {SERVER} with ESMTPS; {format_datetime(reached or self.story.clock.at)}\r\n"
        )
        raw = raw_of("office", seen.encode() + mail.as_bytes(policy=SMTP))
        self.brought += 1
        outcome = self.story.office.intake.take(raw, self.story.clock.at)
        self.story.complaint = outcome.complaint or self.story.complaint
        return outcome

    def sent(self) -> list[EmailMessage]:
        """All that the office has sent so far, oldest first."""
        files = sorted(self.outgoing.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        for file in files:
            if file.name not in self.read:
                self.read[file.name] = _read(file)
        return [self.read[file.name] for file in files]

    def news(self) -> list[EmailMessage]:
        """What it has sent since this was asked last, after it took its turns."""
        self.story.tick()
        fresh = [mail for mail in self.sent() if str(mail["Message-ID"]) not in self.taken]
        self.taken |= {str(mail["Message-ID"]) for mail in fresh}
        return fresh

    def complaints(self) -> int:
        """How many complaints there are."""
        with self.story.office.sessions.reading() as db:
            return db.scalar(select(func.count()).select_from(ComplaintRow)) or 0

    def fates(self) -> dict[str, int]:
        """How many of the mails that came ended under which rule."""
        with self.story.office.sessions.reading() as db:
            rows = db.execute(select(InboxRow.rule, func.count()).group_by(InboxRow.rule))
            return {row[0]: row[1] for row in rows}


def _read(file: Path) -> EmailMessage:
    mail = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def opened(folder: Path, url: str, rules: Path | None = None) -> Iterator[Postman]:
    """A new office with its postman, by the packaged rules or by others; its books balance."""
    clock = HandClock()
    settings = settings_for(folder, url)
    settings = with_home(settings, rules=rules) if rules else settings
    office = open_office(settings, now=clock, channels=channels_of(settings, clock))
    story = Story(office, clock)
    yield Postman(story, folder / "outgoing")
    story.check_books()
    office.close()


def mail(sender: str, subject: str, text: str, id: str, to: str = OFFICE) -> EmailMessage:
    """A plain mail."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = f"<{id}@{parseaddr(sender)[1].partition('@')[2]}>"
    message.set_content(text)
    return message


def reply(to: EmailMessage, sender: str, text: str, id: str) -> EmailMessage:
    """What a mail program makes of pressing Reply."""
    answer = mail(sender, f"Re: {to['Subject']}", text, id, str(to["Reply-To"] or to["From"]))
    answer["In-Reply-To"] = str(to["Message-ID"])
    answer["References"] = str(to["Message-ID"])
    return answer
