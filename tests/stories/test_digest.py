"""The morning digest: a real mail server takes it, once a working day, in office hours only."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from adapters.email.channel import make, raw_of
from adapters.settings import Account, ChannelSettings
from config.rulebook import PACKAGED_RULES
from config.wiring import open_office
from tests.adapters.mail_server import PostOffice, serving
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.story import NAMES, HandClock, Story, fakes, settings_for
from workflow.core.commands import Act, Classify
from workflow.core.roles import Role
from workflow.deputies import Deputies, NewAbsence
from workflow.staff import Accounts, By, NewStaff, Staff
from workflow.store import audit, digests

JEMBER, MALANG = "pstw-jember", "rsbn-malang"
SECRET = "Rembulan"


@dataclass
class Mornings:
    """An office, its staff, and the mail server that takes what it sends."""

    story: Story
    server: PostOffice

    def hires(self, login: str, role: Role, unit: str = "", language: str = "en") -> Staff:
        """Somebody with a mailbox of their own."""
        office = self.story.office
        accounts = Accounts(office.sessions, office.office.policy.units)
        new = NewStaff(login=login, name=login.title(), role=role, unit=unit,
                       email=f"{login}@dinsos.example", language=language)  # fmt: skip
        return accounts.add_without_password(new, By("console", self.story.clock.at))

    def has_work(self, text: str, reported_unit: str = "", category: str = "") -> str:
        """A complaint that Jember has; gives its reference."""
        self.story.files(f"{text} {SECRET}")
        self.story.assign(JEMBER)
        about = Classify(
            complaint=self.story.complaint, reported_unit=reported_unit or None, category=category
        )
        self.story.does(about)
        return self.story.facts.reference

    def mails(self) -> dict[str, EmailMessage]:
        """What arrived since this was asked last, by login."""
        counts = self.story.office.runners.tick_one("digests", self.story.clock.at)
        assert "failed" not in counts
        taken = [message_from_bytes(each, policy=SMTP) for each in self.server.arrived]
        self.server.arrived.clear()
        assert len({str(mail["To"]) for mail in taken}) == len(taken)
        return {str(mail["To"]).partition("<")[2].partition("@")[0]: mail for mail in taken}

    def passes(self, **time: float) -> None:
        """Time passes, while no machine runs."""
        self.story.clock.at += timedelta(**time)


@pytest.fixture
def mornings(tmp_path: Path, new_database: NewDatabase) -> Iterator[Mornings]:
    """A new office whose mail goes to a server of its own."""
    clock = HandClock()
    with PostOffice() as server, serving(server):
        options = {"smtp_host": "127.0.0.1", "smtp_port": f"{server.port}", "smtp_security": "none"}
        account = Account(id="office", unit="sekretariat", address="pengaduan@dinsos.example",
                          name="Dinas Sosial", options=options)  # fmt: skip
        own = replace(account, id="jember", unit=JEMBER, address="jember@dinsos.example")
        mail = make(ChannelSettings(accounts=(account, own), now=clock))
        settings = settings_for(tmp_path, new_database(migrated))
        settings = settings.model_copy(update={"rules": with_unit_mailbox(tmp_path / "rules")})
        office = open_office(settings, now=clock, channels={**fakes(clock), "email": mail})
        story = Story(office, clock)
        yield Mornings(story, server)
        story.check_books()
        office.close()


def with_unit_mailbox(folder: Path) -> Path:
    """The rules of an office in which one unit has a mailbox of its own."""
    shutil.copytree(PACKAGED_RULES, folder)
    file = folder / "channels.toml"
    office, address, rest = file.read_text().partition('address = "pengaduan@dinsos.example"')
    line, _, others = rest.partition("\n\n")
    own = (f'[[channel.account]]\nid = "jember"\nunit = "{JEMBER}"\nname = "PSTW Jember"\n'
           'address = "jember@dinsos.example"')  # fmt: skip
    file.write_text(f"{office}{address}{line}\n\n{own}\n\n{others}")
    return folder


def text_of(mail: EmailMessage) -> str:
    """The words of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_who_has_work_gets_one_mail_a_day_with_what_matters_most(mornings: Mornings) -> None:
    mornings.hires("harun", Role.UNIT_HEAD, JEMBER)
    mornings.hires("sri", Role.UNIT_STAFF, JEMBER, language="id")
    mornings.hires("lestari", Role.UNIT_HEAD, "rsbn-malang")
    mornings.hires("boss", Role.ADMINISTRATOR)
    late = mornings.has_work("Water is out")
    mornings.passes(days=21)
    others = [mornings.has_work(f"Fresh one {n}") for n in range(3)]
    accused = mornings.has_work("About Jember", reported_unit="rsbn-malang")
    hidden = mornings.has_work("Hidden", category="kekerasan_seksual")
    came = mornings.mails()
    assert sorted(came) == ["harun", "sri"]
    told = text_of(came["harun"])
    assert told.index(late) < told.index(others[0])
    assert f"/aduan/{late}" in told
    assert "late since" in told
    assert "In all 6: 1 late" in told
    assert others[2] not in told
    assert hidden not in told
    assert accused not in told  # only three stand there, the longest waiting first
    for mail in came.values():
        everything = f"{mail['Subject']}{text_of(mail)}"
        assert SECRET not in everything
        assert not any(name in everything for name in NAMES)
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Reply-To"] is None
    assert "terlambat sejak" in text_of(came["sri"])
    assert mornings.mails() == {}
    mornings.passes(hours=3)
    assert mornings.mails() == {}
    assert "MessageWent" not in mornings.story.kinds()[-2:]  # no message of any complaint
    mornings.passes(hours=21)
    assert sorted(mornings.mails()) == ["harun", "sri"]


