"""What a complaint is probably about, told from its words, with the words as the reason.

A suggestion only sorts a list; a person decides. Counts keywords of the rules and nothing
else, so that anybody can see why it says what it says.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from workflow.core.policy import Policy

MOST = 3
LONGEST_READ = 4000
"""Characters of a text that are looked at."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category and the words that speak for it."""

    category: str
    words: tuple[str, ...]


def suggest(policy: Policy, text: str) -> tuple[Suggestion, ...]:
    """The likeliest categories first; none where no word of the rules occurs.

    Longer keywords say more than shorter ones: “ditinggal mati” outweighs “mati”.
    """
    plain = text[:LONGEST_READ].lower()
    found = [
        Suggestion(id, tuple(sorted({hit.group() for hit in pattern.finditer(plain)})))
        for id, pattern in _patterns(policy.version, _keywords(policy))
    ]
    hits = [one for one in found if one.words]
    return tuple(sorted(hits, key=_weight, reverse=True)[:MOST])


def _weight(one: Suggestion) -> int:
    return sum(len(word) for word in one.words)


def _keywords(policy: Policy) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((c.id, c.keywords) for c in policy.categories.values() if c.keywords)


@lru_cache(4)
def _patterns(
    version: str, keywords: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compiled once for each version of the rules."""
    return tuple((id, _any_of(words)) for id, words in keywords)


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
