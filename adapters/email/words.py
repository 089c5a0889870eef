"""Header values as people read them: encoded words (RFC 2047) and parameters (RFC 2231).

Lenient on purpose: words split in the middle of a letter, encoded words inside quotes,
raw 8-bit bytes and unquoted file names with spaces are all in daily use.
"""

import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from adapters.email.charset import clean, decode

LONGEST_VALUE = 32_768
"""Bytes of a value that are decoded."""

MOST_PARAMETERS = 200

_BREAK = re.compile(r"[\r\n]+")
_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bq])\?(.{0,4096}?)\?=", re.IGNORECASE)
_ROOM = re.compile(r"\s{20,}")
_QUOTED_BYTE = re.compile(rb"=([0-9a-fA-F]{2})")
_PARAMETER = re.compile(
    r"""[;\s]\s*([\w!\#$%&'*+.^`|~-]{1,80}?)\s*=\s*   # a name, lenient about the semicolon
        (?:"((?:\\.|[^"\\])*)(?:"|$)|([^;"]*))""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r'\\(["\\])')
_EXTENDED = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_TYPE = re.compile(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One encoded word."""

    charset: str
    encoding: str
    text: str


def header_text(raw: bytes) -> str:
    """One line of text: unfolded, decoded, clean."""
    if len(raw) < LONGEST_VALUE and raw.isascii() and b"=?" not in raw:
        text = raw.decode("ascii")
        return clean(unfolded(text)).strip()
    return words_of(decode(raw[:LONGEST_VALUE]))


def unfolded(text: str) -> str:
    """A folded value on one line, one space for each fold."""
    if "\n" not in text and "\r" not in text:
        return text
    return " ".join(line.strip(" \t") for line in _BREAK.split(text))


def words_of(text: str) -> str:
    """`text` with its encoded words decoded; the gap between two of them is no space."""
    text = unfolded(text)
    if "=?" not in text:
        return clean(text).replace("\n", " ").strip()
    out: list[str] = []
    run: list[_Piece] = []
    place = 0
    for word in _WORD.finditer(text):
        between = text[place : word.start()]
        if between.strip() or (between and not run):
            out += [_decoded(run), between]
            run = []
        run.append(_Piece(word[1].lower(), word[2].lower(), word[3]))
        place = word.end()
    out += [_decoded(run), text[place:]]
    words = clean("".join(out)).replace("\n", " ").strip()
    # A gateway may have encoded what was encoded already.
    return words_of(words) if place and words != text and _WORD.fullmatch(words) else words


def _decoded(run: list[_Piece]) -> str:
    """Neighbours in one charset are joined before decoding: letters are split across them."""
    out: list[str] = []
    bits = b""
    charset = ""
    for piece in _joined(run):
        if piece.charset != charset and bits:
            out.append(decode(bits, charset))
            bits = b""
        charset = piece.charset
        bits += _q(piece.text) if piece.encoding == "q" else _b(piece.text)
    return "".join([*out, decode(bits, charset)])


def _joined(run: list[_Piece]) -> list[_Piece]:
    """Base64 cut off the four-letter grid goes on in the next word."""
    out: list[_Piece] = []
    for piece in run:
        last = out[-1] if out else None
        same = last and (last.charset, last.encoding) == (piece.charset, piece.encoding)
        if last and same and piece.encoding == "b" and len(last.text) % 4 and "=" not in last.text:
            out[-1] = _Piece(last.charset, "b", last.text + piece.text)
        else:
            out.append(piece)
    return out


def _q(text: str) -> bytes:
    raw = text.replace("_", " ").encode("utf-8", "replace")
    return _QUOTED_BYTE.sub(lambda found: bytes([int(found[1], 16)]), raw)


def _b(text: str) -> bytes:
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


@lru_cache(256)
def media_type(raw: bytes, default: str) -> tuple[str, dict[str, str]]:
    """The type in lower case and its parameters by lower-case name; treat both as frozen."""
    text = unfolded(decode(raw[:LONGEST_VALUE]))
    found = _TYPE.match(text)
    kind = found[1].lower() if found else default
    return kind, parameters(text[found.end() if found else 0 :])


def parameters(text: str) -> dict[str, str]:
    """Parameters after a value such as `text/plain` or `attachment`."""
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for number, found in enumerate(_PARAMETER.finditer(";" + _ROOM.sub(" ", text))):
        if number == MOST_PARAMETERS:
            break
        value = found[3].strip() if found[2] is None else _ESCAPED.sub(r"\1", found[2])
        name = _EXTENDED.fullmatch(found[1].lower())
        if name:
            order = int(name[2]) if name[2] else -1
            pieces.setdefault(name[1], []).append((order, bool(name[3]), value))
    return {name: _parameter(found) for name, found in pieces.items()}


def _parameter(pieces: list[tuple[int, bool, str]]) -> str:
    """One value from its pieces: RFC 2231 first, else plain with encoded words decoded."""
    numbered = sorted(piece for piece in pieces if piece[0] >= 0)
    extended = [piece for piece in pieces if piece[0] < 0 and piece[1]]
    chosen = extended[:1] or numbered
    if not chosen:
        return words_of(pieces[0][2])
    if not any(is_encoded for _, is_encoded, _ in chosen):
        return words_of("".join(value for _, _, value in chosen))
    charset, rest = _charset_and_rest(chosen[0][2])
    values = [(is_encoded, value) for _, is_encoded, value in chosen]
    values[0] = (values[0][0], rest)
    bits = b"".join(
        unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "replace")
        for is_encoded, value in values
    )
    return words_of(decode(bits, charset))


def _charset_and_rest(value: str) -> tuple[str, str]:
    charset, first, rest = value.partition("'")
    _language, second, rest = rest.partition("'")
    return (charset, rest) if first and second else ("", value)
