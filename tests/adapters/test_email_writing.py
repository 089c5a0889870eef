"""What leaves by e-mail is one mail to one person, whose answer will find its complaint."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape

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
    answer = replace(MESSAGE, automatic=True, in_reply_to="<a@x.example>")
    assert letter(answer)["Auto-Submitted"] == "auto-replied"
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


@pytest.mark.parametrize("field", ["subject", "to_name", "from_name", "in_reply_to", "to"])
def test_no_encoded_line_break_becomes_a_header(field: str) -> None:
    bad = "=?utf-8?q?x=0D=0ABcc:_korban=40warga.example=0D=0A?="
    value = {"in_reply_to": f"<{bad}@x.example>", "to": f"{bad}@x.example"}.get(field, bad)
    message = replace(MESSAGE, references=(f"<{bad}@x.example>",), **{field: value})  # type: ignore[arg-type]
    try:
        data = build(message, ACCOUNT, NOW).data
    except Undeliverable:
        return
    assert b"bcc" not in {line.partition(b":")[0].lower() for line in data.splitlines()}


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


# -- The letter as markup -----------------------------------------------------------------

RECEIPT = (
    "Terima kasih sudah menulis.\n\nNomor aduan  : C-7KQ4-2MX9\nKode rahasia : 7QK-2MX-93A\n"
    "Simpan keduanya.\n\nLihat di:\nhttps://aduan.dinsos.example/lacak?a=1&b=2.\n\n--\n"
    "Dinas Sosial\n"
)


def html_of(text: str, language: str = "id") -> str:
    body = letter(replace(MESSAGE, text=text, language=language)).get_body(("html",))
    assert body is not None
    return str(body.get_content())


def words_of(page: str) -> list[str]:
    """What somebody reads: the page without head, marks and rules."""
    body = page.partition("<body>")[2]
    return unescape(re.sub(r"<[^>]*>", " ", body)).split()


@FUZZ
@given(st.text(alphabet="ab<>&\"':/.-\n \tC07hts", max_size=200))
def test_both_versions_say_the_same_whatever_is_written(text: str) -> None:
    mail = letter(replace(MESSAGE, text=f"Yth.\n{text}\nHormat kami"))
    plain = mail.get_body(("plain",))
    assert plain is not None
    joined = "".join(re.sub(r"(?m)^\s*-{2,}\s*$", "", plain.get_content()).split())
    shown = "".join(words_of(html_of(f"Yth.\n{text}\nHormat kami")))
    assert shown.replace(":", "") == joined.replace(":", "")


def test_a_letter_sets_off_reference_code_and_link() -> None:
    page = html_of(RECEIPT)
    assert "<td>Nomor aduan</td><td><strong><strong>C-7KQ4-2MX9</strong></strong></td>" in page
    assert "<td>Kode rahasia</td><td><strong>7QK-2MX-93A</strong></td>" in page
    assert '<a href="https://aduan.dinsos.example/lacak?a=1&amp;b=2">' in page
    assert page.index("<hr>") < page.index('<p class="f">Dinas Sosial</p>')


def test_a_letter_loads_nothing_and_suits_a_dark_screen() -> None:
    page = html_of("Lihat <img src=https://x.example/a.png> javascript:alert(1)", language="en")
    tags = set(re.findall(r"<([a-z]+)", page))
    assert not tags & {"img", "script", "link", "iframe", "object", "form"}
    assert "url(" not in page
    assert "@import" not in page
    assert re.findall(r'href="([^"]*)"', page) == ["https://x.example/a.png"]
    assert "prefers-color-scheme:dark" in page
    assert '<html lang="en">' in page
    assert len(html_of(RECEIPT)) < 3_000


# -- Large mail ---------------------------------------------------------------------------

LARGE = Attachment(name="a.pdf", media_type="application/pdf", content=b"%PDF" + b"x" * 40_000)


def test_files_too_large_for_mail_stay_behind_and_the_letter_says_where() -> None:
    account = replace(ACCOUNT, largest=30_000)
    message = replace(MESSAGE, attachments=(LARGE,), instead_of_files="Ambil di https://x.example")
    mail = letter(message, account)
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().rstrip().endswith("Ambil di https://x.example")
    assert list(mail.iter_attachments()) == []
    roomy = letter(message, replace(ACCOUNT, largest=100_000))
    assert [part.get_filename() for part in roomy.iter_attachments()] == ["a.pdf"]
    assert "x.example" not in str(roomy.get_body(("plain",)))


def test_what_stays_too_large_is_undeliverable() -> None:
    with pytest.raises(Undeliverable, match="too-large"):
        build(replace(MESSAGE, attachments=(LARGE,)), replace(ACCOUNT, largest=30_000), NOW)
