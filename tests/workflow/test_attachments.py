"""Which files may be handed out: content, name and declared type have to say the same."""

import struct
from hashlib import shake_128

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.office_files import archive, link, package
from tests.pictures import photo
from workflow import file_names
from workflow.attachments import FileRules, judge, may_be_released, pick
from workflow.core.messages import Attachment
from workflow.file_kinds import DOCX, XLSX

JPEG, PNG = photo("JPEG", (16, 16)), photo("PNG", (16, 16))
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
EXE = b"MZ" + bytes(200)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
MP4 = struct.pack(">L", 24) + b"ftypisom" + bytes(4) + b"isommp42" + bytes(40)
HEIC = struct.pack(">L", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + bytes(40)
RTL, ZERO_WIDTH = "\u202e", "\u200b"


def verdict(name: str, declared: str, content: bytes) -> str:
    return judge(Attachment(name=name, media_type=declared, content=content)).quarantined


@pytest.mark.parametrize(
    ("name", "declared", "content", "media_type"),
    [
        ("foto.jpg", "image/jpeg", JPEG, "image/jpeg"),
        ("FOTO.JPG", "image/pjpeg", JPEG, "image/jpeg"),
        ("foto.jpeg", "application/octet-stream", JPEG, "image/jpeg"),
        ("foto", "image/jpeg", JPEG, "image/jpeg"),
        ("foto.jpg", "", JPEG, "image/jpeg"),
        ("layar.png", "image/png; name=layar.png", PNG, "image/png"),
        ("surat.pdf", "application/x-pdf", PDF, "application/pdf"),
        ("rekaman.m4a", "audio/x-m4a", MP4, "video/mp4"),
        ("video.3gp", "video/3gpp", MP4, "video/mp4"),
        ("IMG_1.HEIC", "image/heic", HEIC, "image/heic"),
        ("surat.docx", DOCX, package(), DOCX),
        ("data.xlsx", "application/octet-stream", package(main="xl/workbook.xml"), XLSX),
        ("catatan.txt", "text/plain", "Kamar mandi – rusak".encode(), "text/plain"),
        ("data.csv", "application/vnd.ms-excel", b"a,b\n1,2\n", "text/csv"),
    ],
)
def test_files_that_say_the_same_in_every_way_are_handed_out_as_what_they_are(
    name: str, declared: str, content: bytes, media_type: str
) -> None:
    judged = judge(Attachment(name=name, media_type=declared, content=content))
    assert (judged.quarantined, judged.file.media_type) == ("", media_type)


@pytest.mark.parametrize(
    ("name", "declared", "content", "why"),
    [
        ("foto.jpg", "image/jpeg", b"", "empty"),
        ("foto.exe", "image/jpeg", JPEG, "type_mismatch"),
        ("foto.html", "image/jpeg", JPEG, "type_mismatch"),
        ("foto.jpg", "text/html", JPEG, "type_mismatch"),
        ("foto.jpg", "image/jpeg", PNG, "type_mismatch"),
        ("surat.pdf", "application/pdf", JPEG, "type_mismatch"),
        ("surat.pdf.exe", "application/pdf", PDF, "type_mismatch"),
        ("surat.docx", DOCX, package(main="xl/workbook.xml"), "type_mismatch"),
        ("data.docm", "application/octet-stream", package(), "type_mismatch"),
        ("surat.pdf", "application/pdf", EXE, "type_not_allowed"),
        ("surat.doc", "application/msword", OLD_WORD, "type_not_allowed"),
        ("gambar.svg", "image/svg+xml", SVG, "type_not_allowed"),
        ("gambar.txt", "text/plain", SVG, "unknown_type"),
        ("halaman.html", "text/html", HTML, "type_not_allowed"),
        ("halaman.txt", "text/plain", HTML, "unknown_type"),
        ("jalankan.js", "text/plain", b"alert(1)", "type_not_allowed"),
        ("jalankan.bat", "text/plain", b"del *.*", "type_not_allowed"),
        ("jalankan.ps1", "application/octet-stream", b"Remove-Item", "type_not_allowed"),
        ("catatan.txt", "text/html", b"biasa", "type_not_allowed"),
        ("catatan.txt", "text/plain", b"biasa\0biner", "unknown_type"),
        ("tanpa", "", b"hanya kata", "unknown_type"),
        ("semua.zip", "application/zip", archive(foto_jpg=JPEG), "archive"),
        ("semua.docx", DOCX, archive(foto_jpg=JPEG), "archive"),
        ("semua.rar", "application/x-rar", b"Rar!\x1a\x07\x00" + bytes(50), "archive"),
        ("semua.gz", "application/gzip", b"\x1f\x8b\x08" + bytes(50), "archive"),
        ("rusak.docx", DOCX, package()[:-30], "damaged"),
    ],
)
def test_whatever_does_not_fit_is_locked_with_its_reason(
    name: str, declared: str, content: bytes, why: str
) -> None:
    assert verdict(name, declared, content) == why


def _around(inner: bytes) -> bytes:
    """A document with another one inside."""
    return package({"word/embeddings/inside.docx": inner})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (package({"word/vbaProject.bin": b"x"}), "macros"),
        (package({"word/VBAPROJECT.BIN": b"x"}), "macros"),
        (package({"word/embeddings/oleObject1.bin": b"x"}), "macros"),
        (package({"word/activeX/activeX1.xml": b"x"}), "macros"),
        (package({"[Content_Types].xml": "<Types>macroEnabled.main+xml</Types>"}), "macros"),
        (package({"word/_rels/settings.xml.rels": link("attachedTemplate")}), "macros"),
        (package({"word/_rels/document.xml.rels": link("oleObject")}), "macros"),
        (package({"word/_rels/document.xml.rels": link("frame").encode("utf-16")}), "macros"),
        (package({"word/_rels/document.xml.rels": link("hyperlink")}), ""),
        (package({"word/_rels/settings.xml.rels": link("attachedTemplate", "Internal")}), ""),
        (package({"word/media/x.zip": b"x"}), "archive"),
        (package({"word/media/run.exe": b"x"}), "archive"),
        (_around(package()), ""),
        (_around(_around(package())), "zip_bomb"),
        (_around(package({"word/vbaProject.bin": b"x"})), "macros"),
        (package({"word/huge.xml": bytes(60 * 1024 * 1024)}), "zip_bomb"),
        (package({f"word/part{n}.xml": b"" for n in range(3_001)}), "zip_bomb"),
    ],
)
def test_a_document_is_locked_for_what_is_inside_of_it(content: bytes, why: str) -> None:
    assert verdict("surat.docx", DOCX, content) == why


