"""Receipts go to whoever wrote, and to nobody else: proof, robots' addresses, and why not."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.email.channel import raw_of
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.mailing import FAILED, NONE, OFFICE, Postman, mail, opened, reply
from tests.stories.signing import copy_of_the_rules
from tests.story import INTAKE
from workflow.core import commands as c
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.staff import Accounts, By, NewStaff

FEW = {"receipts_per_domain": 6, "receipts_per_network": 8}
SITI = "Siti Aminah <siti.aminah@warga.example>"


@pytest.fixture
def post(tmp_path: Path, new_database: NewDatabase) -> Iterator[Postman]:
    yield from opened(tmp_path, new_database(migrated))


@pytest.fixture
def sparing(tmp_path: Path, new_database: NewDatabase) -> Iterator[Postman]:
    """An office that sends few receipts a day."""
    rules = copy_of_the_rules(tmp_path)
    text = (rules / "office.toml").read_text(encoding="utf-8")
    for name, most in FEW.items():
        text, found = re.subn(rf"(?m)^({name} *= )\d+", rf"\g<1>{most}", text)
        assert found == 1
    (rules / "office.toml").write_text(text, encoding="utf-8")
    yield from opened(tmp_path, new_database(migrated), rules)


def silent(post: Postman) -> str:
    return post.story.facts.silent


@pytest.mark.parametrize(
    ("sender", "check", "why"),
    [
        (SITI, NONE, "not_proved"),
        (SITI, FAILED, "doubtful"),
        ("no-reply@toko.example", "pass", "nobody"),
        ("berita-bounces@toko.example", "pass", "nobody"),
        ("Do.Not.Reply@toko.example", "pass", "nobody"),
    ],
)
def test_a_complaint_opens_without_a_receipt_and_says_why(
    post: Postman, sender: str, check: str, why: str
) -> None:
    came = post.brings(mail(sender, "Kursi roda", "Belum datang.", "1"), check=check)
    assert came.fate == "opened"
    assert post.news() == []
    assert silent(post) == why
    assert "MessageWent" not in post.story.kinds()


def test_a_sender_whom_the_server_has_proved_gets_one_that_repeats_nothing(post: Postman) -> None:
    post.brings(mail(SITI, "MURAH-SEKALI", "BELI-SEKARANG di toko.example", "1"))
    [receipt] = post.news()
    assert receipt["To"].addresses[0].addr_spec == "siti.aminah@warga.example"
    assert (receipt["Auto-Submitted"], receipt["X-Auto-Response-Suppress"]) == (
        "auto-replied", "All",
    )  # fmt: skip
    assert receipt["In-Reply-To"] == "<1@warga.example>"
    assert "SEKA" not in receipt.as_string()
    assert "toko" not in receipt.as_string()
    assert silent(post) == ""


def test_whoever_answers_our_letter_has_proved_the_address(post: Postman) -> None:
    post.brings(mail(SITI, "Kursi roda", "Belum datang.", "1"), check=NONE)
    post.story.does(c.Reply(complaint=post.story.complaint, text="Kami periksa."), INTAKE)
    [answer] = post.news()
    joined = post.brings(reply(answer, SITI, "Terima kasih.", "2"), check=NONE)
    assert joined.rule == "keyed_reply"
    post.story.clock.at += timedelta(hours=2)
    post.brings(mail(SITI, "Bantuan", "Bantuan ibu saya berhenti.", "3"), check=NONE)
    assert len(post.news()) == 1


def test_naming_a_reference_proves_nothing(post: Postman) -> None:
    post.brings(mail(SITI, "Kursi roda", "Belum datang.", "1"), check=NONE)
    post.brings(mail(SITI, f"Re: {post.story.facts.reference}", "Halo?", "2"), check=NONE)
    post.brings(mail(SITI, "Bantuan", "Bantuan ibu saya berhenti.", "3"), check=NONE)
    assert post.news() == []


def test_receipts_of_one_domain_and_one_network_are_capped_by_the_day(sparing: Postman) -> None:
    post, caps = sparing, sparing.story.office.engine.office.policy.caps
    assert (caps.receipts_per_domain, caps.receipts_per_network) == tuple(FEW.values())
    for number in range(caps.receipts_per_domain + 3):
        sender = f"warga{number}@desa.example"
        handed_by = f"198.51.{number}.9"
        post.brings(mail(sender, "Halo", f"Laporan {number}", f"{number}"), handed_by=handed_by)
        post.story.clock.at += timedelta(minutes=3)
    assert len(post.news()) == caps.receipts_per_domain
    assert silent(post) == "domain_capped"
    for number in range(caps.receipts_per_network + 3):
        sender = f"warga@desa{number}.example"
        post.brings(mail(sender, "Halo", f"Laporan {number}", f"{number}"), handed_by="2001:db8::9")
        post.story.clock.at += timedelta(minutes=3)
    assert len(post.news()) == caps.receipts_per_network
    assert silent(post) == "network_capped"


def test_a_mail_of_an_officer_is_a_mail_like_any_other(post: Postman) -> None:
    story = post.story
    post.brings(mail(SITI, "Kursi roda", "Belum datang.", "1"))
    story.assign()
    story.respond()
    [*_, answer] = post.news()
    before = story.kinds()
    command = reply(answer, "kepala@jember.example", "tutup: selesai", "2")
    outcome = post.brings(command)
    assert (outcome.fate, outcome.rule) == ("set_aside", "unverified_reply")
    assert (story.state, story.kinds()) == ("responded", before)


def test_the_answer_of_a_unit_carries_its_name_and_a_receipt_the_offices(post: Postman) -> None:
    story = post.story
    new = NewStaff(login="kepala", name="Kepala", role=Role.UNIT_HEAD, unit="pstw-jember")
    units = story.office.engine.office.policy.units
    by = By("console", story.clock.at)
    head = Accounts(story.office.sessions, units).add_without_password(new, by)
    post.brings(mail(SITI, "Kursi roda", "Belum datang.", "1"))
    story.assign()
    [receipt] = post.news()
    story.respond(actor=head.actor)
    [answer] = post.news()
    policy = story.office.engine.office.policy
    unit = policy.units["pstw-jember"].name
    assert answer["From"].addresses[0].display_name == f"{unit} – {policy.office}"
    assert answer["From"].addresses[0].addr_spec == OFFICE
    assert receipt["From"].addresses[0].display_name == policy.office


def bounce(post: Postman, action: str, code: str, id: str, after: timedelta) -> None:
    """The other mail system's news of our last mail, as a standard report (RFC 3464)."""
    last = post.sent()[-1]
    report = (
        "From: MAILER-DAEMON@mx.warga.example\r\n"
        f"To: {last['Reply-To']}\r\nSubject: Delivery Status Notification\r\n"
        f"Message-ID: <{id}@mx.warga.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nNews of your mail.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.warga.example\r\n\r\n"
        f"Final-Recipient: rfc822; siti.aminah@warga.example\r\nAction: {action}\r\n"
        f"Status: {code}\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: {last['Message-ID']}\r\nSubject: x\r\n\r\n--b--\r\n"
    )
    post.story.clock.at += after
    post.story.office.intake.take(raw_of("office", report.encode()), post.story.clock.at)


