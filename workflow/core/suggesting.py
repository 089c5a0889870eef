"""Which labels a text probably has, told from earlier decisions: complement naive Bayes.

A suggestion sorts a short list and says which words speak for it; a person decides. Counts
words that the caller has cut and stemmed, and knows neither languages nor complaints.
(Rennie et al., ICML 2003: what stands in all the other classes speaks against one; that holds
up better than counting the class itself where some classes are rare.)
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

SMOOTH = 0.2
"""What is added to each count, so that a word that was never seen decides nothing alone."""

MOST_REASONS = 4


@dataclass(slots=True)
class Tally:
    """How many texts of each label there were, and how many of them held each word."""

    texts: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, label: str, words: Iterable[str], times: int = 1) -> None:
        """Count one text of a label, or `times` of them; a word counts once in a text."""
        self.texts[label] += times
        known = self.words.setdefault(label, Counter())
        for word in set(words):
            known[word] += times

    def only(self, words: Collection[str]) -> "Tally":
        """The same, with these words alone."""
        kept = {
            label: Counter({word: n for word, n in known.items() if word in words})
            for label, known in self.words.items()
        }
        return Tally(Counter(self.texts), kept)

    def joined(self, other: "Tally") -> "Tally":
        """Both together."""
        both = Tally(self.texts + other.texts, {k: Counter(v) for k, v in self.words.items()})
        for label, known in other.words.items():
            both.words.setdefault(label, Counter()).update(known)
        return both


@dataclass(frozen=True, slots=True)
class Guess:
    """A label, how much speaks for it (only good for sorting), and the words that do."""

    label: str
    score: float
    words: tuple[str, ...]


class Model:
    """What a tally amounts to. Made once, asked often; never changes."""

    def __init__(self, tally: Tally) -> None:
        self._words = tally.words
        self._labels = sorted(tally.words)
        self._total: Counter[str] = Counter()
        for known in tally.words.values():
            self._total.update(known)
        size = self._total.total() + SMOOTH * len(self._total)
        self._rest = {label: size - tally.words[label].total() for label in self._labels}

    def guesses(self, words: Sequence[str], most: int = 3) -> tuple[Guess, ...]:
        """The likeliest labels first, each with the words that set it apart from the others.

        None where no word of the text was ever seen: silence is better than the usual.
        """
        speaks = {word: self._weights(word) for word in dict.fromkeys(words) if word in self._total}
        scores: Counter[str] = Counter()
        for weights in speaks.values():
            scores.update(weights)
        best = sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:most]
        found = (Guess(label, score, _reasons(label, speaks)) for label, score in best)
        return tuple(guess for guess in found if guess.words)

    def _weights(self, word: str) -> dict[str, float]:
        """How much a word speaks for each label, around 0 over all of them.

        Counts the word in all *other* labels, the complement: the rarer it is there, the more
        it speaks for this one.
        """
        whole = self._total[word]
        against = {
            label: log((whole - self._words[label][word] + SMOOTH) / self._rest[label])
            for label in self._labels
        }
        middle = sum(against.values()) / len(against)
        return {label: middle - value for label, value in against.items()}


def _reasons(label: str, speaks: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """The words that speak for a label, the strongest first."""
    strongest = sorted(speaks, key=lambda word: -speaks[word][label])
    return tuple(word for word in strongest if speaks[word][label] > 0)[:MOST_REASONS]
