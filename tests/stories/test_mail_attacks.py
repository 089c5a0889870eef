"""What strangers have done to other desks by mail, tried on this one.

Each story is a class of advisories of the last years: a reply that takes over somebody else's
complaint, a receipt that becomes spam, two robots that never stop, a mail that stops the rest.
"""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.hostile import OFFICE, VECTORS, MailOffice, hostile, letter, open_mail_office, words_of
from tests.story import INTAKE, tell
from workflow.core import commands as c
from workflow.core.verdicts import Fate
from workflow.intake import Outcome
from workflow.store import complaints, files

MOST_ANSWERED = 5
"""Automatic mails to one address in a day, however often it writes."""

MARKER = "Terasi Udang Rebon"
"""Words that nobody but an attacker writes."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[MailOffice]:
    """A new office; at its end the books balance."""
    opened = open_mail_office(tmp_path)
    yield opened
    opened.story.check_books()
    opened.story.office.close()


def victim(office: MailOffice) -> str:
    """The reference of Ratna's complaint."""
    outcome = office.gets(letter("Air mati sejak Senin.", Message_ID="<1@warga.example>"))
    assert outcome.fate == Fate.OPENED
    with office.story.office.sessions.reading() as db:
        return complaints.row_of(db, office.story.complaint).reference


def told(office: MailOffice) -> list[str]:
    """What stands in the conversation of the victim's complaint."""
    return [message.text for message in office.story.conversation]


# -- Taking over a complaint ----------------------------------------------------------------


def test_a_reference_in_the_subject_opens_nobody_elses_complaint(office: MailOffice) -> None:
    reference = victim(office)
    complaint, before = office.story.complaint, office.story.kinds()
    mail = letter(f"Saya cabut. {MARKER}", From="x@penjahat.example", Subject=f"Re: {reference}")
    outcome = office.gets(mail)
    assert outcome.fate == Fate.SET_ASIDE
    office.story.complaint = complaint
    assert office.story.kinds() == before
    assert not any(MARKER in text for text in told(office))


def test_the_ids_of_our_mails_prove_nothing_to_a_stranger(office: MailOffice) -> None:
    victim(office)
    complaint = office.story.complaint
    [receipt] = office.sent()
    known = receipt["Message-ID"]
    forged = (
        {"In_Reply_To": known.replace("<tt", "<uu")},
        {"References": "<1@warga.example>"},
        {"In_Reply_To": "<1@warga.example>", "Subject": receipt["Subject"]},
        {"In_Reply_To": known, "From": "x@penjahat.example", "Authentication_Results": ""},
    )
    for number, fields in enumerate(forged):
        sender = {"From": f"x{number}@penjahat.example", "Authentication_Results": "", **fields}
        office.gets(letter(f"Saya cabut. {MARKER} {number}", **sender))
    office.story.complaint = complaint
    assert not any(MARKER in text for text in told(office))


@pytest.mark.parametrize(
    "header",
    ["X-Tuntas-Seal", "X-Tuntas-Token", "X-Tuntas-Complaint", "X-RT-Ticket", "Resent-From"],
)
def test_a_header_of_the_offices_own_written_by_a_stranger_is_not_believed(
    office: MailOffice, header: str
) -> None:
    reference = victim(office)
    complaint = office.story.complaint
    mail = letter(f"Catatan petugas. {MARKER}", From=OFFICE, Authentication_Results="")
    mail[header] = reference
    outcome = office.gets(mail)
    assert outcome.fate in {Fate.OPENED, Fate.SET_ASIDE}, "no echo of ours: it is somebody's mail"
    office.story.complaint = complaint
    assert not any(MARKER in text for text in told(office))


@pytest.mark.parametrize("sender", ["kepala@dinsos.example", OFFICE, "admin", "petugas@localhost"])
@pytest.mark.parametrize(
    "order", ["/close", "#status selesai", "Status: closed", "assign pstw-jember"]
)
def test_nobody_gives_an_order_by_mail(office: MailOffice, sender: str, order: str) -> None:
    reference = victim(office)
    complaint, before = office.story.complaint, office.story.state
    office.gets(letter(f"{order}\n{MARKER}", From=sender, Subject=f"[{reference}] {order}"))
    office.story.complaint = complaint
    assert office.story.state == before