def answered(post: Postman) -> None:
    post.brings(mail(SITI, "Kursi roda", "Belum datang.", "1"))
    post.story.assign()
    post.story.respond()
    assert post.story.state == "responded"


@pytest.mark.parametrize("code", ["5.1.1", "4.4.7"])
def test_days_later_a_bounce_becomes_the_state_of_the_very_answer(post: Postman, code: str) -> None:
    answered(post)
    bounce(post, "failed", code, "b1", timedelta(days=3))
    assert [one.state for one in post.story.conversation if one.purpose == "answer"] == ["refused"]
    assert post.story.state == "assigned"
    assert post.complaints() == 1


def test_a_delay_is_shown_and_changes_nothing_else(post: Postman) -> None:
    answered(post)
    bounce(post, "delayed", "4.4.1", "b1", timedelta(hours=5))
    states = {one.purpose: one.state for one in post.story.conversation if one.direction == "out"}
    assert states == {"receipt": "delivered", "answer": "delayed"}
    assert post.story.state == "responded"
    bounce(post, "failed", "4.4.7", "b2", timedelta(days=4))
    assert post.story.state == "assigned"


def test_a_bounce_of_no_mail_of_ours_is_ignored_with_a_reason(post: Postman) -> None:
    answered(post)
    stray = mail("MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender",
                 "<x@warga.example>: 550 5.1.1 User unknown", "9")  # fmt: skip
    outcome = post.brings(stray)
    assert (outcome.fate, outcome.rule) == ("ignored", "stray_bounce")
    assert (post.story.state, post.complaints()) == ("responded", 1)


def test_what_came_back_is_not_sent_again_but_answered_anew(post: Postman) -> None:
    answered(post)
    bounce(post, "failed", "5.1.1", "b1", timedelta(days=1))
    number = next(one.number for one in post.story.conversation if one.purpose == "answer")
    with pytest.raises(Refused) as refused:
        post.story.does(c.SendAgain(complaint=post.story.complaint, message=number))
    assert refused.value.code == "came-back"
