"""What leaves by e-mail is one mail to one person, whose answer will find its complaint."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.email.accounts import EmailAccount, EmailSetup
from adapters.email.channel import EmailChannel, raw_of
from adapters.email.outbound import build
from tests.adapters.contract import NOW, TOKEN
from tests.adapters.reading import FUZZ
from workflow.core.messages import (
    REPLY_TOKEN,
    Attachment,
    InboundMessage,
    Kind,
    OutboundMessage,
    TryLater,
    Undeliverable,
)

ACCOUNT = EmailAccount(address="pengaduan@dinsos.example", name="Dinas Sosial")
MESSAGE = OutboundMessage(
    key="key-1", channel="email", account="office", to="siti@warga.example", to_name="Siti, S.Pd.",
    subject="Laporan Anda", text="Baik, Bu.\n\nKami periksa <segera> & kabari.", token=TOKEN,
)  # fmt: skip


def letter(message: OutboundMessage = MESSAGE, account: EmailAccount = ACCOUNT) -> EmailMessage:
    mail = message_from_bytes(build(message, account, NOW).data, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


# -- What a mail looks like ---------------------------------------------------------------


def test_whoever_answers_or_bounces_brings_the_token_back_in_three_ways() -> None:
    mail = build(MESSAGE, ACCOUNT, NOW)
    carriers = (mail.message_id, mail.sender, str(letter()["Reply-To"]))
    assert all(REPLY_TOKEN.search(carrier) for carrier in carriers)
    assert mail.sender == f"pengaduan+{TOKEN}@dinsos.example"


def test_where_the_server_knows_no_extensions_the_address_stays_plain() -> None:
    account = replace(ACCOUNT, reply_mark="")
    assert build(MESSAGE, account, NOW).sender == "pengaduan@dinsos.example"
    assert letter(account=account)["Reply-To"] is None
    assert REPLY_TOKEN.search(letter(account=account)["Message-ID"])


def test_the_same_message_is_the_same_mail_and_another_key_another() -> None:
    assert build(MESSAGE, ACCOUNT, NOW).message_id == build(MESSAGE, ACCOUNT, NOW).message_id
    other = build(replace(MESSAGE, key="key-2"), ACCOUNT, NOW)
    assert other.message_id != build(MESSAGE, ACCOUNT, NOW).message_id


def test_an_automatic_message_says_so_and_an_officers_does_not() -> None:
    robot = letter(replace(MESSAGE, automatic=True))
    assert (robot["Auto-Submitted"], robot["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert "Auto-Submitted" not in letter()


def test_a_mail_holds_the_same_words_twice_and_nothing_of_them_as_markup() -> None:
    plain, html = (letter().get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert "<segera> & kabari" in plain.get_content()
    assert "&lt;segera&gt; &amp; kabari" in html.get_content()


def test_the_date_is_handed_in_or_left_to_the_server() -> None:
    assert letter()["Date"].datetime == NOW
    assert b"\nDate:" not in build(MESSAGE, ACCOUNT, None).data


def test_an_answer_names_what_it_answers_last() -> None:
    message = replace(
        MESSAGE, in_reply_to="<b@x.example>", references=("<a@x.example>", "<b@x.example>")
    )
    assert letter(message)["References"] == "<a@x.example> <b@x.example>"
    assert letter(replace(message, in_reply_to="<b@x>\r\nBcc: c@x"))["In-Reply-To"] is None


def test_files_travel_as_files_whatever_they_call_themselves() -> None:
    files = (
        Attachment(name="../surat.pdf", media_type="application/pdf", content=b"%PDF"),
        Attachment(name="a\r\nBcc: x@y.example.html", media_type="text/html", content=b"<script>"),
        Attachment(name="", media_type="message/rfc822", content=b"From: x\n\n"),
    )
    parts = list(letter(replace(MESSAGE, attachments=files)).iter_attachments())
    assert parts[0].get_filename() == "surat.pdf"
    assert [part.get_content_type() for part in parts[1:]] == ["application/octet-stream"] * 2
    assert [part.get_payload(decode=True) for part in parts] == [
        b"%PDF",
        b"<script>",
        b"From: x\n\n",
    ]


@pytest.mark.parametrize(
    "to", ["", "siti", "a@b@c.example", "siti@warga.example, b@c.example", "<siti@warga.example>",
           "siti@warga.example\r\nBcc: b@c.example", "siti @warga.example", "sïti@warga.example"],
)  # fmt: skip
def test_what_is_no_single_address_is_undeliverable(to: str) -> None:
    with pytest.raises(Undeliverable):
        build(replace(MESSAGE, to=to), ACCOUNT, NOW)


def test_a_domain_in_other_letters_is_written_as_servers_want_it() -> None:
    assert build(replace(MESSAGE, to="siti@désa.example"), ACCOUNT, NOW).recipient == (
        "siti@xn--dsa-bma.example"
    )


@FUZZ
@given(words=st.text(max_size=300), name=st.text(max_size=80), id=st.text(max_size=60))
def test_no_words_can_add_a_header_or_break_the_mail(words: str, name: str, id: str) -> None:
    message = replace(
        MESSAGE, subject=words, to_name=name, from_name=name, in_reply_to=id, text=words, key=id,
        references=(id, words), language=words,
    )  # fmt: skip
    allowed = {
        "from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references",
        "content-language", "mime-version", "content-type",
    }  # fmt: skip
    data = build(message, ACCOUNT, NOW).data
    mail = message_from_bytes(data)
    assert set(map(str.lower, mail.keys())) <= allowed
    assert len(mail.keys()) == len(set(mail.keys()))
    [read] = EmailChannel().parse(raw_of("office", data))
    assert isinstance(read, InboundMessage)
    assert (read.sender.address, read.recipients) == (ACCOUNT.address, ("siti@warga.example",))


def test_our_own_mail_come_back_is_known_by_its_seal() -> None:
    account = replace(ACCOUNT, seal=lambda id: f"segel-{id}")
    channel = EmailChannel(EmailSetup(accounts={"office": account}))
    data = build(MESSAGE, account, NOW).data
    assert [read.kind for read in channel.parse(raw_of("office", data))] == [Kind.OWN_ECHO]
    forged = data.replace(b"segel-<", b"segel-<x")
    assert [read.kind for read in channel.parse(raw_of("office", forged))] == [Kind.PERSON]


def test_without_a_server_a_message_waits() -> None:
    channel = EmailChannel(EmailSetup(accounts={"office": ACCOUNT}))
    with pytest.raises(TryLater, match="no-server"):
        channel.send(MESSAGE)
    with pytest.raises(Undeliverable, match="no-account"):
        channel.send(replace(MESSAGE, account="lain"))