def test_who_is_away_gets_none_and_the_deputy_s_tells_of_both_units(mornings: Mornings) -> None:
    head = mornings.hires("harun", Role.UNIT_HEAD, JEMBER)
    deputy = mornings.hires("lestari", Role.UNIT_HEAD, MALANG)
    office, clock = mornings.story.office, mornings.story.clock
    water = mornings.has_work("Water is out")
    accusing = mornings.has_work("Malang asked for money", reported_unit=MALANG)
    lamps = mornings.has_work("No light")
    mornings.story.does(
        Act(complaint=mornings.story.complaint, move="assign", values={"unit": MALANG})
    )
    today = office.office.calendars["office"].local(clock.at).date()
    away = NewAbsence(head=head.id, deputy=deputy.id, first=today, last=today)
    Deputies(office.sessions, office.office.calendars["office"]).appoint(
        away, By("console", clock.at)
    )
    came = mornings.mails()
    assert list(came) == ["lestari"]
    told = text_of(came["lestari"])
    assert water in told
    assert lamps in told
    assert "In all 2:" in told
    assert accusing not in told  # it is about the deputy's own unit (UU 25/2009 art. 45)
    mornings.passes(days=1)
    came = mornings.mails()
    assert "In all 2:" in text_of(came["harun"])
    assert accusing in text_of(came["harun"])
    assert "In all 1:" in text_of(came["lestari"])
    # A unit with a mailbox of its own writes from there, and the others from the office's.
    assert {login: str(mail["From"]).partition("<")[2] for login, mail in came.items()} == {
        "harun": "jember@dinsos.example>",
        "lestari": "pengaduan@dinsos.example>",
    }


def test_it_keeps_office_hours_and_is_missed_rather_than_late(mornings: Mornings) -> None:
    head = mornings.hires("harun", Role.UNIT_HEAD, JEMBER)
    mornings.has_work("Water is out")
    calendar = mornings.story.office.office.calendars["office"]
    clock, monday = mornings.story.clock, mornings.story.clock.at
    opens = calendar.at(calendar.local(monday).date(), calendar.hours(monday.date())[0].start)
    clock.at = opens - timedelta(seconds=1)
    assert mornings.mails() == {}
    clock.at = opens
    assert list(mornings.mails()) == ["harun"]
    # Down on Tuesday's morning: it comes late, on the same day. Down all Wednesday: not at all.
    clock.at = opens + timedelta(days=1, hours=2)
    assert list(mornings.mails()) == ["harun"]
    clock.at = opens + timedelta(days=2, hours=12)
    assert mornings.mails() == {}
    clock.at = opens + timedelta(days=5)  # a Saturday
    assert mornings.mails() == {}
    accounts = Accounts(mornings.story.office.sessions, mornings.story.office.office.policy.units)
    accounts.digest(head.id, on=False)
    clock.at = opens + timedelta(days=7)
    assert mornings.mails() == {}


def test_what_waits_for_the_server_is_tried_again_and_what_comes_back_is_told(
    mornings: Mornings,
) -> None:
    head = mornings.hires("harun", Role.UNIT_HEAD, JEMBER)
    mornings.has_work("Water is out")
    mornings.server.scripts.append({"RCPT": "450 4.2.0 come back"})
    assert mornings.mails() == {}
    mornings.passes(minutes=30)
    mail = mornings.mails()["harun"]
    report = (
        "From: MAILER-DAEMON@mx.dinsos.example\r\nTo: pengaduan@dinsos.example\r\n"
        "Subject: Delivery Status Notification\r\nMessage-ID: <b1@mx.dinsos.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
        'boundary="b"\r\n\r\n--b\r\n\r\nNews.\r\n--b\r\nContent-Type: message/delivery-status'
        "\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; harun@dinsos.example\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: {mail['Message-ID']}\r\nSubject: x\r\n\r\n--b--\r\n"
    )
    office, clock = mornings.story.office, mornings.story.clock
    outcome = office.intake.take(raw_of("office", report.encode()), clock.at)
    assert (outcome.fate, outcome.complaint) == ("ignored", None)
    with office.sessions.reading() as db:
        assert digests.lost(db) == {head.id: "5.1.1"}
        [entry] = audit.latest(db, limit=5, actions=("digest.returned",))
    assert entry.detail == f"staff:{head.id} 5.1.1"
    mornings.passes(days=1)
    assert list(mornings.mails()) == ["harun"]
    with office.sessions.reading() as db:
        assert digests.lost(db) == {}
