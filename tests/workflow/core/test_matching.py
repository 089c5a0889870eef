"""Which complaint a message belongs to, and why: joining takes a key and a known sender."""

from dataclasses import replace

import pytest

from workflow.core.caps import Lately, is_nobody
from workflow.core.matching import CHAIN, match
from workflow.core.messages import (
    Attachment,
    Check,
    Happening,
    InboundMessage,
    Kind,
    Outcome,
    Receipt,
    Sender,
    Visibility,
)
from workflow.core.replies import reading_of
from workflow.core.verdicts import Fate, Known, Surroundings

OURS = Known(7, "C-7KQ4-2MX9", "responded", sender=True)
STRANGER = replace(OURS, sender=False)
OTHER = replace(OURS, complaint=8, reference="C-9WM2-4KQ7")
MAIL = InboundMessage(
    kind=Kind.PERSON,
    channel="email",
    account="office",
    external_id="<1@warga.example>",
    sender=Sender(address="sumiyati@warga.example"),
    subject="Kursi roda",
    text="Belum datang.",
)
BOUNCE = Receipt(
    channel="email",
    account="office",
    external_id="<2@mx.example>",
    outcome=Outcome.REFUSED,
    kind=Kind.BOUNCE,
)


@pytest.mark.parametrize(
    ("around", "fate", "rule"),
    [
        (Surroundings(), Fate.OPENED, "new"),
        (Surroundings(by_token=OURS), Fate.CONTINUED, "keyed_reply"),
        (Surroundings(by_token=STRANGER), Fate.SET_ASIDE, "unverified_reply"),
        (Surroundings(by_thread=OURS), Fate.CONTINUED, "threaded_reply"),
        (Surroundings(by_thread=STRANGER), Fate.SET_ASIDE, "unverified_reply"),
        (Surroundings(by_conversation=OURS), Fate.CONTINUED, "conversation"),
        (Surroundings(quoted=(OURS,)), Fate.SET_ASIDE, "unverified_reply"),
        (Surroundings(quoted=(STRANGER,)), Fate.SET_ASIDE, "unverified_reply"),
        (Surroundings(quoted=(OURS,), vouched=True), Fate.CONTINUED, "named_reference"),
        (Surroundings(quoted=(STRANGER,), vouched=True), Fate.SET_ASIDE, "unverified_reply"),
        (Surroundings(quoted=(OURS, OURS), vouched=True), Fate.SET_ASIDE, "unverified_reply"),
        (Surroundings(by_quotation=OURS, by_conversation=OTHER), Fate.CONTINUED, "quoted_message"),
        (Surroundings(follows=OURS, by_conversation=OTHER), Fate.OPENED, "follow_up"),
        (Surroundings(below=STRANGER), Fate.SET_ASIDE, "remark"),
        (Surroundings(below=STRANGER, by_conversation=OTHER), Fate.CONTINUED, "conversation"),
        (Surroundings(seen_before=True, by_token=OURS), Fate.DUPLICATE, "duplicate"),
        (Surroundings(lately=Lately(wrote=29, opened=9, alike=59)), Fate.OPENED, "new"),
        (Surroundings(lately=Lately(opened=10)), Fate.SET_ASIDE, "too_many"),
        (Surroundings(lately=Lately(alike=60)), Fate.SET_ASIDE, "too_many"),
        (Surroundings(lately=Lately(opened=10), by_token=OURS), Fate.CONTINUED, "keyed_reply"),
        (Surroundings(lately=Lately(wrote=30), by_token=OURS), Fate.SET_ASIDE, "flood"),
        (Surroundings(lately=Lately(same_words=True)), Fate.DUPLICATE, "repeated"),
        (
            Surroundings(lately=Lately(same_words=True), by_thread=OURS),
            Fate.CONTINUED,
            "threaded_reply",
        ),
    ],
)
def test_a_persons_message(around: Surroundings, fate: Fate, rule: str) -> None:
    verdict = match(MAIL, around)
    assert (verdict.fate, verdict.rule) == (fate, rule)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("👍👍", "few_words"),
        ("@sari.7 #bansos #jatim", "few_words"),
        ("Up", "few_words"),
        ("Air", "new"),
        ("ꦄꦪꦃ", "new"),
        ("#air mati", "new"),
    ],
)
def test_signs_and_tags_below_a_post_open_nothing_and_words_do(text: str, rule: str) -> None:
    comment = replace(MAIL, text=text, visibility=Visibility.PUBLIC)
    assert match(comment, Surroundings()).rule == rule
    assert match(replace(comment, visibility=Visibility.PRIVATE), Surroundings()).rule == "new"
    photo = Attachment(name="a.jpg", media_type="image/jpeg")
    assert match(replace(comment, attachments=(photo,)), Surroundings()).rule == "new"


def test_our_own_words_open_nothing_and_their_changes_are_changes() -> None:
    echo = replace(MAIL, kind=Kind.OWN_ECHO, target="m-1")
    edit, reaction = (
        replace(echo, happening=each) for each in (Happening.EDIT, Happening.REACTION)
    )
    assert match(echo, Surroundings()).rule == "own_echo"
    assert match(reaction, Surroundings(altered=7)).rule == "own_echo"
    assert match(edit, Surroundings(altered=7)).complaint == 7
    assert match(edit, Surroundings()).rule == "edit"
    public = replace(edit, visibility=Visibility.PUBLIC)
    assert match(public, Surroundings()).rule == "own_echo"


