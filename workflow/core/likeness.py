"""How alike texts are, and where two of them differ: pure, and explained by the words.

Rare words count more than common ones, so that two people who both write "please help" are
not taken for one. What is found is a candidate; an officer compares both texts and decides.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log, sqrt

ALIKE = 0.3
"""From here on two texts are shown side by side."""

SURELY = 0.6
"""From here on an officer need not ask for it."""

SAME_SENDER, SAME_PLACE = 0.25, 0.1
"""What it adds that the same person wrote, or that both name the same town."""

MOST_SHARED = 6
LONGEST_COMPARED = 600
"""Words of a text whose differences are marked; the rest is shown as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A text as far as likeness goes: its different words, who wrote, which towns it names."""

    words: frozenset[str]
    person: int
    places: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How like the other text is: 1 and more is the same. `shared`: rare words of both."""

    other: int
    degree: float
    shared: tuple[str, ...]
    same_sender: bool


def most_alike(
    one: Read, others: Mapping[int, Read], most: int, least: float = ALIKE
) -> tuple[Likeness, ...]:
    """The other texts that are like this one, the most alike first; none is normal."""
    weights = _weights([one, *others.values()])
    found = (_likeness(one, id, other, weights) for id, other in others.items())
    alike = (likeness for likeness in found if likeness.degree >= least)
    return tuple(sorted(alike, key=lambda like: (-like.degree, -like.other))[:most])


def _weights(texts: Sequence[Read]) -> Mapping[str, float]:
    """A word in all texts weighs next to nothing, one in a single text the most."""
    held = Counter(word for text in texts for word in text.words)
    return {word: log(1 + len(texts) / count) ** 2 for word, count in held.items()}


def _likeness(one: Read, id: int, other: Read, weights: Mapping[str, float]) -> Likeness:
    shared = one.words & other.words
    both = sqrt(_weight(one.words, weights) * _weight(other.words, weights))
    same_sender = one.person == other.person
    degree = _weight(shared, weights) / both if both else 0.0
    degree += SAME_SENDER * same_sender
    degree += SAME_PLACE * bool(set(one.places).intersection(other.places))
    rarest = sorted(shared, key=lambda word: (-weights[word], -len(word), word))[:MOST_SHARED]
    return Likeness(other=id, degree=degree, shared=tuple(rarest), same_sender=same_sender)


def _weight(words: Collection[str], weights: Mapping[str, float]) -> float:
    return sum(weights[word] for word in words)


Piece = tuple[str, bool]
"""Part of a text, and whether the other text says something else here."""


def differences(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, so that a page can mark where they differ."""
    left, right = one.split(" "), other.split(" ")
    ours, theirs = left[:LONGEST_COMPARED], right[:LONGEST_COMPARED]
    steps = SequenceMatcher(None, _plain(ours), _plain(theirs), autojunk=False).get_opcodes()
    first = [(" ".join(ours[a:b]), kind != "equal") for kind, a, b, _, _ in steps if a < b]
    second = [(" ".join(theirs[a:b]), kind != "equal") for kind, _, _, a, b in steps if a < b]
    return _with_rest(first, left), _with_rest(second, right)


def _plain(words: Sequence[str]) -> list[str]:
    return [word.casefold().strip(".,;:!?()\"'\r\n") for word in words]


def _with_rest(pieces: list[Piece], words: Sequence[str]) -> tuple[Piece, ...]:
    rest = " ".join(words[LONGEST_COMPARED:])
    return (*pieces, (rest, False)) if rest else tuple(pieces)
