"""Mail is read whole, known again wherever its copy lies, and never believed too much.

The samples are in the contract (`test_email.py`); here is what needs more than one mail, or a
mail too large for a file.
"""

import mailbox
from collections.abc import Callable
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.email.accounts import EmailAccount, EmailSetup, Limits
from adapters.email.channel import EmailChannel, raw_of
from adapters.email.identity import stable_id
from workflow.core.messages import LONGEST_TEXT, Check, InboundMessage, Kind, RawMessage, Receipt

SAMPLES = Path(__file__).parent / "samples" / "email"
CHANNEL = EmailChannel()
LETTER = (
    b"From: siti@warga.example\r\nSubject: Atap\r\nMessage-ID: <1@x.example>\r\n\r\nAtap bocor.\r\n"
)


def samples(first_words: str = "") -> list[bytes]:
    files = sorted(SAMPLES.glob(f"{first_words}*.eml"))
    assert files
    return [file.read_bytes() for file in files]


def read(body: bytes, setup: EmailSetup | None = None) -> InboundMessage:
    [message] = EmailChannel(setup).parse(raw_of("office", body))
    assert isinstance(message, InboundMessage)
    return message


def found(path: Path) -> list[tuple[str, RawMessage]]:
    return list(CHANNEL.files("office", path))


# -- One mail, one id ---------------------------------------------------------------------

