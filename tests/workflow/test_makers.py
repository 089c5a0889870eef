"""Who made a document: in none that is handed out, and nothing else of it is changed."""

import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.office_files import package
from workflow.file_kinds import DOCX, XLSX
from workflow.makers import PDF, unnamed

NAME = "Siti Rahmawati"
PAGES = zlib.compress(b"BT (Ini suratnya, dari /Author) Tj ET")
UTF16 = NAME.encode("utf-16-be").hex().encode()
XMP = (
    b"<dc:title><rdf:li>Surat</rdf:li></dc:title><dc:creator><rdf:Seq><rdf:li>%b</rdf:li></rdf:Seq>"
)
CORE = (
    "<cp:coreProperties><dc:title>Surat</dc:title><dc:creator>Siti Rahmawati</dc:creator>"
    "<cp:lastModifiedBy>Siti Rahmawati</cp:lastModifiedBy></cp:coreProperties>"
)
APP = "<Properties><Company>Keluarga Rahmawati</Company><Pages>1</Pages></Properties>"


def pdf(author: bytes, more: bytes = b"") -> bytes:
    """As much of a PDF as tells who made it."""
    xmp = XMP % NAME.encode() + b"</dc:creator>"
    info = b"1 0 obj<</Title(Surat)/Author" + author + b"/Producer(Pena)>>endobj\n"
    return b"%PDF-1.7\n" + info + b"2 0 obj<<>>stream\n" + PAGES + b"endstream\n" + xmp + more


@pytest.mark.parametrize(
    "author",
    [
        b"(Siti Rahmawati)",
        b" (Siti \\(Rahmawati\\))",
        b"(Siti (Bu) Rahmawati)",
        b"<FEFF" + UTF16 + b">",
    ],
)
def test_a_pdf_names_nobody_and_stays_as_long_and_as_readable(author: bytes) -> None:
    came = pdf(author)
    handed = unnamed(PDF, came)
    assert len(handed) == len(came)
    for said in (b"Siti", b"Rahmawati", UTF16):
        assert said not in handed
    for kept in (b"/Title(Surat)", b"/Producer(Pena)", b"<rdf:li>Surat</rdf:li>", PAGES):
        assert kept in handed
        assert handed.index(kept) == came.index(kept)


@pytest.mark.parametrize("mark", [b"/ByteRange [0 1 2 3]", b"/Encrypt 9 0 R"])
def test_what_is_signed_or_locked_stays_as_it_is(mark: bytes) -> None:
    came = pdf(b"(Siti)", mark)
    assert unnamed(PDF, came) == came


@pytest.mark.parametrize(("kind", "main"), [(DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml")])
def test_a_package_names_nobody_and_keeps_all_its_parts(kind: str, main: str) -> None:
    came = package({"docProps/core.xml": CORE, "docProps/app.xml": APP}, main=main)
    with ZipFile(BytesIO(came)) as before, ZipFile(BytesIO(unnamed(kind, came))) as after:
        assert after.namelist() == before.namelist()
        assert after.read(main) == before.read(main)
        told = b"".join(after.read(name) for name in after.namelist())
    assert b"Rahmawati" not in told
    assert b"<dc:title>Surat</dc:title>" in told
    assert b"<Pages>1</Pages>" in told


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (DOCX, package()),
        (DOCX, b"PK\x03\x04 torn"),
        (PDF, b"%PDF-1.7 /Author"),
        ("text/plain", b"/Author(Siti)"),
    ],
)
def test_what_names_nobody_or_is_no_such_document_stays_as_it_came(
    kind: str, content: bytes
) -> None:
    assert unnamed(kind, content) == content
