"""Two robots answer each other and us for an hour: the office falls silent, and loses nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from itertools import count
from pathlib import Path

import pytest

from tests.stories.mailing import Postman, mail, opened, reply

MINUTES = 60
ROBOTS = ("info@satu.example", "layanan@dua.example")


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Postman]:
    """On SQLite alone: the rules count, and an hour of mail takes its time."""
    yield from opened(tmp_path, "")


@dataclass(frozen=True)
class Robot:
    """How a robot writes; each of its mails has an id of its own."""

    header: tuple[str, str] = ("", "")
    text: str = "Kami sedang tidak di tempat."
    numbered: bool = False
    many: bool = False
    """Whether it writes from another address of its domain each time."""

    def writes(self, address: str, number: int, answered: EmailMessage | None) -> EmailMessage:
        """One mail: an answer to one of ours, or to the other robot with us among the readers."""
        if self.many:
            address = f"r{number}.{address}"
        words = f"{self.text} {number if self.numbered else ''}"
        if answered is None:
            written = mail(address, "Re: Pesan Anda", words, f"{number}")
        else:
            written = reply(answered, address, words, f"{number}")
        name, value = self.header
        if name:
            written[name] = value
        return written


def an_hour(post: Postman, robot: Robot) -> list[EmailMessage]:
    """Each minute both write to each other and to us, and answer whatever we sent; our mails."""
    ours: list[EmailMessage] = []
    numbers = count(1)
    for _ in range(MINUTES):
        news = post.news()
        ours += news
        for address in ROBOTS:
            post.brings(robot.writes(address, next(numbers), None))
        for mail_of_ours in news:
            to = parseaddr(str(mail_of_ours["To"]))[1]
            post.brings(replace(robot, many=False).writes(to, next(numbers), mail_of_ours))
        post.story.clock.at += timedelta(minutes=1)
    return ours + post.news()


HONEST = Robot(header=("Auto-Submitted", "auto-replied"))
LIST = Robot(header=("List-Id", "<berita.satu.example>"), numbered=True)
SILENT = Robot()
CHATTY = Robot(numbered=True)
CHANGING = Robot(numbered=True, many=True)


@pytest.mark.parametrize(
    ("robot", "complaints", "mails"),
    [
        pytest.param(HONEST, 0, 0, id="one that says so"),
        pytest.param(LIST, 0, 0, id="a mailing list"),
        pytest.param(SILENT, 2, 2, id="one that hides it and repeats itself"),
        pytest.param(CHATTY, 20, 10, id="one that always says something else"),
        pytest.param(CHANGING, 60, 60, id="one with a new address each time"),
    ],
)
def test_after_a_while_nobody_answers_robots(
    post: Postman, robot: Robot, complaints: int, mails: int
) -> None:
    ours = an_hour(post, robot)
    assert (post.complaints(), len(ours)) == (complaints, mails)
    per_pair = Counter(str(one["To"]) for one in ours)
    caps = post.story.office.engine.office.policy.caps
    assert all(count <= caps.receipts_per_address for count in per_pair.values())
    assert all(one["Auto-Submitted"] == "auto-replied" for one in ours)
    assert sum(post.fates().values()) == post.brought  # whatever came is still there
    assert "" not in post.fates()


def test_a_robot_that_answers_like_a_person_joins_its_complaint_and_hears_no_more(
    post: Postman,
) -> None:
    post.brings(mail(ROBOTS[0], "Bantuan", "Kapan bantuan turun?", "0"))
    [receipt] = post.news()
    for number in range(1, 60):
        post.story.clock.at += timedelta(seconds=30)
        post.brings(reply(receipt, ROBOTS[0], f"Terima kasih, diteruskan {number}.", f"{number}"))
        assert post.news() == []
    caps = post.story.office.engine.office.policy.caps
    assert post.complaints() == 1
    assert post.fates()["keyed_reply"] == caps.messages_per_sender - 1
    assert post.fates()["flood"] == 59 - post.fates()["keyed_reply"]


def test_a_robot_that_disputes_every_answer_hears_a_bounded_number_of_notices(
    post: Postman,
) -> None:
    story = post.story
    post.brings(mail(ROBOTS[0], "Bantuan", "Kapan bantuan turun?", "0"))
    story.assign()
    caps = story.office.engine.office.policy.caps
    for number in range(14):
        story.respond("Sudah kami kirim.")
        [*_, answer] = [one for one in post.news() if not one["Auto-Submitted"]]
        post.brings(reply(answer, ROBOTS[0], f"Belum selesai, tiket {number}.", f"{number}"))
        story.clock.at += timedelta(minutes=5)
    story.tick()
    automatic = sum(bool(one["Auto-Submitted"]) for one in post.sent())
    assert automatic == caps.automatic_per_pair
    held = [one for one in story.conversation if one.automatic and one.state == "refused"]
    assert len(held) == 15 - caps.automatic_per_pair
    story.wait("2 days")
    assert sum(bool(one["Auto-Submitted"]) for one in post.sent()) == automatic


def test_robots_without_proof_get_nothing_at_all(post: Postman) -> None:
    for number in range(20):
        post.brings(mail(ROBOTS[0], "Halo", f"Pesan {number}", f"{number}"), check="none")
        assert post.news() == []
    assert post.complaints() == post.story.office.engine.office.policy.caps.new_per_sender


def test_a_stranger_who_writes_in_the_name_of_a_town_is_known_by_the_network(
    post: Postman,
) -> None:
    for number in range(80):
        sender = f"warga{number}@kota{number}.example"
        post.brings(mail(sender, "Halo", f"Pesan {number}", f"{number}"), check="none")
    caps = post.story.office.engine.office.policy.caps
    assert post.complaints() == caps.new_per_domain
    elsewhere = mail("siti@warga.example", "Kursi roda", "Belum datang.", "siti")
    assert post.brings(elsewhere, handed_by="198.51.100.20").fate == "opened"


def test_a_mail_sent_twice_is_one_complaint_and_with_a_file_two(post: Postman) -> None:
    first = post.brings(mail("siti@warga.example", "Kursi roda", "Belum datang.", "1"))
    post.story.clock.at += timedelta(minutes=2)
    again = post.brings(mail("siti@warga.example", "Kursi roda", "Belum datang.", "2"))
    assert (first.fate, again.fate, again.rule) == ("opened", "duplicate", "repeated")
    with_file = mail("siti@warga.example", "Kursi roda", "Belum datang.", "3")
    with_file.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    assert post.brings(with_file).fate == "opened"
