"""Fills the slots of the demo office's texts, the same word for the same slot all story long.

Who was "my mother" in the complaint is "my mother" in the thank-you. Draws from the word
lists of `texts/slots.toml`; dates come from the moment at which something is said.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random

from web.demo.rhythm import local, working_day_before
from web.demo.texts import Words

BACK = {"month": (1, 4), "date": (2, 12)}
"""How far before the arrival a drawn month (in months) or date (in days) lies."""


class Slots:
    """The words of one story. Slots that are known beforehand are `given`."""

    def __init__(
        self, words: Words, dice: Random, arrives_at: datetime, given: Mapping[str, str]
    ) -> None:
        self._words, self._dice = words, dice
        self._first = local(arrives_at).date()
        self._today = self._first
        self._months = words.months["id"]
        self._drawn = dict(given)

    def fill(self, text: str, said_at: datetime, language: str = "id") -> str:
        """The text without slots; raises `KeyError` for a slot that nobody knows."""
        self._today = local(said_at).date()
        self._months = self._words.months.get(language, self._words.months["id"])
        return text.format_map(self).strip()

    def __getitem__(self, slot: str) -> str:
        if slot[0].isupper():
            word = self[slot.lower()]
            return word[0].upper() + word[1:]
        if slot in _MOVING:
            return self._written(_MOVING[slot](self._first, self._today))
        if slot not in self._drawn:
            self._drawn[slot] = self._draw(slot)
        return self._drawn[slot]

    def _draw(self, slot: str) -> str:
        if slot in self._words.lists:
            return self._dice.choice(self._words.lists[slot])
        if slot in self._words.numbers:
            numbers = self._words.numbers[slot]
            return str(self._dice.randint(numbers.least, numbers.most))
        if slot == "date":
            return self._written(self._first - timedelta(days=self._dice.randint(*BACK["date"])))
        if slot in {"month", "lastmonth"}:
            return self._draw_months(slot)
        raise KeyError(slot)

    def _draw_months(self, wanted: str) -> str:
        month = (self._first.month - 1 - self._dice.randint(*BACK["month"])) % 12
        self._drawn["month"] = self._months[month]
        self._drawn["lastmonth"] = self._months[month - 1]
        return self._drawn[wanted]

    def _written(self, day: date) -> str:
        return f"{day.day} {self._months[day.month - 1]}"


def _done(first: date, today: date) -> date:
    return max(first, working_day_before(today))


def _next(_first: date, today: date) -> date:
    return today + timedelta(days=7)


_MOVING = {"done": _done, "next": _next}
"""Dates that move on with the story: shortly before and some days after what is being said."""
