"""How often the suggestions are right, on a third of the demo office that was held back.

No speed: shares, and the limit is 1. The demo office says most things more than once, so
there is a second figure for wordings of which nothing was learned; and one for an office on
its first day. The last figures are for texts that were told twice, and told in other words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from config.rulebook import policy_of
from config.settings import load_settings
from web.bench.figures import Figure
from web.bench.stage import Stage
from web.demo.plot import plot
from web.demo.story import Story
from web.demo.texts import load
from workflow.core.likeness import most_alike
from workflow.core.naming import places
from workflow.core.policy import Policy
from workflow.store.suggestions import Decided
from workflow.suggesting import Adviser, Learned
from workflow.suggesting_chore import learn
from workflow.suggesting_same import LOOKED_BACK, read

SIZE = 900
"""Complaints of a year."""

MONTHS, SEED, FOLDS = 12, 7, 3
UNTIL = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
FIRST_FEW = 5
LOST, MISTYPED = 0.3, 0.1
"""Parts of the words that somebody else leaves out, or writes in another way."""

SLOT = re.compile(r"\{\w+\}")


def measure(stage: Stage) -> Iterator[Figure]:
    """Shares of right suggestions; `size` is how many were asked for."""
    policy = policy_of(load_settings().rules)
    stories = _stories(stage.size)
    told = [_decided(story) for story in stories]
    held = told[::FOLDS]
    past = [one for place, one in enumerate(told) if place % FOLDS]
    learned = learn(policy, past)
    yield from _advised("held-back third", Adviser(policy, learned), held)
    yield from _advised("first day, rules alone", Adviser(policy, Learned()), held)
    yield _figure("category, first, new wordings", *_new_wordings(policy))
    yield _figure("told again, in the first five", *_told_again(policy, stories))
    yield _figure("told in other words, in the first five", *_other_words(policy, stories))


def _stories(size: int) -> list[Story]:
    stories = plot(seed=SEED, complaints=size, months=MONTHS, until=UNTIL)
    return [story for story in stories if story.category]


def _decided(story: Story) -> Decided:
    return Decided(
        person=hash(story.person),
        category=story.category,
        unit=story.unit,
        reported_unit=story.reported_unit,
        text=_text(story),
    )


def _text(story: Story) -> str:
    return f"{story.subject}\n{story.text}"


@dataclass(frozen=True, slots=True)
class _Rank:
    """Where the right answer stood among those proposed; -1: nowhere."""

    place: int

    @classmethod
    def of(cls, right: str, proposed: Sequence[str]) -> "_Rank":
        return cls(proposed.index(right) if right in proposed else -1)


def _advised(name: str, adviser: Adviser, held: Sequence[Decided]) -> Iterator[Figure]:
    """Category and unit, first and among the first three; units that it is about."""
    ranks: dict[str, list[_Rank]] = {"category": [], "unit": []}
    about = Counter[bool]()
    for one in held:
        advice = adviser.advise(one.text)
        categories = [proposed.category for proposed in advice.categories]
        ranks["category"].append(_Rank.of(one.category, categories))
        ranks["unit"].append(_Rank.of(one.unit, [owner.unit for owner in advice.owners]))
        if one.reported_unit:
            about[one.reported_unit in [named.unit for named in advice.named]] += 1
    for what, found in ranks.items():
        first = sum(rank.place == 0 for rank in found)
        three = sum(rank.place >= 0 for rank in found)
        yield _figure(f"{what}, first, {name}", first, len(found))
        yield _figure(f"{what}, first three, {name}", three, len(found))
    if about:
        yield _figure(f"unit that it is about, {name}", about[True], about.total())


def _figure(name: str, right: int, asked: int) -> Figure:
    share = right / asked if asked else 0.0
    return Figure(name=name, size=asked, ours=share, limit=1.0, unit="share")


def _new_wordings(policy: Policy) -> tuple[int, int]:
    """The demo's wordings themselves, each third learned from the other two."""
    said = [
        Decided(place, category, "", "", f"{one.subject}\n{SLOT.sub(' ', one.text)}")
        for category, topic in load().topics.items()
        for place, one in enumerate(topic.said)
    ]
    right = 0
    for fold in range(FOLDS):
        past = [one for place, one in enumerate(said) if place % FOLDS != fold]
        right += _first_right(Adviser(policy, learn(policy, past)), said[fold::FOLDS])
    return right, len(said)


def _first_right(adviser: Adviser, held: Iterable[Decided]) -> int:
    proposed = ((one.category, adviser.advise(one.text).categories) for one in held)
    return sum(bool(found) and found[0].category == right for right, found in proposed)


def _told_again(policy: Policy, stories: Sequence[Story]) -> tuple[int, int]:
    """Of those that the office merged, for how many the first five hold one that says the same."""
    towns = places(policy)
    texts = {s.number: read(towns, _text(s), hash(s.person)) for s in stories}
    right = asked = 0
    for story in stories:
        if story.duplicate_of is None:
            continue
        before = {
            one.number: texts[one.number]
            for one in stories
            if one.number < story.number and story.arrives_at - one.arrives_at < LOOKED_BACK
        }
        same = {s.number for s in stories if s.duplicate_of == story.duplicate_of}
        found = most_alike(texts[story.number], before, FIRST_FEW, least=0.0)
        right += any(one.other in same | {story.duplicate_of} for one in found)
        asked += 1
    return right, asked


def _other_words(policy: Policy, stories: Sequence[Story]) -> tuple[int, int]:
    """Each tenth told by somebody else, with words lost and mistyped, in another order."""
    dice = Random(SEED)  # noqa: S311 - a measurement, no secret
    towns = places(policy)
    texts = {s.number: read(towns, _text(s), hash(s.person)) for s in stories}
    asked = stories[::10]
    right = 0
    for story in asked:
        retold = read(towns, _retold(_text(story), dice), 0)
        found = most_alike(retold, texts, FIRST_FEW, least=0.0)
        right += story.number in [one.other for one in found]
    return right, len(asked)


def _retold(text: str, dice: Random) -> str:
    kept = [word for word in text.split() if dice.random() > LOST]
    dice.shuffle(kept)
    return " ".join(word[::-1] if dice.random() < MISTYPED else word for word in kept)