# -- The office's own mail as a weapon ------------------------------------------------------


def test_an_unproved_sender_makes_the_office_write_to_nobody(office: MailOffice) -> None:
    for result in ("", "mx.dinsos.example; dmarc=fail header.from=warga.example",
                   "mx.elsewhere.example; dmarc=pass header.from=warga.example"):  # fmt: skip
        office.gets(letter(f"{MARKER} {result}", Authentication_Results=result))
    assert office.sent() == []


def test_a_receipt_repeats_nothing_that_the_sender_chose(office: MailOffice) -> None:
    lure = letter(
        f"Klik https://penjahat.example/hadiah\n{MARKER}",
        From=f'"{MARKER}" <ratna@warga.example>',
        Subject=f"{MARKER} menang undian https://penjahat.example",
        Reply_To="korban@warga.example",
    )
    lure.add_attachment(b"x", "application", "pdf", filename=f"{MARKER}.pdf")
    assert office.gets(lure).fate == Fate.OPENED
    [receipt] = office.sent()
    assert MARKER not in words_of(receipt)
    assert "penjahat" not in words_of(receipt)
    assert receipt["To"].addresses[0].addr_spec == "ratna@warga.example"
    assert not receipt["Cc"]
    assert not receipt["Bcc"]
    assert receipt["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize(
    "field", ["From", "Subject", "Message-ID", "Reply-To", "References", "In-Reply-To"]
)
def test_no_field_of_a_mail_adds_a_header_to_ours(office: MailOffice, field: str) -> None:
    injected = "=?utf-8?q?Ratna=0D=0ABcc:_korban=40warga.example=0D=0A?="
    values = {
        "From": f"{injected} <ratna@warga.example>",
        "Reply-To": f"{injected} <ratna@warga.example>",
        "Message-ID": f"<a{injected}@warga.example>",
    }
    lines = letter("Air mati.").as_bytes().split(b"\n")
    name = field.encode()
    kept = [line for line in lines if not line.lower().startswith(name.lower() + b":")]
    office.gets(b"\r\n".join([name + b": " + values.get(field, injected).encode(), *kept]))
    for mail in office.sent():
        assert "Bcc" not in mail
        assert [one.addr_spec for one in mail["To"].addresses] == ["ratna@warga.example"]


def test_a_robot_that_answers_everything_is_not_answered_for_ever(office: MailOffice) -> None:
    office.gets(letter("Air mati.", Message_ID="<robot-0@warga.example>"))
    answered = 0
    for turn in range(30):
        mails = office.sent()
        for mail in mails[answered:]:
            office.gets(_echo_of(mail, turn))
        answered = len(mails)
        office.story.wait("2 minutes")
    assert answered <= MOST_ANSWERED


def _echo_of(mail: EmailMessage, turn: int) -> EmailMessage:
    """What a bad robot makes of our mail: no header says what it is, and nothing is quoted."""
    return letter(
        f"Terima kasih, pesan Anda kami terima. Nomor {turn}.",
        Subject="Terima kasih",
        Message_ID=f"<robot-{turn + 1}@warga.example>",
        From=str(mail["To"]),
        To=str(mail["From"]),
    )


ROBOTS = {
    "an automatic answer": {"Auto_Submitted": "auto-replied"},
    "a machine's notice": {"Auto_Submitted": "auto-generated"},
    "a vacation program": {"X_Autoreply": "yes"},
    "a list": {"List_Id": "<warga.example>"},
    "bulk mail": {"Precedence": "bulk"},
    "a bounce": {"From": "MAILER-DAEMON@mx.example", "Return_Path": "<>"},
    "nobody": {"From": "no-reply@warga.example"},
}


@pytest.mark.parametrize("robot", ROBOTS)
def test_no_robot_gets_a_receipt(office: MailOffice, robot: str) -> None:
    office.gets(letter(f"Air mati. {robot}", **ROBOTS[robot]))
    assert office.sent() == []


