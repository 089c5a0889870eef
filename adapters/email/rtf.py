"""Words out of RTF, the form in which Outlook keeps a text inside `winmail.dat`.

Unpacks the compression of MS-OXRTFCP and drops all formatting. Bounded: a text is never
longer than what a message keeps.
"""

import re
import struct

from adapters.email.charset import clean, decode

LONGEST = 1_000_000
"""Bytes of RTF that are unpacked."""

MOST_TOKENS = 200_000

_HEAD = struct.Struct("<IIII")  # packed size, unpacked size, kind, checksum
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_RING = 4_096
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_WORDS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"row": "\n",
          b"cell": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"bullet": "\u2022",
          b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c",
          b"rdblquote": "\u201d"}  # fmt: skip
_SILENT = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer",
     b"htmltag", b"mhtmltag", b"generator", b"listtable", b"themedata", b"fldinst", b"pntext"}
)  # fmt: skip


def unpack(data: bytes) -> bytes:
    """The RTF inside a compressed stream; nothing if it is none."""
    if len(data) < _HEAD.size:
        return b""
    _, size, kind, _ = _HEAD.unpack_from(data)
    if kind == _PLAIN:
        return data[_HEAD.size : _HEAD.size + min(size, LONGEST)]
    return _expanded(data, min(size, LONGEST)) if kind == _PACKED else b""


def _expanded(data: bytes, size: int) -> bytes:
    """LZ with a ring of 4 KiB that begins with a known dictionary (MS-OXRTFCP 3.1.4)."""
    out = bytearray(_DICTIONARY)
    place, length = _HEAD.size, len(data)
    while place < length and len(out) - len(_DICTIONARY) < size:
        flags = data[place]
        place += 1
        for bit in range(8):
            if place >= length:
                break
            if not flags >> bit & 1:
                out.append(data[place])
                place += 1
                continue
            offset, count = divmod(int.from_bytes(data[place : place + 2], "big"), 16)
            place += 2
            distance = (len(out) - offset) % _RING
            if distance == 0:
                return bytes(out[len(_DICTIONARY) :])
            for _ in range(count + 2):
                out.append(out[-distance] if distance <= len(out) else 32)
    return bytes(out[len(_DICTIONARY) : len(_DICTIONARY) + size])


def plain_text(rtf: bytes) -> str:
    """The words of an RTF text, paragraphs kept, everything else dropped."""
    reader = _Reader()
    for number, token in enumerate(_TOKEN.finditer(rtf)):
        if number == MOST_TOKENS:
            break
        reader.take(token)
    reader.flush()
    pairs = "".join(reader.out).encode("utf-16", "surrogatepass")  # letters above U+FFFF
    return clean(pairs.decode("utf-16", "replace")).strip()


class _Reader:
    """Where the reading stands: groups that are open, and which of them are not text."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.codepage = "cp1252"
        self._bytes = bytearray()
        self._silent: list[bool] = [False]
        self._unicode_skip = 0

    def take(self, token: re.Match[bytes]) -> None:
        byte, word, number, symbol, brace, text = token.groups()
        if brace:
            self._group(opens=brace == b"{")
        elif word:
            self._word(word, number)
        elif symbol:
            self._symbol(symbol)
        elif not self._silent[-1]:
            self._bytes += self._unskipped(bytes([int(byte, 16)]) if byte else text or b"")

    def flush(self) -> None:
        if self._bytes:
            self.out.append(decode(bytes(self._bytes), self.codepage))
            self._bytes.clear()

    def _unskipped(self, data: bytes) -> bytes:
        """A letter written as Unicode is followed by a stand-in for old readers."""
        skip, self._unicode_skip = self._unicode_skip, 0
        return data[skip:]

    def _group(self, *, opens: bool) -> None:
        if opens:
            self._silent.append(self._silent[-1])
        elif len(self._silent) > 1:
            self._silent.pop()

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word in _SILENT:
            self._silent[-1] = True
        elif word == b"ansicpg" and number:
            self.codepage = f"cp{number.decode('ascii')}"
        elif self._silent[-1]:
            return
        elif word == b"u" and number:
            self.flush()
            self.out.append(chr(int(number) % 65_536))
            self._unicode_skip = 1
        elif word in _WORDS:
            self.flush()
            self.out.append(_WORDS[word])

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._silent[-1] = True
        elif not self._silent[-1]:
            self._bytes += b" " if symbol == b"~" else symbol if symbol in b"\\{}" else b""
