"""The identity vault: names and addresses are sealed here, and found again without opening.

AES-256-GCM under the vault key; each sealing is bound to what it is for, so that a sealed
name cannot be pasted where an address belongs. The blind index is an HMAC of the normal form
of an address: equal addresses meet, and nobody can turn it back.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Callable

import phonenumbers
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
SHORTEST_NUMBER = 8
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class Unsealable(Exception):
    """It was sealed under another key, or was changed since."""


class Vault:
    """Seals and opens. Made once with the two keys (32 bytes each)."""

    def __init__(
        self, vault_key: bytes, index_key: bytes, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._cipher = AESGCM(vault_key)
        self._index_key = index_key
        self._random = random

    def seal(self, text: str, what: str) -> bytes:
        """`text` sealed for the purpose `what` (`name`, `address`, `details`)."""
        nonce = self._random(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), what.encode())

    def open(self, sealed: bytes, what: str) -> str:
        """The text again; empty for what was erased. Raises `Unsealable`."""
        if not sealed:
            return ""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], what.encode()).decode()
        except InvalidTag as cause:
            raise Unsealable from cause

    def seal_details(self, details: dict[str, str]) -> bytes:
        """A few more facts of a person (phone, district) in one sealing."""
        return self.seal(json.dumps(details, ensure_ascii=False, sort_keys=True), "details")

    def open_details(self, sealed: bytes) -> dict[str, str]:
        """What `seal_details` sealed."""
        opened: dict[str, str] = json.loads(self.open(sealed, "details") or "{}")
        return opened

    def blind(self, channel: str, address: str) -> bytes:
        """The keyed index of an address (32 bytes), the same for each way of writing it."""
        message = f"{channel}:{normal_form(address)}".encode()
        return hmac.digest(self._index_key, message, hashlib.sha256)

    def pseudonym(self) -> str:
        """Tells persons of the vault apart: five random letters, shown nowhere."""
        return "".join(_LETTERS[byte % len(_LETTERS)] for byte in self._random(5))


def normal_form(address: str) -> str:
    """An e-mail address in lower case, a telephone number in E.164, an id as it is."""
    plain = unicodedata.normalize("NFKC", address).strip()
    if "@" in plain:
        return plain.casefold()
    # A platform's id may hold as many digits as a number, beside its letters.
    return plain if any(map(str.isalpha, plain)) else phone_form(plain) or plain


def phone_form(words: str) -> str:
    """E.164 of an Indonesian or international number; empty if it is none."""
    if sum(letter.isdigit() for letter in words) < SHORTEST_NUMBER:
        return ""
    try:
        number = phonenumbers.parse(words, "ID")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