def test_what_officers_note_among_themselves_leaves_in_no_mail(office: MailOffice) -> None:
    victim(office)
    office.story.triage()
    office.story.does(c.Note(complaint=office.story.complaint, text=f"Curiga. {MARKER}"), INTAKE)
    office.story.assign()
    office.story.respond("Air sudah mengalir.")
    mails = office.sent()
    assert len(mails) >= 2
    assert not any(MARKER in words_of(mail) for mail in mails)


# -- Stopping the rest ------------------------------------------------------------------------

POISON = {
    "no bytes": b"",
    "rubbish": bytes(range(256)) * 40,
    "an id of blanks": b"Message-ID:  \r\nFrom: <>\r\n\r\n",
    "parts without end": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 9_999,
    "a letter with lone halves": b"From: a@x.example\r\nSubject: =?utf-8?q?=ED=A0=80?=\r\n\r\n"
    b"\xed\xa0\x80 Air mati.",
    "a name of marks": b"From: " + b"\xcc\x81" * 5_000 + b" <a@x.example>\r\n\r\nAir mati.",
    "a name with NUL": b"From: a@x.example\r\nSubject: a\x00b\r\n\r\nAir\x00 mati.",
    "a million headers": b"X-A: b\r\n" * 200_000 + b"\r\nAir mati.",
    "an address of a kilobyte": b"From: " + b"a" * 1_000 + b"@x.example\r\n\r\nAir mati.",
}


@pytest.mark.parametrize("poison", POISON)
def test_a_mail_that_is_poison_is_kept_and_the_next_one_is_read(
    office: MailOffice, poison: str
) -> None:
    outcome = office.gets(POISON[poison])
    assert isinstance(outcome, Outcome)
    assert outcome.fate in set(Fate)
    assert office.gets(letter("Air mati sejak Senin.")).fate == Fate.OPENED


def test_a_name_that_hides_an_ending_is_harmless_before_it_is_judged(office: MailOffice) -> None:
    mail = letter("Air mati.")
    for name in ("..\u200b/.htaccess", "\u200b.php", "foto\u202egpj.exe", "a/../../b.php", ".env"):
        mail.add_attachment(b"<?php 1;", "application", "octet-stream", filename=name)
    office.gets(mail)
    story = office.story
    with story.office.sessions.reading() as db:
        names = [
            row.name for rows in files.of_complaint(db, story.complaint).values() for row in rows
        ]
    assert len(names) == 5
    for name in names:
        assert not set(name) & set("/\\\u200b\u202e")
        assert not name.startswith(".")
    kept = [path.name for path in story.office.settings.home.rglob("*") if path.is_file()]
    assert not [name for name in kept if name.endswith((".php", ".exe", ".htaccess", ".env"))]


def test_every_vector_is_somebodys_complaint_with_its_words_whole(office: MailOffice) -> None:
    for number, vector in enumerate(VECTORS):
        outcome = office.gets(hostile(vector, number))
        assert outcome.fate in {Fate.OPENED, Fate.SET_ASIDE}, vector
        if outcome.fate == Fate.OPENED:
            assert "Air mati sejak Senin." in told(office)[0]
    for mail in office.sent():
        said = words_of(mail)
        assert "alert(" not in said
        assert "evil.example" not in said


def test_words_that_look_like_a_template_are_words(tmp_path: Path) -> None:
    story = tell(tmp_path)
    story.files(
        "{{7919*7907}} ${7919*7907} {% for a in b %} %(name)s {0}", email="ratna@warga.example"
    )
    story.triage()
    story.act("assign", unit="pstw-jember")
    story.respond("{{7919*7907}} ${7901*7883} {0} %(name)s {reference}")
    said = [message.text for message in story.conversation]
    assert any("{{7919*7907}} ${7901*7883} {0} %(name)s {reference}" in text for text in said)
    # Eight digits each: no reference number, secret code or date holds them by chance.
    worked_out = {str(7919 * 7907), str(7901 * 7883)}
    assert not any(number in text for number in worked_out for text in said)
    story.office.close()
