"""Who and what a story is about: its topic, its wording, the unit that owns it, the route it takes.

Draws from the demo office's texts. Knows no times and fills no slots.
"""

from dataclasses import dataclass
from random import Random

from web.demo.courses import Route
from web.demo.texts import House, Said, Texts

NEIGHBOURS = ("BID_REHSOS", "BID_LINJAMSOS", "BID_DAYASOS")
"""Divisions of the head office that get what is not theirs, beside other units of the same kind."""
OWN_DATA = "data_pribadi"
"""The category that starts the clock of UU 27/2022."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One unit: its id in the office's rules, and what it is called."""

    id: str
    place: str
    spoken: str
    named: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """What is drawn for a story before anybody says a word."""

    category: str
    klass: str
    oversight: bool
    safety: str
    said: Said
    owner: Seat
    about: Seat | None
    wrong: tuple[Seat, ...]
    """Two units to which it might go by mistake."""

    @property
    def is_quiet(self) -> bool:
        """Whether it is a report of violence, of which as little as possible is said."""
        return self.oversight and bool(self.safety)

    @property
    def route(self) -> Route:
        """The first route that fits; only then is it the office's daily work."""
        fits = (
            (Route.PROTECTED, self.safety == "sexual_violence"),
            (Route.GUARDED, self.is_quiet),
            (Route.ENTITLED, self.category == OWN_DATA),
            (Route.OVERSIGHT, self.oversight),
            (Route.REJECTED, bool(self.said.reject)),
            (Route.PRAISE, self.klass == "praise"),
            (Route.REFERRED, bool(self.said.agencies)),
            (Route.QUESTION, self.klass == "information_request"),
        )
        return next((route for route, does in fits if does), Route.HANDLED)


class Casting:
    """Draws casts, common topics more often than rare ones."""

    def __init__(self, texts: Texts, dice: Random) -> None:
        self._texts, self._dice = texts, dice
        self._seats = {kind: seats(kind, house) for kind, house in texts.houses.items()}
        self._categories = tuple(texts.topics)
        self._weights = [topic.weight for topic in texts.topics.values()]

    def any(self) -> Cast:
        """Any topic, in any of its wordings."""
        (category,) = self._dice.choices(self._categories, self._weights)
        return self.about(category)

    def about(self, category: str) -> Cast:
        """The given category, in any of its wordings."""
        said = self._texts.topics[category].said
        (chosen,) = self._dice.choices(said, [wording.weight for wording in said])
        return self.of(category, chosen)

    def of(self, category: str, said: Said) -> Cast:
        """The cast for one wording of one category."""
        topic = self._texts.topics[category]
        kind = self._dice.choice(said.units or topic.units)
        owner = self._dice.choice(self._seats[kind])
        blamed = self._seats[self._dice.choice(said.about)] if said.about else ()
        return Cast(
            category=category,
            klass=said.klass or topic.klass,
            oversight=topic.oversight or bool(said.about),
            safety=said.safety or topic.safety,
            said=said,
            owner=owner,
            about=self._dice.choice(blamed) if blamed else None,
            wrong=self._wrong(kind, owner),
        )

    def leading(self) -> Cast:
        """Something that the office handles itself and nobody in particular is blamed for."""
        while True:
            cast = self.any()
            if cast.route is Route.HANDLED:
                return cast

    def _wrong(self, kind: str, owner: Seat) -> tuple[Seat, ...]:
        near = [*self._seats[kind], *(self._seats[other][0] for other in NEIGHBOURS)]
        return tuple(self._dice.sample([other for other in near if other.id != owner.id], 2))


def seats(kind: str, house: House) -> tuple[Seat, ...]:
    """All units of one kind; those of the head office are one each and have no place."""
    words = kind.lower().split("_")
    return tuple(
        Seat(
            id="-".join((*words, place.lower()) if place else words),
            place=place or "Surabaya",
            spoken=house.spoken.format(place=place),
            named=house.named.format(place=place),
        )
        for place in house.places or ("",)
    )
