"""The files and words inside a `winmail.dat` (TNEF, described in MS-OXTNEF).

Outlook packs a mail so when it believes that the other side is Exchange. Only what a
person sent is taken out: attached files with their names, and the text. A damaged stream
gives what stood before the damage.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.email.charset import decode
from adapters.email.rtf import plain_text, unpack

SIGNATURE = b"\x78\x9f\x3e\x22"
MOST_ATTRIBUTES = 20_000
MOST_PROPERTIES = 5_000

_TITLE, _DATA, _PROPERTIES, _BEGIN = 0x8010, 0x800F, 0x9005, 0x9002
_BODY, _MESSAGE, _CODEPAGE = 0x800C, 0x9003, 0x9007
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME = 0x3707, 0x3704, 0x3001
_CONTENT, _CONTENT_ID, _MIME = 0x3701, 0x3712, 0x370E
_TEXT, _RTF, _HTML = 0x1000, 0x1009, 0x1013

_HEAD = struct.Struct("<BHHI")  # level, attribute, its type, length
_TAG = struct.Struct("<HH")  # type and id of a property
_COUNT = struct.Struct("<I")
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8,
          0x40: 8, 0x48: 16}  # fmt: skip
_OBJECT, _NARROW, _WIDE, _BINARY = 0x0D, 0x1E, 0x1F, 0x102
_VARIABLE = frozenset({_OBJECT, _NARROW, _WIDE, _BINARY})
_SEVERAL, _NAMED = 0x1000, 0x8000
_CHECKSUM = 2
_GUID = 16


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One attached file as Outlook knew it."""

    name: str
    content: bytes
    media_type: str = ""
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What was in the package; `html` is markup, still to be cleaned."""

    files: tuple[PackedFile, ...] = ()
    text: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class _Value:
    """A property's bytes and whether they are UTF-16."""

    data: bytes
    wide: bool = False

    def text(self, codepage: str) -> str:
        return decode(self.data, "utf-16-le" if self.wide else codepage).rstrip("\x00").strip()


_Found = dict[int, _Value]


def read_tnef(data: bytes) -> Unpacked | None:
    """The content of a package, or nothing if it is none."""
    if not data.startswith(SIGNATURE):
        return None
    files: list[_Found] = []
    body: _Found = {}
    codepage = ""
    for attribute, value in _attributes(data):
        if attribute == _BEGIN:
            files.append({})
        elif attribute == _CODEPAGE and len(value) >= _COUNT.size:
            codepage = f"cp{_COUNT.unpack_from(value)[0]}"
        elif attribute in {_BODY, _MESSAGE}:
            body |= {_TEXT: _Value(value)} if attribute == _BODY else _properties(value)
        elif files and attribute in {_TITLE, _DATA}:
            files[-1].setdefault(attribute, _Value(value))
        elif files and attribute == _PROPERTIES:
            files[-1] |= _properties(value)
    packed = (_file(found, codepage) for found in files)
    return Unpacked(
        files=tuple(file for file in packed if file.content),
        text=_text(body, codepage),
        html=decode(body[_HTML].data) if _HTML in body else "",
    )


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = len(SIGNATURE) + 2
    for _ in range(MOST_ATTRIBUTES):
        if place + _HEAD.size > len(data):
            return
        _, attribute, _, length = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        yield attribute, data[place : place + length]
        place += length + _CHECKSUM


def _properties(data: bytes) -> _Found:
    """The properties of a mail or a file, up to the first that cannot be read."""
    found: _Found = {}
    try:
        place = _COUNT.size
        for _ in range(min(_COUNT.unpack_from(data)[0], MOST_PROPERTIES)):
            kind, number = _TAG.unpack_from(data, place)
            place = _after_name(data, place + _TAG.size, number)
            values, place = _values(data, place, kind)
            if values:
                found.setdefault(number, _Value(values[0], kind & ~_SEVERAL == _WIDE))
    except (struct.error, KeyError):
        pass
    return found


def _after_name(data: bytes, place: int, number: int) -> int:
    """Named properties carry a GUID and a number or a name before their value."""
    if number < _NAMED:
        return place
    place += _GUID
    is_text = _COUNT.unpack_from(data, place)[0] == 1
    place += _COUNT.size
    length = _COUNT.unpack_from(data, place)[0] if is_text else 0
    return place + _COUNT.size + _padded(length)


def _values(data: bytes, place: int, kind: int) -> tuple[list[bytes], int]:
    single = kind & ~_SEVERAL
    count = 1
    if kind & _SEVERAL or single in _VARIABLE:
        count = _COUNT.unpack_from(data, place)[0]
        place += _COUNT.size
    if single not in _VARIABLE:
        return [], place + _SIZES[single] * count
    values: list[bytes] = []
    for _ in range(min(count, MOST_PROPERTIES)):
        length = _COUNT.unpack_from(data, place)[0]
        place += _COUNT.size
        skip = _GUID if single == _OBJECT else 0
        values.append(data[place + skip : place + length])
        place += _padded(length)
    return values, place


def _padded(length: int) -> int:
    return length + -length % 4


def _file(found: _Found, codepage: str) -> PackedFile:
    names = (_LONG_NAME, _TITLE, _SHORT_NAME, _SHOWN_NAME)
    name = next((text for key in names if key in found and (text := found[key].text(codepage))), "")
    content = found.get(_DATA) or found.get(_CONTENT) or _Value(b"")
    return PackedFile(
        name=name,
        content=content.data,
        media_type=found[_MIME].text(codepage).lower() if _MIME in found else "",
        content_id=found[_CONTENT_ID].text(codepage) if _CONTENT_ID in found else "",
    )


def _text(body: _Found, codepage: str) -> str:
    if _TEXT in body and (text := body[_TEXT].text(codepage)):
        return text
    return plain_text(unpack(body[_RTF].data)) if _RTF in body else ""
