"""The words of IMAP: folder names, answers to FETCH, and what a refusal means.

Pure text and bytes; the conversation itself is `wire_imap.py` and `wire_folder.py`.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WIDE = re.compile(r"[^\x20-\x7e]+")
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SHORT_BODY = re.compile(
    rb'BODY\[(?:HEADER)?\](?:<\d+>)? "((?:[^"\\]|\\.)*+)"', re.IGNORECASE | re.DOTALL
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_BRACKET = re.compile(r"\[([A-Z]+)")
_BUSY = re.compile(
    r"too many|simultaneous|throttl|back.?off|(?:limit|bandwidth|connections?|quota) .{0,30}exceed"
    r"|exceeded .{0,30}(?:limit|bandwidth|connections?)|maximum number",
    re.IGNORECASE,
)
_CODES = {
    # Response codes of RFC 9051 7.1 and RFC 5530, and Gmail's for its limits.
    "AUTHENTICATIONFAILED": "login-refused",
    "AUTHORIZATIONFAILED": "login-refused",
    "CONTACTADMIN": "login-refused",
    "EXPIRED": "login-refused",
    "PRIVACYREQUIRED": "login-refused",
    "NONEXISTENT": "no-such-folder",
    "NOPERM": "no-such-folder",
    "TRYCREATE": "no-such-folder",
    "INUSE": "throttled",
    "LIMIT": "throttled",
    "OVERQUOTA": "throttled",
    "THROTTLED": "throttled",
    "CORRUPTION": "no-answer",
    "SERVERBUG": "no-answer",
    "UNAVAILABLE": "no-answer",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What FETCH says of one mail. `body` is none where it says none, or NIL."""

    uid: int
    body: bytes | None


def answers_in(data: Sequence[bytes | tuple[bytes, bytes] | None]) -> Iterator[Answer]:
    """Each answer in what `imaplib` gathered; those without a UID are somebody else's news.

    A text that came in a literal is a pair (words before it, text); an answer ends with
    the first piece that is no pair.
    """
    words, body = b"", None
    for piece in data:
        if isinstance(piece, tuple):
            words, body = words + b" " + piece[0], piece[1]
            continue
        if piece is not None:
            yield from _answer(words + b" " + piece, body)
        words, body = b"", None


def _answer(words: bytes, body: bytes | None) -> Iterator[Answer]:
    short = _SHORT_BODY.search(words)
    if body is None and short:
        body = _ESCAPED.sub(rb"\1", short[1])
    uid = _UID.search(words if not short else words.replace(short[0], b""))
    if uid:
        yield Answer(int(uid[1]), body)


def folder_name(name: str) -> str:
    """A folder's name as an argument: modified UTF-7 (RFC 3501 5.1.3), quoted.

    Control characters become part of the UTF-7, so that no name can say a second command.
    """
    coded = _WIDE.sub(lambda found: _wide(found[0]), name.replace("&", "&-"))
    return quoted(coded)


def quoted(text: str) -> str:
    """A quoted string (RFC 9051 4.3)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _wide(text: str) -> str:
    coded = b64encode(text.encode("utf-16-be", "surrogatepass")).decode("ascii")
    return "&" + coded.rstrip("=").replace("/", ",") + "-"


def code_of(words: str, otherwise: str) -> str:
    """What a refusal means, by its response code or, for throttling, its English."""
    bracket = _BRACKET.search(words)
    code = _CODES.get(bracket[1]) if bracket else None
    if code:
        return code
    return "throttled" if _BUSY.search(words) else otherwise


def bracket_of(words: str) -> str:
    """The response code alone, if it is one we know: nothing personal can stand in it."""
    bracket = _BRACKET.search(words)
    return bracket[1] if bracket and bracket[1] in _CODES else ""
