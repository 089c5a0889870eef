"""Mails to measure with: letters of many kinds, made up here, the same in each run.

Plain and in HTML, in old charsets, with photographs, forwarded, sent by machines. Written
by the standard library; no real person wrote any of them.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

OFFICE = "pengaduan@dinsos.example"
LETTER = (
    "Yth. Dinas Sosial,\n\n"
    "Saya keluarga dari penghuni wisma {number}. Sudah {days} hari air di kamar mandi tidak "
    "mengalir, dan lantainya licin sekali. Kemarin seorang simbah jatuh. Mohon segera "
    "diperbaiki, kami sudah dua kali melapor kepada petugas jaga tetapi belum ada tindak "
    "lanjut.\n\nTerima kasih,\nWarga {number}\n"
)
QUOTED = "\n\nPada Sen, 2 Nov 2026 08.15 Dinas Sosial menulis:\n> Laporan Anda kami terima.\n> \n"
PHOTO = 40_000
"""Bytes of a photograph."""


def mails(count: int) -> Iterator[bytes]:
    """So many mails, kind after kind."""
    for number in range(1, count + 1):
        mail = _letter(number)
        KINDS[number % len(KINDS)](mail, number)
        if mail.is_multipart():
            mail.set_boundary(f"part-{number}")  # the library's own is another one each time
        yield mail.as_bytes(policy=SMTP)


def _letter(number: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Warga Nomor {number} <warga{number}@warga.example>"
    mail["To"] = OFFICE
    mail["Subject"] = f"Kamar mandi wisma {number} rusak"
    mail["Date"] = f"Mon, 16 Nov 2026 {number // 60 % 24:02}:{number % 60:02}:00 +0700"
    mail["Message-ID"] = f"<letter.{number}@warga.example>"
    return mail


def _text(number: int) -> str:
    return LETTER.format(number=number, days=number % 9 + 2)


def _plain(mail: EmailMessage, number: int) -> None:
    mail.set_content(_text(number))


def _old_charset(mail: EmailMessage, number: int) -> None:
    mail.replace_header("Subject", f"Laporan wisma {number} – sangat mendesak")
    mail.set_content(_text(number) + "Biaya: £5 café", charset="iso-8859-1", cte="quoted-printable")


def _html(mail: EmailMessage, number: int) -> None:
    text = _text(number)
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
    mail.set_content(text)
    mail.add_alternative(
        f"<html><body><div style='color:#222'>{paragraphs}</div></body></html>", "html"
    )


def _photo(mail: EmailMessage, number: int) -> None:
    mail.set_content(_text(number))
    seed = sha256(str(number).encode()).digest()
    content = b"\xff\xd8\xff\xe0" + seed * (PHOTO // len(seed))
    mail.add_attachment(content, "image", "jpeg", filename=f"foto kamar mandi {number}.jpg")


def _answered(mail: EmailMessage, number: int) -> None:
    mail["In-Reply-To"] = f"<somebody.{number}@elsewhere.example>"
    mail.replace_header("Subject", f"Re: Kamar mandi wisma {number} rusak")
    mail.set_content(_text(number) + QUOTED)


def _by_machine(mail: EmailMessage, number: int) -> None:
    mail["Auto-Submitted"] = "auto-replied"
    mail.replace_header("Subject", "Otomatis: sedang cuti")
    mail.set_content(f"Saya cuti sampai tanggal {number % 28 + 1}.")


def _no_structure(mail: EmailMessage, number: int) -> None:
    mail.set_content(b64encode(_text(number).encode()).decode())
    mail.replace_header("Content-Transfer-Encoding", "base64")


KINDS: tuple[Callable[[EmailMessage, int], None], ...] = (
    _plain, _html, _plain, _photo, _old_charset, _answered, _html, _plain, _by_machine,
    _no_structure,
)  # fmt: skip
