"""Words as a search sees them: small letters, no endings, no numbers that belong to a person.

The Indonesian stemmer is loaded at the first word; every stem is kept. Stems are for
comparing and counting; they are never shown.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from typing import Protocol

KEPT = 100_000
"""Stems in memory: more words than an office uses."""

LONGEST_WORD = 40
LONGEST_TEXT = 20_000
"""Characters of one message that are read: what follows is no complaint but a file."""

WORD = re.compile(r"[^\W_]+")
PRIVATE = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|https?://\S+"
    r"|(?<!\d)\+?\d(?:[ .()-]*\d){6,}",  # seven digits and more: telephone, NIK, account
)
"""Nobody is found by what belongs to a person (UU 27/2022 art. 4); a link says nothing."""

MAYBE = re.compile(r"@|://|\d(?:[ .()-]*\d){6}")
"""What each of them has in it: found faster, and most texts have none."""


class _Stemmer(Protocol):
    def stem(self, word: str, /) -> str: ...


@cache
def _stemmer() -> _Stemmer:
    # Asked for by name: its dictionary takes time and memory that most commands need not spend.
    factory = import_module("Sastrawi.Stemmer.StemmerFactory").StemmerFactory()
    stemmer: _Stemmer = factory.create_stemmer(isDev=False).delegatedStemmer
    return stemmer  # the one around it keeps every word for ever


@lru_cache(KEPT)
def stem(word: str) -> str:
    """The stem of one word, without accents."""
    flat = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", word.casefold())
        if not unicodedata.combining(letter)
    )
    if flat.isascii() and flat.isalpha():
        return _stemmer().stem(flat) or flat
    return flat


def words_of(text: str) -> Iterator[re.Match[str]]:
    """The words of a text that can be found, with their places."""
    public = text[:LONGEST_TEXT]
    if MAYBE.search(public):
        public = PRIVATE.sub(lambda found: " " * len(found[0]), public)
    return (found for found in WORD.finditer(public) if len(found[0]) <= LONGEST_WORD)


def stems_of(text: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem(found[0]) for found in words_of(text)]
