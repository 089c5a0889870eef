"""Learns from the office's decisions now and then, and hands out what was learned last.

A chore of its own writes; pages only read. A word that a single person has used is not kept:
it may be their name (UU 27/2022 art. 16: no more than is needed).
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workflow.core.naming import named_in
from workflow.core.owners import Given
from workflow.core.policy import Policy
from workflow.core.suggesting import Tally
from workflow.store import suggestions
from workflow.store.database import Sessions
from workflow.store.suggestions import Decided
from workflow.suggesting import ACCUSING_SHARE, Adviser, Learned
from workflow.suggesting_words import hear

EVERY_SECONDS = 600
MOST_LEARNED = 5_000
"""The latest decisions: what the office did years ago is no example any more."""

MOST_WORDS = 20_000
ENOUGH_NEW = 25
"""So many new decisions are worth learning from at once; fewer wait for the day to end."""

LONGEST_WAIT = timedelta(days=1)


class Learning:
    """The chore: one turn learns if there is enough that is new, and keeps it."""

    def __init__(self, sessions: Sessions, policy: Policy) -> None:
        self._sessions = sessions
        self._policy = policy

    def turn(self, now: datetime) -> dict[str, int]:
        """Learn if it is time; gives how many decisions were learned from."""
        with self._sessions.reading() as db:
            count = suggestions.count_decided(db)
            edition = suggestions.kept(db, suggestions.EDITION)
            if not _is_time(edition, count, now):
                return {"learned": 0}
            past = list(suggestions.decided(db, MOST_LEARNED))
        learned = learn(self._policy, past)
        text, edition = learned.write(), f"{now.isoformat()} {count}"
        self._sessions.settled(lambda db: suggestions.keep(db, text, edition))
        return {"learned": learned.decided}


def _is_time(edition: str, count: int, now: datetime) -> bool:
    """Enough is new, or what there is has been there for a day and something has changed."""
    if not edition:
        return count > 0
    at, known = edition.split()
    # A day whatever is new: words of persons who were erased leave it in time.
    return count - int(known) >= ENOUGH_NEW or now - datetime.fromisoformat(at) >= LONGEST_WAIT


def learn(policy: Policy, past: Sequence[Decided]) -> Learned:
    """What decisions amount to."""
    held, glanced = _Held(), _Glanced(past)
    categories, kinds, count = Tally(), Tally(), 0
    owned: dict[str, Counter[str]] = {}
    naming, about = Counter[str](), Counter[str]()
    for one in past:
        stems = [stem for stem in hear(one.text).stems if glanced.may_be_shared(stem)]
        held.take(one.person, stems)
        categories.add(one.category, stems)
        count += 1
        if one.reported_unit or named_in(policy, one.text):
            naming[one.category] += 1
            about[one.category] += bool(one.reported_unit)
        unit = policy.units.get(one.unit)
        if unit is not None:
            kinds.add(unit.kind, stems)
            owned.setdefault(one.category, Counter())[unit.id] += 1
    words = held.by_several(MOST_WORDS)
    return Learned(
        categories=categories.only(words),
        kinds=kinds.only(words),
        given=Given(owned),
        accusing=frozenset(c for c in naming if about[c] >= naming[c] * ACCUSING_SHARE),
        decided=count,
    )


class _Glanced:
    """Which words several people may have used: a first look, that rules most of them out.

    Nearly all pairs of words in an office's texts stand there once. To hold each of them, only
    to drop it in the end, took 100 MB; a slot for each hash takes 8, and errs on one side only.
    """

    SLOTS = 2**20
    SEVERAL = -1

    def __init__(self, past: Sequence[Decided]) -> None:
        self._first = array("q", bytes(8 * self.SLOTS))
        for one in past:
            for stem in hear(one.text).stems:
                self._see(hash(stem) % self.SLOTS, one.person)

    def _see(self, slot: int, person: int) -> None:
        before = self._first[slot]
        self._first[slot] = person if before in (0, person) else self.SEVERAL

    def may_be_shared(self, word: str) -> bool:
        """Whether several people used it, or it shares its slot with another word."""
        return self._first[hash(word) % self.SLOTS] == self.SEVERAL


@dataclass(slots=True)
class _Held:
    """Who used which words: only those of several people are knowledge of the office."""

    first: dict[str, int] = field(default_factory=dict)
    shared: Counter[str] = field(default_factory=Counter)

    def take(self, person: int, words: Iterable[str]) -> None:
        for word in words:
            if word in self.shared or self.first.setdefault(word, person) != person:
                self.shared[word] += 1

    def by_several(self, most: int) -> frozenset[str]:
        """The words that several people used, the most used ones."""
        return frozenset(word for word, _ in self.shared.most_common(most))


class Advisers:
    """Hands out the adviser of what was learned last; asks the database for its edition only."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._last: tuple[tuple[str, str], Adviser] | None = None

    def now(self, policy: Policy) -> Adviser:
        """The adviser with what any process has learned so far."""
        with self._sessions.reading() as db:
            key = (policy.version, suggestions.kept(db, suggestions.EDITION))
            last = self._last
            if last is None or last[0] != key:
                text = suggestions.kept(db)
                learned = Learned.read(text) if text else Learned()
                last = self._last = (key, Adviser(policy, learned))
        return last[1]
