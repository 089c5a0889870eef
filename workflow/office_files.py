"""Looks into word-processing and spreadsheet files (ECMA-376 packages) without unpacking them.

Says which of the two a package is, and why it is locked: programs inside, something fetched
from elsewhere on opening, or more inside than a file of that size can honestly hold.
"""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from workflow.file_kinds import DOCX, XLSX

Found = tuple[str, str]
"""A media type (empty when it is none of ours) and the code of why it is locked."""

MAINS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
MOST_PARTS = 3_000
MOST_UNPACKED = 400 * 1024 * 1024
RATIO, RATIO_FROM = 150, 20 * 1024 * 1024
"""Honest sheets shrink to a fiftieth; smaller ones than `RATIO_FROM` hurt nobody."""
READ_AT_MOST = 1024 * 1024
NESTED_AT_MOST = 25 * 1024 * 1024

PROGRAMS = re.compile(
    r"(^|/)(vbaproject\w*\.bin|vbadata\.xml|oleobject[^/]*)$|/(activex|macrosheets|dialogsheets)/"
)
NESTED = re.compile(r"\.(zip|jar|rar|7z|gz|bz2|xz|cab|iso|docm|xlsm|pptm|dotm|xltm|exe|dll|js)$")
_LINK = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_ELSEWHERE = re.compile(rb"TargetMode\s*=\s*[\"']\s*External", re.IGNORECASE)
_HARMLESS = re.compile(rb"Type\s*=\s*[\"'][^\"']*/(hyperlink|image)[\"']", re.IGNORECASE)


def look_into(content: bytes, *, nested: bool = False) -> Found:
    """What a zip-based file is; only its directory and few small parts are read."""
    try:
        with ZipFile(BytesIO(content)) as package:
            return _judge(package, len(content), nested=nested)
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError,
            RuntimeError, IndexError, KeyError):  # fmt: skip
        return "", "damaged"


def _judge(package: ZipFile, size: int, *, nested: bool) -> Found:
    parts = {info.filename.lower().replace("\\", "/"): info for info in package.infolist()}
    if _is_bomb(package.infolist(), size):
        return "", "zip_bomb"
    if "[content_types].xml" not in parts:
        return "", "archive"
    media_type = next((kind for main, kind in MAINS.items() if main in parts), "")
    if not media_type:
        return "", "type_not_allowed"
    if any(info.flag_bits & 1 for info in parts.values()):
        return media_type, "damaged"  # locked with a password: nobody can look inside
    if any(PROGRAMS.search(name) for name in parts) or _runs(package, parts):
        return media_type, "macros"
    return media_type, _inside(package, parts, nested=nested)


def _is_bomb(parts: list[ZipInfo], size: int) -> bool:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    return (
        len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or (unpacked > RATIO_FROM and unpacked > RATIO * size)
        or packed > size  # parts that lie upon one another
    )


def _runs(package: ZipFile, parts: dict[str, ZipInfo]) -> bool:
    """Whether its own lists speak of macros, or of something to fetch when it is opened."""
    types = _read(package, parts["[content_types].xml"]).lower()
    if b"macroenabled" in types or b"vbaproject" in types or b"\x00" in types:
        return True
    links = [info for name, info in parts.items() if name.endswith(".rels")]
    return any(_fetches(_read(package, info)) for info in links)


def _fetches(links: bytes) -> bool:
    if b"\x00" in links:  # not UTF-8: nobody writes these so, but who wants not to be read
        return True
    found = (one[0] for one in _LINK.finditer(links))
    return any(_ELSEWHERE.search(one) and not _HARMLESS.search(one) for one in found)


def _inside(package: ZipFile, parts: dict[str, ZipInfo], *, nested: bool) -> str:
    """Why files within the file lock it. Charts bring their sheet along; that may be one deep."""
    if any(NESTED.search(name) for name in parts):
        return "archive"
    for name, info in parts.items():
        if not name.endswith((".docx", ".xlsx")):
            continue
        if nested or info.file_size > NESTED_AT_MOST:
            return "zip_bomb"
        _, why = look_into(_read(package, info, NESTED_AT_MOST), nested=True)
        if why:
            return why
    return ""


def _read(package: ZipFile, info: ZipInfo, most: int = READ_AT_MOST) -> bytes:
    """The beginning of a part; raises `ValueError` for one that is longer than is honest."""
    with package.open(info) as part:
        content = part.read(most + 1)
    if len(content) > most:
        raise ValueError("longer than is read")
    return content