def test_parts_that_lie_upon_one_another_are_a_bomb() -> None:
    """One block that a hundred names point to: more is packed than the file has bytes."""
    plain = package({"word/a.xml": shake_128(b"not to be packed").digest(10_000)})
    assert verdict("surat.docx", DOCX, plain) == ""
    at = plain.rindex(b"PK\x05\x06")
    directory_size, directory_at = struct.unpack("<LL", plain[at + 12 : at + 20])
    directory = plain[directory_at : directory_at + directory_size]
    entry = directory[directory.rindex(b"PK\x01\x02") :]
    many = directory + entry * 100
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 103, 103, len(many), directory_at, 0)
    assert verdict("surat.docx", DOCX, plain[:directory_at] + many + end) == "zip_bomb"


@given(content=st.binary(max_size=300), cut=st.integers(0, 400), name=st.text(max_size=30))
def test_no_bytes_and_no_name_break_the_judge(content: bytes, cut: int, name: str) -> None:
    whole = package({"word/a.xml": content})
    for damaged in (content, b"PK\x03\x04" + content, whole[:cut] + content + whole[cut:]):
        judged = judge(Attachment(name=name, media_type="x/y", content=damaged))
        assert judged.quarantined, "x/y agrees with nothing"
        assert judged.file.name


# -- Names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "clean"),
    [
        (f"surat.pdf{RTL}gpj.exe", "surat.pdfgpj.exe"),
        (f"sur{ZERO_WIDTH}at.p{ZERO_WIDTH}df", "surat.pdf"),
        ("foto\u2066.jpg\u2069", "foto.jpg"),
        ("foto.jpg\u3164", "foto.jpg"),
        ("surat.pdf" + " " * 90 + ".exe", "surat.pdf .exe"),
        ("..\\..\\windows\\foto.jpg", "foto.jpg"),
        ("/etc/passwd", "passwd"),
        ("foto.jpg. . .", "foto.jpg"),
        ("a\nb\tc.txt", "a b c.txt"),
        ("foto\0.jpg", "foto.jpg"),
        ("garis\u2028baru.txt", "garisbaru.txt"),
        ("", "file"),
        (f"{RTL}..", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("surat ke 2 (e\u0301).pdf", "surat ke 2 (é).pdf"),
    ],
)
def test_a_name_is_cleaned_before_it_is_looked_at(came: str, clean: str) -> None:
    assert file_names.clean(came) == clean


