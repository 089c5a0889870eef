"""Bytes to text, whatever the mail says about its charset.

The order is: what was declared, UTF-8, Windows-1252, then charset-normalizer on a sample.
Nothing here raises, and what comes out is NFC without NUL, control characters or lone
surrogates, so that it can be stored and shown as it is.
"""

import codecs
import logging
import re
import unicodedata
from functools import lru_cache

from charset_normalizer import from_bytes

SAMPLE = 4_096
"""Bytes shown to charset-normalizer; it is slow and more bytes rarely change its mind."""

FOREIGN = 0.3
"""Share of bytes over 127 above which a text is in no western alphabet."""

STRAY = 20
"""Percent of broken sequences up to which a text is still UTF-8 with a few stray bytes."""

MOST_MARKS = 30
"""Marks on one letter (UAX 15, stream-safe text); to order them takes the square of that."""

LAST_MARK = 0x1EFFF

FEWEST_KANA = 8
"""High bytes for each of which one kana must stand in a Japanese text."""

logging.getLogger("charset_normalizer").setLevel(logging.WARNING)
# It logs what it finds in a text, guess by guess; that is the sender's and nobody else's.

_ALIASES = {
    # What mail programs write, and the superset that readers use in its place.
    "ansi": "cp1252",
    "big5": "big5hkscs",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "euc_kr": "cp949",
    "iso_8859-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "macintosh": "mac_roman",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "windows-1252http-equivcontent-type": "cp1252",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
}
_NO_CHARSETS = frozenset({"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined"})
_NO_CHARSETS |= {"unicode_escape"}  # codecs of Python that no mail means, some of them slow
_ASCII = frozenset({"", "ascii", "us-ascii", "x-unknown", "unknown-8bit", "8bit", "default"})
_SHIFTING = ("utf-7", "utf-16", "utf-32", "iso2022", "hz")
_WIDE = ("utf-16", "utf-32")  # a false label where no byte is zero
_CYRILLIC = ("cp1251", "koi8_r")
_WESTERN = frozenset({"cp1252", "iso8859-15", "cp1254", "mac-roman"})
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\ue004]")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPLIT = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
"""One letter as two halves, each in UTF-8 of its own: how Java and old databases write it."""
_KANA = re.compile("[\u3040-\u30ff]")

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@lru_cache(512)
def codec_of(declared: str) -> str:
    """Python's name of a declared charset; empty when it says nothing or is no charset."""
    name = declared.strip().strip("\"'<>").strip().lower()
    name = _ALIASES.get(name, name)
    if name in _ASCII:
        return ""
    try:
        found = codecs.lookup(name).name
        b"-".decode(found, "replace")  # refuses codecs that are not for text, such as zlib
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("-", "_") in _NO_CHARSETS else _ALIASES.get(found, found)


def decode(data: bytes, declared: str = "") -> str:
    """Text of `data`, cleaned (see `clean`); replaces what no charset explains."""
    codec = codec_of(declared)
    if b"\xed" in data:
        data = _SPLIT.sub(_whole_letter, data)
    if data.isascii() and not codec.startswith(_SHIFTING) and b"\x1b$" not in data:
        return clean(data.decode("ascii"))
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return clean(data.decode(marked, "replace").removeprefix("\ufeff"))
    return clean(_declared(data, codec) or _guessed(data))


def clean(text: str) -> str:
    """NFC, newline as the only line break, no controls but tab, no lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text or not text.isascii():
        text = _BREAKS.sub("\n", text)
    text = _CONTROLS.sub("", text)
    if text.isascii():
        return text
    text = _long_stacks().sub(lambda stack: stack[0][:MOST_MARKS], _SURROGATES.sub("\ufffd", text))
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


@lru_cache(1)
def _long_stacks() -> re.Pattern[str]:
    """More combining marks in a row than any script has."""
    marks = (chr(code) for code in range(LAST_MARK) if unicodedata.combining(chr(code)))
    return re.compile(f"[{''.join(marks)}]{{{MOST_MARKS + 1},}}")


def _declared(data: bytes, codec: str) -> str:
    """The text if the declared charset explains every byte, else nothing."""
    if not codec or (codec.startswith(_WIDE) and b"\x00" not in data and data.isascii()):
        return ""
    if codec in _WESTERN:
        # Any bytes are valid here, so the label proves little; UTF-8 by accident is rare.
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return _nearly(data, codec)


def _nearly(data: bytes, codec: str) -> str:
    """A text cut off or with a few stray bytes, read in its own charset all the same."""
    if codec == "utf-8":
        return _stray_utf8(data)
    text = data.decode(codec, "replace")
    return text if text.count("\ufffd") * 100 <= STRAY * _high(data) else ""


def _stray_utf8(data: bytes) -> str:
    """UTF-8 in which single bytes are Windows-1252; nothing if that is most of them."""
    text = data.decode("utf-8", "surrogateescape")
    stray = len(_SURROGATES.findall(text))
    good = sum(not character.isascii() for character in text) - stray
    if stray * 100 > STRAY * (good + stray):
        return ""
    return _SURROGATES.sub(_western, text)


def _whole_letter(halves: re.Match[bytes]) -> bytes:
    pair = halves[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
    return pair.decode("utf-16").encode()


def _western(byte: re.Match[str]) -> str:
    return bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", "replace")


def _guessed(data: bytes) -> str:
    if b"\x1b$" in data and data.isascii():
        return data.decode("iso2022_jp_2", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if mixed := _stray_utf8(data):
        return mixed
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    if western and _high(data) < FOREIGN * len(data):
        return western
    return _likely(data) or western or data.decode("cp1252", "replace")


def _likely(data: bytes) -> str:
    if japanese := _japanese(data):
        return japanese
    best = from_bytes(data[:SAMPLE]).best()
    codec = best.encoding if best else ""
    if codec in _CYRILLIC:
        # The same letters in another order: read wrongly, small letters are capitals.
        codec = max(_CYRILLIC, key=lambda one: sum(map(str.islower, data.decode(one, "replace"))))
    return data.decode(codec, "replace") if codec else ""


def _japanese(data: bytes) -> str:
    """The text if a Japanese charset explains it; no sentence is without kana."""
    for codec in ("cp932", "euc_jp"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if len(_KANA.findall(text)) * FEWEST_KANA > _high(data):
            return text
    return ""


def _high(data: bytes) -> int:
    return len(data.translate(None, bytes(range(128))))