COPIES: dict[str, Callable[[bytes], bytes]] = {
    "with other line ends": lambda mail: mail.replace(b"\r\n", b"\n"),
    "with new transport headers": lambda mail: b"Received: by mx.example\r\nX-Spam: No\r\n" + mail,
    "after delivery": lambda mail: b"Return-Path: <a@x.example>\r\nDelivered-To: b\r\n" + mail,
    "without its last line end": lambda mail: mail.rstrip(),
    "with a flag of a mail program": lambda mail: mail.replace(
        b"\r\n\r\n", b"\r\nStatus: RO\r\n\r\n"
    ),
    "with its header folded elsewhere": lambda mail: mail.replace(b"Subject: ", b"Subject:\r\n  "),
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_of_a_mail_has_its_id(how: str) -> None:
    assert stable_id(COPIES[how](LETTER)) == stable_id(LETTER)


@pytest.mark.parametrize("part", [b"siti@", b"Atap\r\n", b"<1@", b"bocor"])
def test_two_mails_that_differ_in_anything_a_sender_wrote_are_two(part: bytes) -> None:
    assert stable_id(LETTER.replace(part, b"lain" + part)) != stable_id(LETTER)


def test_two_mails_under_one_message_id_are_two_in_the_inbox_and_answer_to_one_id() -> None:
    other = LETTER.replace(b"bocor", b"runtuh")
    assert raw_of("office", LETTER).external_id != raw_of("office", other).external_id
    assert read(LETTER).external_id == read(other).external_id == "<1@x.example>"


def test_a_mail_without_an_id_gets_one_that_no_domain_can_have() -> None:
    first, again = (read(LETTER.replace(b"Message-ID: <1@x.example>\r\n", b"")) for _ in "12")
    assert first.external_id == again.external_id
    assert first.external_id.startswith("<sha256-")
    assert first.external_id.endswith("@missing.invalid>")


# -- Folders of mail ----------------------------------------------------------------------


def test_a_folder_an_mbox_and_a_maildir_of_the_same_mails_hold_the_same_messages(
    tmp_path: Path,
) -> None:
    bodies = [
        body for first in ("reply", "bounce", "plain", "html", "name") for body in samples(first)
    ]
    assert len(bodies) > 100
    folder = tmp_path / "surat"
    folder.mkdir()
    mbox = mailbox.mbox(tmp_path / "semua")
    maildir = mailbox.Maildir(tmp_path / "kotak")
    for number, body in enumerate(bodies):
        (folder / f"{number:03}.eml").write_bytes(body)
        mbox.add(body.replace(b"\r\n", b"\n"))
        maildir.add(body)
    mbox.close()
    ids = {raw.external_id for _, raw in found(folder)}
    assert len(ids) == len(bodies)
    assert {raw.external_id for _, raw in found(tmp_path / "semua")} == ids
    assert {raw.external_id for _, raw in found(tmp_path / "kotak")} == ids


def test_a_label_says_where_a_mail_stood(tmp_path: Path) -> None:
    (tmp_path / "dalam").mkdir()
    (tmp_path / "b.eml").write_bytes(LETTER)
    (tmp_path / "dalam" / "a.eml").write_bytes(LETTER)
    (tmp_path / "kumpulan").write_bytes((b"From - Mon May  4 09:12:33 2026\n" + LETTER) * 2)
    labels = [label.removeprefix(f"{tmp_path}/") for label, _ in found(tmp_path)]
    assert labels == ["b.eml", "dalam/a.eml", "kumpulan#1", "kumpulan#2"]


def test_what_is_plainly_no_mail_is_passed_over_in_a_folder_but_read_when_named(
    tmp_path: Path,
) -> None:
    for name in ("README", "README.md", "harapan.json", "daftar.jsonl", ".hidden", "catatan.toml"):
        (tmp_path / name).write_bytes(LETTER)
    assert found(tmp_path) == []
    assert len(found(tmp_path / "catatan.toml")) == 1


def test_an_mbox_is_told_by_its_content_and_gives_back_what_it_escaped(
    tmp_path: Path,
) -> None:
    head = b"From: a@x.example\n\nSurat pertama.\n\n"
    text = head + b"From kantor pos tahun 2026 saya tidak dapat kabar.\n"
    escaped = b"From: b@x.example\n\n>From sini.\n>>From sana.\n"
    postmark = b"From a@x.example Mon May  4 09:12:33 2026\n"
    (tmp_path / "arsip.txt").write_bytes(postmark + text + b"\n" + postmark + escaped)
    first, second = (read(raw.body) for _, raw in found(tmp_path / "arsip.txt"))
    assert first.text.endswith("From kantor pos tahun 2026 saya tidak dapat kabar.")
    assert second.text == "From sini.\n>From sana."


def test_an_empty_mail_is_one_unreadable_message_and_an_empty_mbox_is_none(tmp_path: Path) -> None:
    (tmp_path / "kosong.eml").touch()
    (tmp_path / "kosong.mbox").touch()
    [(label, raw)] = found(tmp_path)
    assert label.endswith("kosong.eml")
    assert [one.kind for one in CHANNEL.parse(raw)] == [Kind.UNREADABLE]


def test_a_mail_in_an_mbox_that_is_larger_than_we_read_does_not_swallow_the_next(
    tmp_path: Path,
) -> None:
    channel = EmailChannel(EmailSetup(limits=Limits(bytes=1_000)))
    postmark = b"From a@x.example Mon May  4 09:12:33 2026\n"
    (tmp_path / "mbox").write_bytes(postmark + LETTER + b"x" * 5_000 + b"\n\n" + postmark + LETTER)
    large, small = (raw for _, raw in channel.files("office", tmp_path / "mbox"))
    assert len(large.body) < 6_100
    assert small.external_id == stable_id(LETTER)
    [message] = channel.parse(large)
    assert "mail-cut" in message.warnings


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        found(tmp_path / "tidak-ada")


# -- Bounds -------------------------------------------------------------------------------


def test_a_text_longer_than_a_message_keeps_is_cut_and_says_so() -> None:
    message = read(LETTER + b"Ini keluhan panjang sekali. " * 2_000)
    assert len(message.text) == LONGEST_TEXT
    assert message.warnings == ("text-cut",)


def test_new_words_above_a_quotation_longer_than_a_message_are_found_whole() -> None:
    quoted = b"".join(b"> baris ke-%d\r\n" % number for number in range(5_000))
    said = b"Pada 4 Mei 2026 09.12, Dinas <k@dinas.example> menulis:\r\n" + quoted
    answer = LETTER.replace(b"Subject: ", b"Subject: Re: ") + said + b"\r\nDan airnya mati.\r\n"
    message = read(answer)
    assert message.reply_text == "Atap bocor.\n\nDan airnya mati."


def test_parts_without_number_and_depth_without_end_are_read_as_far_as_allowed() -> None:
    kind = b"\r\nContent-Type: multipart/mixed; boundary=p\r\n\r\n"
    head = LETTER.split(b"\r\n\r\n", maxsplit=1)[0] + kind
    many = (
        head + b"--p\r\n\r\nIsi surat.\r\n" + b"--p\r\nContent-Type: image/gif\r\n\r\nGIF\r\n" * 600
    )
    message = read(many)
    assert (message.text, len(message.attachments)) == ("Isi surat.", 499)
    assert message.warnings == ("too-many-parts",)
    names = [b"p", *(b"q%d" % number for number in range(99))]
    deep = head + b"".join(
        b"--%s\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n" % pair
        for pair in pairwise(names)
    )
    assert "too-deep" in read(deep).warnings


# -- Trust --------------------------------------------------------------------------------


def test_a_wish_to_be_answered_elsewhere_makes_nobody_somebody_else() -> None:
    message = read(b"Reply-To: korban@warga.example\r\n" + LETTER)
    assert message.sender.address == "siti@warga.example"
    assert message.sender.aliases == ()


def test_without_a_named_server_no_result_is_believed() -> None:
    result = b"Authentication-Results: mx.dinas.example; dmarc=pass header.from=warga.example\r\n"
    trusting = EmailSetup(accounts={"office": EmailAccount(trusted_server="mx.dinas.example")})
    assert read(result + LETTER).sender_check is Check.UNKNOWN
    assert read(result + LETTER, trusting).sender_check is Check.PASSED


def test_without_a_key_nothing_is_our_own_echo() -> None:
    setup = EmailSetup(accounts={"office": EmailAccount(address="siti@warga.example")})
    assert read(b"X-Tuntas-Seal: \r\n" + LETTER, setup).kind is Kind.PERSON


def test_our_own_address_in_a_notice_is_never_the_one_that_failed() -> None:
    mail = EmailMessage()
    mail["From"] = "MAILER-DAEMON@mx.example"
    mail["Subject"] = "failure notice"
    mail.set_content("Mail from <kantor@dinas.example> to\n\n<siti@warga.example>:\nno such user\n")
    setup = EmailSetup(accounts={"office": EmailAccount(address="Kantor@dinas.example")})
    [receipt] = EmailChannel(setup).parse(raw_of("office", mail.as_bytes()))
    assert isinstance(receipt, Receipt)
    assert receipt.failed == ("siti@warga.example",)


# -- What is shown ------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>", "<iframe srcdoc='<script>1</script>'>",
    "<math><mi//xlink:href='data:x,1'>",
    "<style>*{background:url(//x.example)}</style>", "<link rel=stylesheet href=//x.example>",
    "<p style='background:url(//x.example)'>x", "<base href=//x.example>",
    "<form action=//x.example><input>",
    "<object data=//x.example>", "<video src=//x.example autoplay>",
    "<a href='data:text/html,x'>x</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<table background=//x.example><td>x",
)  # fmt: skip


