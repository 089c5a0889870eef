"""The plot of a demo office: who complains when about what, and all that follows from it.

Pure: the same seed, size and end give the same stories, and no clock is read. `player.py`
sends them through intake and engine; nothing here knows a database.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from web.demo.rhythm import arrivals, local
from web.demo.story import REFERENCE, Step, Story
from web.demo.telling import Teller
from web.demo.texts import Texts, load

__all__ = ["MOST", "REFERENCE", "Step", "Story", "plot"]

MOST = 20_000
"""Complaints in one plot."""
FEWEST_FOR_EVENT = 60
"""Below this an office is too quiet for a failed payment that many people write about."""
FEWEST_FOR_ALL = 3
"""With so many complaints for each category, every category is sure to be there."""
COMPLAINTS_PER_EVENT = 900
MOST_FOLLOWERS = 13
REPEATED_SHARE = 0.02
"""The share of people who write the same once more."""
MAIL_SHARE = 0.03
"""Mails that are no complaint, in shares of the complaints."""
EVENT_ENDS = timedelta(days=3)
"""Within this time everybody has written who writes about a failed payment."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How many of the complaints are of which sort; together they are all of them."""

    single: int
    repeated: int
    events: tuple[int, ...]
    """For each failed payment, how many write about it."""

    @classmethod
    def of(cls, complaints: int, most_in_event: int) -> "Shares":
        """The shares of an office of this size."""
        wanted = 1 + complaints // COMPLAINTS_PER_EVENT if complaints >= FEWEST_FOR_EVENT else 0
        events = (min(most_in_event, MOST_FOLLOWERS + 1, complaints // 5),) * wanted
        repeated = round(complaints * REPEATED_SHARE)
        return cls(complaints - sum(events) - 2 * repeated, repeated, events)


def plot(seed: int, complaints: int, months: int, until: datetime) -> list[Story]:
    """All stories of the months before `until` (aware), by arrival; numbers count from 1.

    Exactly `complaints` of them are complaints; a few mails that are none come on top.
    Raises `ValueError` for sizes that make no office.
    """
    if not 1 <= complaints <= MOST or months < 1 or until.tzinfo is None:
        raise ValueError(f"1 to {MOST} complaints, at least one month, until an aware time")
    texts = load()
    stage = _Stage(texts, Random(seed), months, until)  # noqa: S311 - a play, no secret
    stage.fill(Shares.of(complaints, len(texts.payment)))
    stage.add_mails(round(complaints * MAIL_SHARE))
    return _numbered(stage.stories)


class _Stage:
    """Gathers the stories; numbers are in the order of telling until all are told."""

    def __init__(self, texts: Texts, dice: Random, months: int, until: datetime) -> None:
        self.stories: list[Story] = []
        self._texts, self._dice, self._months, self._until = texts, dice, months, until
        self._teller = Teller(texts, dice, until)

    def fill(self, shares: Shares) -> None:
        """Tell all complaints."""
        for size in shares.events:
            self._failed_payment(size)
        for at in self._arrivals(shares.repeated):
            before = min(at, self._until - EVENT_ENDS)
            lead = self._teller.leading(self._number, before)
            self.stories.append(lead)
            self.stories.append(self._teller.again(self._number, lead))
        sure = self._sure_categories(shares.single)
        for place, at in enumerate(self._arrivals(shares.single)):
            story = self._teller.complaint(self._number, at, sure.get(place, ""))
            self.stories.append(story)

    def add_mails(self, count: int) -> None:
        """Mails that are no complaints, each after something was said to somebody by mail."""
        answered = [
            story
            for story in self.stories
            if story.channel == "email" and story.steps and story.steps[-1].what in SAID_LAST
        ]
        for about in self._dice.sample(answered, min(count, len(answered))):
            mail = self._teller.mail(self._number, about)
            if mail.arrives_at <= self._until:
                self.stories.append(mail)

    def _sure_categories(self, count: int) -> dict[int, str]:
        """Each category once, somewhere among so many: a demo shows all of them."""
        categories = tuple(self._texts.topics)
        if count < FEWEST_FOR_ALL * len(categories):
            return {}
        places = self._dice.sample(range(count), len(categories))
        return dict(zip(places, categories, strict=True))

    @property
    def _number(self) -> int:
        return len(self.stories) + 1

    def _arrivals(self, count: int) -> list[datetime]:
        return arrivals(self._dice, count, self._months, self._until)

    def _failed_payment(self, size: int) -> None:
        """One payment fails, and many write about it within three days."""
        (drawn,) = self._arrivals(1)
        failed_at = min(drawn, self._until - 4 * EVENT_ENDS)
        day = f"{local(failed_at).day} {self._texts.words.months['id'][local(failed_at).month - 1]}"
        told_at = sorted(failed_at + EVENT_ENDS * self._dice.random() for _ in range(size))
        said = self._dice.sample(self._texts.payment, size)
        lead, *others = (
            self._teller.payment(self._number + place, at.replace(microsecond=0), words, day)
            for place, (at, words) in enumerate(zip(told_at, said, strict=True))
        )
        self.stories += [lead, *(self._teller.follower(lead, story) for story in others)]


SAID_LAST = ("respond", "ask", "silence", "refer")
"""Deeds after which a mail of ours lies in somebody's mailbox."""


def _numbered(stories: list[Story]) -> list[Story]:
    """In the order of arrival, numbered by it, with all numbers that they name renewed."""
    in_order = sorted(stories, key=lambda story: (story.arrives_at, story.number))
    new = {story.number: number for number, story in enumerate(in_order, start=1)}
    return [
        replace(
            story,
            number=new[story.number],
            duplicate_of=new[story.duplicate_of] if story.duplicate_of else None,
            about=new[story.about] if story.about else None,
        )
        for story in in_order
    ]
