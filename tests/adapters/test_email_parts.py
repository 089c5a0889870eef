"""What lies inside a mail in other forms: Outlook's packages and RTF, signatures, odd charsets."""

import struct
from pathlib import Path

import pytest

from adapters.email.charset import MOST_MARKS, clean, decode
from adapters.email.cms import signed_content
from adapters.email.file_names import safe_name
from adapters.email.language import language_of
from adapters.email.mime import Budget, read_mime
from adapters.email.rtf import plain_text, unpack
from adapters.email.tnef import read_tnef
from adapters.email.transfer import unwrap

SAMPLES = Path(__file__).parent / "samples" / "email"

# The two examples of MS-OXRTFCP 4.1 and 4.2.
PACKED_RTF = {
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3"
    "2068656c090020627705b06c647d0a800fa0": b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
    "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0": (
        b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    ),
}


@pytest.mark.parametrize("packed", PACKED_RTF)
def test_packed_rtf_is_unpacked_as_the_standard_shows(packed: str) -> None:
    assert unpack(bytes.fromhex(packed)) == PACKED_RTF[packed]


def test_what_is_no_packed_rtf_holds_nothing() -> None:
    assert unpack(b"") == unpack(b"x" * 40) == b""


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1 satu\par dua\tab tiga}", "satu\ndua\ttiga"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator Outlook;}kata}", "kata"),
        (rb"{\rtf1\ansicpg1251 \'cf\'f0\'e8}", "При"),
        (rb"{\rtf1 \u8211? \u-10179?\u-8704?}", "– 😀"),
        (rb"{\rtf1 kurung \{ \} \\ keras\~x", "kurung { } \\ keras x"),
        (b"}}}}", ""),
    ],
)
def test_rtf_keeps_its_words_and_nothing_else(rtf: bytes, text: str) -> None:
    assert plain_text(rtf) == text


def packages() -> list[bytes]:
    names = ("outlook-winmail", "outlook-winmail-text-inside")
    bodies = [(SAMPLES / f"{name}.eml").read_bytes() for name in names]
    trees = [read_mime(body, Budget(parts=50, depth=5)) for body in bodies]
    return [(tree.parts[-1] if tree.parts else tree).content() for tree in trees]


def test_a_package_cut_off_anywhere_gives_what_stood_before() -> None:
    for package in packages():
        whole = read_tnef(package)
        assert whole is not None
        assert whole.files
        for end in range(4, len(package)):
            part = read_tnef(package[:end])
            assert part is not None
            assert len(part.files) <= len(whole.files)


def test_a_package_with_a_text_in_html_gives_its_markup() -> None:
    markup = b"<p>Mohon dibantu.</p>"
    value = (
        struct.pack("<HHII", 0x102, 0x1013, 1, len(markup)) + markup + b"\0" * (-len(markup) % 4)
    )
    named = struct.pack("<HH", 0x1E, 0x8001) + b"g" * 16 + struct.pack("<II", 1, 4) + b"n\0\0\0"
    named += struct.pack("<II", 1, 2) + b"x\0\0\0"
    properties = struct.pack("<I", 3) + struct.pack("<HHI", 3, 0x17, 1) + named + value
    head = struct.pack("<IH", 0x223E9F78, 1)
    package = head + struct.pack("<BHHI", 1, 0x9003, 6, len(properties)) + properties + b"\0\0"
    found = read_tnef(package)
    assert found is not None
    assert found.html == markup.decode()
    assert read_tnef(b"tidak") is None


def test_a_signature_cut_off_anywhere_never_gives_more_than_was_signed() -> None:
    mail = read_mime((SAMPLES / "signed-smime-opaque.eml").read_bytes(), Budget(parts=5, depth=5))
    signed = mail.content()
    whole = signed_content(signed)
    assert whole.startswith(b"Content-Type: text/plain")
    assert all(whole.startswith(signed_content(signed[:end])) for end in range(len(signed)))


RUSSIAN = (
    "Здравствуйте, сообщите, пожалуйста, когда можно навестить нашу бабушку в вашем доме. "
    "Мы живём далеко и хотели бы приехать на следующей неделе, заранее благодарим за ответ. "
)


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"", "utf-16", ""),
        ((RUSSIAN * 3).encode("koi8-r"), "", RUSSIAN),
        ("お問い合わせ".encode("iso2022_jp"), "", "お問い合わせ"),
        (b"\xff\xfea\x00b\x00", "", "ab"),
        ("日本語のテキスト。".encode() + b"\xe6\x97", "utf-8", "日本語のテキスト。"),
        (b"\x81\x8d\x8f", "us-ascii", ""),
        (b"biasa", "utf-32", "biasa"),
        (b"x\x9cilmu", "zlib", "xœilmu"),
        ("naïve".encode("latin-1"), "iso-8859-1", "naïve"),
    ],
)
def test_bytes_become_text_whatever_they_call_themselves(
    data: bytes, declared: str, text: str
) -> None:
    assert decode(data, declared).startswith(text)


def test_marks_piled_on_one_letter_are_cut_where_no_script_goes() -> None:
    assert len(clean("a" + "\u0316" * 1_000)) == 1 + MOST_MARKS


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("C:\\surat\\ktp.jpg", "ktp.jpg"),
        ("/etc/passwd", "passwd"),
        ("..", ""),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("surat<1>:?.pdf", "surat 1 .pdf"),
    ],
)
def test_a_file_name_leads_nowhere_and_hides_nothing(written: str, name: str) -> None:
    assert safe_name(written) == name


@pytest.mark.parametrize(
    ("data", "label", "whole"),
    [
        (b"SGFsbw==", "BASE64", b"Halo"),
        (b"SGFsb", "base64", b"Hal"),
        (b"=48=61lo=\r\n!", "Quoted-Printable ", b"Halo!"),
        (b"begin 644 a\n$2&%L;P``\n`\nend\n", "x-uuencode", b"Halo"),
        (b"tanpa awal", "uuencode", b"tanpa awal"),
        (b"apa adanya", "8bit", b"apa adanya"),
    ],
)
def test_an_encoding_is_undone_or_left_alone(data: bytes, label: str, whole: bytes) -> None:
    assert unwrap(data, label) == whole


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Terima kasih", "id"),
        ("Matur nuwun, kulo sampun nampi.", "jv"),
        ("Thank you for the answer.", "en"),
        ("Vielen Dank für die schnelle Antwort, wir kommen morgen in das Büro.", ""),
        ("👍", ""),
    ],
)
def test_a_language_is_named_only_where_its_small_words_stand(text: str, language: str) -> None:
    assert language_of(text) == language
