"""Takes out of documents who made them: a letter that is to be unsigned bears its author's name.

Word processors write the name of whoever sits before them into each file (ISO 32000-1 14.3,
ECMA-376 part 2 11). The kept bytes stay as they came, for they are evidence; what is handed out
is without. Of a PDF only what stands in it plainly is blanked, in place; one that is signed or
locked with a password stays as it is. It is never said to be complete.
"""

import re
import zlib
from collections.abc import Mapping
from copy import copy
from io import BytesIO
from shutil import copyfileobj
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from workflow.file_kinds import DOCX, XLSX

PDF = "application/pdf"
_SIGNED = re.compile(rb"/ByteRange\b|/Encrypt\b")
_SAID = re.compile(
    rb"/(?:Author|Company|Manager|LastModifiedBy)\s*"
    rb"(\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]*>)",
    re.DOTALL,
)
_XMP = re.compile(rb"<dc:creator>(?:(?!<dc:creator>).){0,4096}?</dc:creator>", re.DOTALL)
"""Never beyond the next beginning: a file of nothing but beginnings is read through once."""
_TEXT = re.compile(rb"(?<=>)[^<]+(?=<)")

PARTS: Mapping[str, re.Pattern[bytes]] = {
    "docprops/core.xml": re.compile(rb"(<(?:dc:creator|cp:lastModifiedBy)>)[^<]*"),
    "docprops/app.xml": re.compile(rb"(<(?:Company|Manager)>)[^<]*"),
}
"""Where a package says who made it, by the name of the part."""


def unnamed(media_type: str, content: bytes) -> bytes:
    """The bytes of a document without the names of those who made it; any others as they are."""
    if media_type == PDF:
        return _plainly(content)
    return _package(content) if media_type in (DOCX, XLSX) else content


def _plainly(content: bytes) -> bytes:
    if _SIGNED.search(content):
        return content
    return _XMP.sub(lambda found: _TEXT.sub(_blank, found[0]), _SAID.sub(_emptied, content))


def _emptied(found: re.Match[bytes]) -> bytes:
    """The entry with an empty value, as long as before: other parts are found by their place."""
    value = found[1]
    inside = b"0" if value[:1] == b"<" else b" "
    start = found.start(1) - found.start()
    return found[0][:start] + value[:1] + inside * (len(value) - 2) + value[-1:]


def _blank(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0])


def _package(content: bytes) -> bytes:
    """The package written anew where it names somebody; else, and where that fails, as it is."""
    try:
        with ZipFile(BytesIO(content)) as came:
            return _written(came) if any(_names_somebody(came, one) for one in PARTS) else content
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, RuntimeError):
        return content


def _names_somebody(package: ZipFile, part: str) -> bool:
    found = (info for info in package.infolist() if info.filename.lower() == part)
    return any(PARTS[part].search(package.read(info)) for info in found)


def _written(came: ZipFile) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for info in came.infolist():
            name = PARTS.get(info.filename.lower())
            if name:
                file.writestr(info, name.sub(rb"\1", came.read(info)))
                continue
            with came.open(info) as old, file.open(copy(info), "w") as new:
                copyfileobj(old, new)  # however large it is unpacked
    return out.getvalue()
