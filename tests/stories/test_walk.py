"""The walk that a newcomer takes, with real mails in both directions.

A mail comes in, is assigned and answered; the answer goes out as a mail that a mail program
would show; the reply to that very mail joins and disputes; answered again, it resolves by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.email.channel import raw_of
from config.channels import channels_of
from config.wiring import open_office
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.story import INTAKE, HandClock, Story, settings_for
from workflow.intake import Outcome
from workflow.store.tables import InboxRow

SITI = "Siti Aminah <siti.aminah@warga.example>"


@dataclass
class Post:
    """The postman: brings mails to the office, and reads what it sent."""

    story: Story
    outgoing: Path

    def brings(self, message: EmailMessage) -> Outcome:
        """A mail arrives."""
        outcome = self.story.office.intake.take(
            raw_of("office", message.as_bytes()), self.story.clock.at
        )
        self.story.complaint = outcome.complaint or self.story.complaint
        return outcome

    def sent(self) -> list[Message]:
        """What the office sent so far, in order of its messages."""
        files = sorted(self.outgoing.glob("*.eml"), key=lambda path: int(path.stem.split(".")[-1]))
        return [message_from_bytes(path.read_bytes(), policy=default) for path in files]


@pytest.fixture
def post(tmp_path: Path, new_database: NewDatabase) -> Iterator[Post]:
    """An office as it is packaged: form on, mail written into a folder."""
    clock = HandClock()
    settings = settings_for(tmp_path, new_database(migrated))
    office = open_office(settings, now=clock, channels=channels_of(settings, clock))
    story = Story(office, clock)
    yield Post(story, tmp_path / "outgoing")
    story.check_books()
    office.close()


def mail(sender: str, subject: str, text: str, number: int) -> EmailMessage:
    """A plain mail."""
    message = EmailMessage()
    # What the office's own server writes on top of whatever comes in.
    message["Authentication-Results"] = (
        f"mx.dinsos.example; dmarc=pass header.from={parseaddr(sender)[1].partition('@')[2]}"
    )
    message["From"] = sender
    message["To"] = "pengaduan@dinsos.example"
    message["Subject"] = subject
    message["Message-ID"] = f"<{number}@warga.example>"
    message.set_content(text)
    return message


def reply_to(sent: Message, sender: str, text: str, number: int) -> EmailMessage:
    """What a mail program makes of pressing Reply."""
    message = mail(sender, f"Re: {sent['Subject']}", text, number)
    del message["To"]
    message["To"] = sent["Reply-To"] or sent["From"]
    message["In-Reply-To"] = sent["Message-ID"]
    message["References"] = sent["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in ("Laporan Anda", "sudah selesai"))
    message.set_content(f"{text}\n\nPada Rab, 18 Nov 2026 09.00 Dinas Sosial menulis:\n{quoted}\n")
    return message


def test_the_walk(post: Post) -> None:
    story = post.story
    came = post.brings(mail(SITI, "Kursi roda", "Kursi roda adik saya belum datang.", 1))
    assert (came.fate, story.state) == ("opened", "received")
    story.assign()
    story.tick()
    receipt = post.sent()[0]
    assert parseaddr(receipt["To"])[1] == "siti.aminah@warga.example"
    assert receipt["Auto-Submitted"]
    story.respond("Kursi roda dikirim hari Kamis.")
    answer = post.sent()[-1]
    assert "Kursi roda dikirim hari Kamis." in answer.as_string()
    assert answer["In-Reply-To"] == "<1@warga.example>"
    assert not answer["Auto-Submitted"]

    story.wait("2 working days")
    joined = post.brings(reply_to(answer, SITI, "Belum datang juga, pak.", 2))
    assert (joined.fate, joined.rule) == ("continued", "keyed_reply")
    assert story.state == "assigned"
    words = [message.reply_text for message in story.conversation if message.direction == "in"]
    assert words[-1] == "Belum datang juga, pak."

    story.respond("Mohon maaf. Kursi roda diantar tadi pagi, foto terlampir.")
    story.wait("10 working days")
    assert story.state == "resolved"
    moves = [event for event in story.kinds() if event == "Moved"]
    assert len(moves) == 5


def test_a_stranger_who_quotes_the_reference_joins_nothing_and_learns_nothing(post: Post) -> None:
    story = post.story
    post.brings(mail(SITI, "Kursi roda", "Kursi roda adik saya belum datang.", 1))
    story.assign()
    story.tick()
    before, sent = story.kinds(), len(post.sent())
    stranger = mail(
        "Orang Lain <orang@lain.example>",
        f"Re: Laporan Anda ({story.facts.reference})",
        "Saya kakaknya. Tolong kirim alamatnya.",
        9,
    )
    outcome = post.brings(stranger)
    story.tick()
    assert (outcome.fate, outcome.rule) == ("set_aside", "unverified_reply")
    assert story.kinds() == before
    assert len(post.sent()) == sent


def test_whoever_steals_the_token_is_still_a_stranger(post: Post) -> None:
    story = post.story
    post.brings(mail(SITI, "Kursi roda", "Kursi roda adik saya belum datang.", 1))
    story.assign()
    story.respond()
    stolen = reply_to(post.sent()[-1], "Pencuri <pencuri@lain.example>", "Sudah selesai", 9)
    outcome = post.brings(stolen)
    assert (outcome.fate, outcome.rule) == ("set_aside", "unverified_reply")
    assert story.state == "responded"


def test_the_complainants_own_new_mail_without_our_token_is_a_new_complaint(post: Post) -> None:
    first = post.brings(mail(SITI, "Kursi roda", "Kursi roda adik saya belum datang.", 1))
    second = post.brings(mail(SITI, "Bantuan", "Bantuan ibu saya juga berhenti.", 2))
    assert first.complaint != second.complaint
    assert second.fate == "opened"


def test_an_officer_judges_an_unverified_reply(post: Post) -> None:
    story = post.story
    post.brings(mail(SITI, "Kursi roda", "Kursi roda adik saya belum datang.", 1))
    complaint = story.complaint
    other = mail("Siti <siti.hp@warga.example>", story.facts.reference, "Ini saya dari HP anak.", 2)
    post.brings(other)
    with story.office.sessions.reading() as db:
        row = db.scalars(select(InboxRow).where(InboxRow.state == "set_aside")).one()
    assert row.suspected_id == complaint
    outcome = story.office.intake.judge(row.id, complaint, INTAKE, story.clock.at)
    assert (outcome.fate, outcome.rule) == ("continued", "officer_attached")
    assert story.conversation[-1].text.strip() == "Ini saya dari HP anak."
