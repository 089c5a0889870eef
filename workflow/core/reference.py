"""References, secret codes and reply tokens: what ties the outside to a complaint.

A reference (`C-7KQ4-2MX9`) names a complaint and opens nothing. A secret code opens its
tracking page. A reply token joins an answer to it, together with a known sender. All are
made from random numbers or keys that are handed in.
"""

import hashlib
import hmac
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
"""31 letters: no I, L, O, U that are misread by telephone, and no Z, so that it is a prime."""

REFERENCE = re.compile(
    r"(?<![0-9A-Z])C[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{4})(?![0-9A-Z])", re.IGNORECASE
)
REFERENCES = 31**7
"""How many there are: a guess meets one of 10,000 complaints once in 2.7 million tries."""

_NAMES = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NAME_LETTERS = 5
_MISREAD = str.maketrans("ILO", "110")
_WEIGHTS = (2, 3, 5, 7, 11, 13, 17)
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_HEAD_LETTERS = 8
_TAG_LETTERS = 18
_CODE_LETTERS = 10


def make_reference(number: int) -> str:
    """The reference for a random number below `REFERENCES`."""
    body = ""
    for _ in _WEIGHTS:
        number, rest = divmod(number, 31)
        body += ALPHABET[rest]
    whole = body + _check_letter(body)
    return f"C-{whole[:4]}-{whole[4:]}"


def read_reference(words: str) -> str | None:
    """The reference that a person typed, however they wrote it; none if it cannot be one."""
    found = REFERENCE.fullmatch(words.strip())
    return _checked(found) if found else None


def references_in(text: str) -> tuple[str, ...]:
    """All true references in a text, in order, each once."""
    found = (_checked(match) for match in REFERENCE.finditer(text))
    return tuple(dict.fromkeys(reference for reference in found if reference))


def secret_code(key: bytes, reference: str, edition: int) -> str:
    """The code that opens a tracking page: 10 letters, 49 bits; a new edition ends the old one."""
    tag = hmac.digest(key, f"code:{reference}:{edition}".encode(), hashlib.sha256)
    number, letters = int.from_bytes(tag[:16]), ""
    for _ in range(_CODE_LETTERS):
        number, rest = divmod(number, 31)
        letters += ALPHABET[rest]
    return f"{letters[:5]}-{letters[5:]}"


def code_matches(given: str, code: str) -> bool:
    """Whether somebody typed this secret code; takes the same time for right and wrong."""
    bare = given.strip().upper().replace("-", "").replace(" ", "").translate(_MISREAD)
    return hmac.compare_digest(bare.encode(), code.replace("-", "").encode())


def reply_token(key: bytes, reference: str) -> str:
    """The token that an answer to us brings back, as `messages.REPLY_TOKEN` describes it."""
    head = reference[2:].replace("-", "").lower()
    return f"tt{head}{_tag(key, head)}"


def read_reply_token(key: bytes, token: str) -> str | None:
    """The reference that a token stands for; none when it was not made with this key."""
    bare = token.lower()[2:]
    head, tag = bare[:_HEAD_LETTERS], bare[_HEAD_LETTERS:]
    if len(tag) != _TAG_LETTERS or not hmac.compare_digest(tag.encode(), _tag(key, head).encode()):
        return None
    return read_reference(f"C{head}")


def stand_in(reference: str) -> str:
    """What pages call the complainant of a complaint instead of by name: five letters.

    Made of the reference alone: two complaints do not say that one person wrote both. An address
    is soon typed or forged, and whoever saw it go by one name twice would know whose it is.
    """
    tag = hashlib.sha256(f"stand-in:{reference}".encode()).digest()
    return "".join(_NAMES[byte % len(_NAMES)] for byte in tag[:_NAME_LETTERS])


def _checked(found: re.Match[str]) -> str | None:
    whole = (found[1] + found[2]).upper().translate(_MISREAD)
    if any(letter not in ALPHABET for letter in whole) or _check_letter(whole[:7]) != whole[7]:
        return None
    return f"C-{whole[:4]}-{whole[4:]}"


def _check_letter(body: str) -> str:
    """Weighted sum modulo a prime: finds every single wrong letter and every swap of two."""
    total = sum(w * ALPHABET.index(c) for w, c in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[total % 31]


def _tag(key: bytes, head: str) -> str:
    """90 bits of an HMAC in 18 letters that survive any mail program's changes of case."""
    number = int.from_bytes(hmac.digest(key, f"reply:{head}".encode(), hashlib.sha256)[:12])
    return "".join(_BASE32[(number >> (5 * place)) & 31] for place in range(_TAG_LETTERS))