def test_a_known_sender_whose_mail_server_failed_the_check_is_not_believed() -> None:
    forged = replace(MAIL, sender_check=Check.FAILED)
    verdict = match(forged, Surroundings(by_token=OURS))
    assert (verdict.rule, verdict.suspected, verdict.complaint) == ("unverified_reply", 7, None)


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (replace(MAIL, kind=Kind.OWN_ECHO), "own_echo"),
        (replace(MAIL, kind=Kind.AUTO_REPLY), "auto_reply"),
        (replace(MAIL, kind=Kind.LIST), "mailing_list"),
        (replace(MAIL, kind=Kind.UNREADABLE), "unreadable"),
        (replace(MAIL, kind=Kind.COMPLAINT_REPORT), "complaint_report"),
        (replace(MAIL, spam=True), "spam"),
        (replace(MAIL, happening=Happening.REACTION), "reaction"),
        (replace(MAIL, subject="", text=" "), "blank"),
        (BOUNCE, "stray_bounce"),
        (replace(BOUNCE, kind=Kind.RECEIPT), "stray_receipt"),
    ],
)
def test_what_is_no_complaint_opens_none(message: InboundMessage, rule: str) -> None:
    verdict = match(message, Surroundings())
    assert verdict.rule == rule
    assert verdict.fate in (Fate.IGNORED, Fate.SET_ASIDE)


def test_an_auto_reply_to_our_own_answer_joins_nothing() -> None:
    robot = replace(MAIL, kind=Kind.AUTO_REPLY)
    assert match(robot, Surroundings(by_token=OURS)).fate is Fate.IGNORED


def test_a_bounce_of_our_message_is_its_receipt() -> None:
    assert match(BOUNCE, Surroundings(message_sent=7)).rule == "receipt"


def test_files_without_words_are_not_blank() -> None:
    photo = Attachment(name="foto.jpg", media_type="image/jpeg", content=b"x")
    silent = replace(MAIL, subject="", text="", attachments=(photo,))
    assert match(silent, Surroundings()).rule == "new"


def test_the_last_rule_always_has_a_verdict() -> None:
    assert CHAIN[-1](MAIL, Surroundings()) is not None


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Terima kasih banyak, Pak", "thanks"),
        ("🙏🙏", "thanks"),
        ("Sudah selesai, terima kasih", "solved"),
        ("SUDAH", "solved"),
        ("It is solved, thank you", "solved"),
        ("Belum selesai pak", "not_solved"),
        ("blm ada kabar", "not_solved"),
        ("durung rampung mas", "not_solved"),
        ("It is still not fixed", "not_solved"),
        ("Terima kasih, kapan jadwalnya?", ""),
        ("ya sudah", ""),
        ("Sudah selesai? Saya lihat kamarnya kok bocor", ""),
        ("Besok saya datang ke kantor membawa surat dari desa", ""),
    ],
)
def test_what_a_reply_to_our_answer_says(text: str, reading: str) -> None:
    assert reading_of(text) == reading


def test_a_flood_that_brings_our_token_says_to_which_complaint_it_may_belong() -> None:
    verdict = match(MAIL, Surroundings(lately=Lately(wrote=30), by_token=OURS))
    assert (verdict.complaint, verdict.suspected) == (None, 7)


@pytest.mark.parametrize(
    "address",
    ["no-reply@a.example", "NoReply@a.example", "donotreply@a.example", "do_not_reply@a.example",
     "tidak-dibalas@a.example", "billing-noreply@a.example", "MAILER-DAEMON@a.example",
     "postmaster@a.example", "bounce+123@a.example", "berita-bounces@a.example",
     "warta-request@a.example", "owner-warta@a.example", "listserv@a.example"],
)  # fmt: skip
def test_no_robot_writes_to_robots(address: str) -> None:
    assert is_nobody(address)


@pytest.mark.parametrize(
    "address",
    ["sumiyati@a.example", "reply@a.example", "daemonika@a.example", "owner@a.example",
     "norman.eply@a.example", "robotika.smk@a.example", "admin@a.example", "no-reply", ""],
)  # fmt: skip
def test_people_are_no_robots(address: str) -> None:
    assert not is_nobody(address)


def test_what_cannot_be_read_goes_on_as_theirs_only_where_the_platform_says_whose_it_is() -> None:
    lost = replace(
        MAIL, kind=Kind.UNREADABLE, text="", subject="", conversation="dm:siti",
        sender_check=Check.PASSED,
    )  # fmt: skip
    theirs = match(lost, Surroundings(by_conversation=OURS))
    assert (theirs.fate, theirs.rule, theirs.complaint) == ("continued", "conversation", 7)
    assert match(lost, Surroundings()).rule == "new"
    unsure = [
        replace(lost, sender_check=Check.UNKNOWN),
        replace(lost, conversation=""),
        replace(lost, visibility=Visibility.PUBLIC),
        replace(lost, sender=Sender(address="")),
    ]
    assert {match(one, Surroundings(by_conversation=OURS)).rule for one in unsure} == {"unreadable"}