def test_a_name_that_is_turned_around_counts_by_its_real_ending() -> None:
    assert verdict(f"surat{RTL}fdp.exe", "application/pdf", PDF) == "type_mismatch"
    assert verdict(f"surat.exe{RTL}fdp.jpg", "image/jpeg", JPEG) == ""


@given(st.text(max_size=200))
def test_a_clean_name_stays_as_it_is_and_holds_nothing_unseen(name: str) -> None:
    clean = file_names.clean(name)
    assert file_names.clean(clean) == clean
    assert 0 < len(clean) <= file_names.LONGEST
    assert not set(clean) & {"/", "\\", "\n", "\0", RTL, ZERO_WIDTH, "\u2028"}


# -- How much is kept ---------------------------------------------------------------------

RULES = FileRules(
    each=100, message_files=3, message_bytes=200, complaint_files=5, complaint_bytes=250
)


def sized(*sizes: int) -> list[Attachment]:
    return [Attachment(name=str(n), media_type="", content=bytes(n)) for n in sizes]


@pytest.mark.parametrize(
    ("sizes", "had", "kept", "left"),
    [
        ((100, 100), (0, 0), ["100", "100"], (0, 0)),
        ((101, 1), (0, 0), ["1"], (1, 101)),
        ((1, 2, 3, 4, 5), (0, 0), ["1", "2", "3"], (2, 9)),
        ((90, 90, 90, 20), (0, 0), ["90", "90", "20"], (1, 90)),
        ((1, 2, 3), (4, 0), ["1"], (2, 5)),
        ((1,), (5, 0), [], (1, 1)),
        ((60, 40), (0, 200), ["40"], (1, 60)),
    ],
)
def test_what_is_too_much_is_left_and_counted(
    sizes: tuple[int, ...], had: tuple[int, int], kept: list[str], left: tuple[int, int]
) -> None:
    picked = pick(sized(*sizes), RULES, *had)
    assert [file.name for file in picked.kept] == kept
    assert (picked.left, picked.left_bytes) == left


@pytest.mark.parametrize(
    ("code", "with_scanner", "without"),
    [
        ("macros", True, True),
        ("unscannable", True, True),
        ("unscanned", False, True),
        ("infected", False, False),
        ("left_out", False, False),
        ("empty", False, False),
        ("", False, False),
    ],
)
def test_a_virus_is_released_by_nobody(code: str, *, with_scanner: bool, without: bool) -> None:
    assert may_be_released(code, scanned=True) is with_scanner
    assert may_be_released(code, scanned=False) is without