@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_that_runs_or_calls_out_is_left_in_the_markup(markup: str) -> None:
    message = read(
        LETTER.replace(b"\r\n\r\n", b"\r\nContent-Type: text/html\r\n\r\n") + markup.encode()
    )
    shown = message.html.lower()
    words = (
        "<script", "onerror", "onload", "javascript:", "<img", "src=", "style", "<svg", "<math",
        "x.example", "data:", "<form", "<base", "<iframe",
    )  # fmt: skip
    assert [word for word in words if word in shown] == []
    assert message.text.startswith("Atap bocor.")


@pytest.mark.parametrize("mark", ["&#xE000;", "&#57344;", "\ue000", "&#xE001;lama&#xE002;"])
def test_nobody_can_forge_the_marks_with_which_quotations_are_found(mark: str) -> None:
    body = LETTER.replace(b"\r\n\r\n", b"\r\nContent-Type: text/html; charset=utf-8\r\n\r\n")
    message = read(body + f"<p>{mark}</p><p>Air mati.</p>".encode())
    assert message.reply_text.endswith("Air mati.")
    assert not {"\ue000", "\ue001", "\ue002"} & set(
        message.text + message.reply_text + message.html
    )


def test_a_mark_that_spaces_kept_from_its_letter_is_joined_to_it() -> None:
    head = "From: <sari @warga.exampl e\u0301>\r\nMessage-ID: <x e\r\n \u0301@x.example>\r\n"
    message = read(f"{head}\r\nAir mati.".encode())
    assert message.sender.address == "sari@warga.exampl\u00e9"
    assert message.external_id == "<x\u00e9@x.example>"
