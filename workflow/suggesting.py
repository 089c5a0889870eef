"""What is proposed to whoever triages: categories, owners, units that are named, with reasons.

Learns from the office's own decisions; before there are any, from the keywords of its rules.
Proposes and never decides: nothing in here gives a command.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from workflow.core.naming import Named, Person, named_in, places_in
from workflow.core.owners import Given, Matter, Owner, owners
from workflow.core.policy import Policy
from workflow.core.suggesting import Guess, Model, Tally
from workflow.suggesting_words import Heard, hear

PHRASE, WORD, NAME = 8, 8, 3
"""As how many texts the rules' keywords and names count: a dozen real decisions outweigh them."""

ACCUSING_SHARE = 1 / 3
"""Of a category's complaints that name a unit, so many have to be about it for the next one too."""


@dataclass(frozen=True)
class Learned:
    """What the office's decisions amount to; empty on the first day.

    `categories` and `kinds` (of units) count words; `given` counts owners by category;
    `accusing` are the categories that are often about units of ours. `decided` is how many
    decisions it was made of.
    """

    categories: Tally = field(default_factory=Tally)
    kinds: Tally = field(default_factory=Tally)
    given: Given = field(default_factory=Given)
    accusing: frozenset[str] = frozenset()
    decided: int = 0

    @cached_property
    def kind_model(self) -> Model:
        """Which kind of unit such words were given to."""
        return Model(self.kinds)

    def write(self) -> str:
        """As it is stored."""
        return json.dumps(
            {
                "categories": _plain(self.categories),
                "kinds": _plain(self.kinds),
                "given": self.given.by_category,
                "accusing": sorted(self.accusing),
                "decided": self.decided,
            },
            separators=(",", ":"),
            ensure_ascii=False,
        )

    @classmethod
    def read(cls, text: str) -> "Learned":
        """What `write` wrote."""
        found = json.loads(text)
        given = {name: Counter(counts) for name, counts in found["given"].items()}
        return cls(
            categories=_tally(found["categories"]),
            kinds=_tally(found["kinds"]),
            given=Given(given),
            accusing=frozenset(found["accusing"]),
            decided=found["decided"],
        )


def _plain(tally: Tally) -> dict[str, Any]:
    return {"texts": tally.texts, "words": tally.words}


def _tally(found: Mapping[str, Any]) -> Tally:
    words = {label: Counter(known) for label, known in found["words"].items()}
    return Tally(Counter(found["texts"]), words)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A category, and the text's own words that speak for it."""

    category: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """All that is proposed for one complaint, the likeliest first."""

    categories: tuple[Proposed, ...]
    owners: tuple[Owner, ...]
    named: tuple[Named, ...]


class Adviser:
    """Advises on one office's complaints, with what it has learned so far."""

    def __init__(self, policy: Policy, learned: Learned) -> None:
        self._policy = policy
        self._learned = learned
        self._categories = Model(learned.categories.joined(seeds(policy)))

    def advise(
        self, text: str, people: Iterable[Person] = (), *, category: str = "", about: str = ""
    ) -> Advice:
        """What to propose for a text; `category` and `about` are what is known already."""
        heard = hear(text)
        known = self._policy.categories
        guesses = [guess for guess in self.guesses(heard) if guess.label in known]
        likely = category or (guesses[0].label if guesses else "")
        named = named_in(self._policy, text, people, blamed=self._accuses(likely))
        matter = Matter(
            category=likely,
            named=[one.unit for one in named],
            places=places_in(self._policy, text),
            about=about or next((one.unit for one in named if one.accused), ""),
            kinds=[guess.label for guess in self._learned.kind_model.guesses(heard.stems)],
        )
        return Advice(
            categories=tuple(Proposed(g.label, heard.in_words(g.words)) for g in guesses),
            owners=owners(self._policy, matter, self._learned.given),
            named=named,
        )

    def guesses(self, heard: Heard) -> tuple[Guess, ...]:
        """The likeliest categories of a text."""
        return self._categories.guesses(heard.stems)

    def _accuses(self, category: str) -> bool:
        found = self._policy.categories.get(category)
        return category in self._learned.accusing or (found is not None and found.oversight)


def seeds(policy: Policy) -> Tally:
    """What the rules themselves say: each keyword as a few texts of its category."""
    return _seeds(policy.version, tuple((c.id, c.name_id, c.keywords) for c in _known(policy)))


def _known(policy: Policy) -> Iterable[Any]:
    return policy.categories.values()


@lru_cache(4)
def _seeds(_version: str, known: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Tally:
    tally = Tally()
    for category, name, keywords in known:
        for keyword in keywords:
            stems = hear(keyword).stems
            phrases = [one for one in stems if " " in one]
            tally.add(category, phrases or stems, PHRASE if phrases else WORD)
            tally.add(category, stems if phrases else (), NAME)
        tally.add(category, hear(name).stems, NAME)
    return tally
