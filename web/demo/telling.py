"""Tells one story: draws the person, the channel, the words and the plan that follows.

`plot.py` says when and how many; the numbers given here are put in order there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from web.demo.casting import Cast, Casting
from web.demo.courses import COURSES, Route
from web.demo.people import Person
from web.demo.planning import Plan, Scene
from web.demo.rhythm import FRESH
from web.demo.slots import Slots
from web.demo.story import Step, Story
from web.demo.texts import Said, Texts

CHANNELS = {"form": 56, "email": 44, "memory": 0}
"""How common each channel is; `memory` stands for chat where a demo has that switched on."""
OTHER_CHANNEL = {"form": "email", "email": "form", "memory": "form"}
WANTS = {"open": 84, "anonymous": 7, "confidential": 9}
"""What people choose on the form; a mail says in its words what its writer wants."""
WITHOUT_EMAIL = 0.25
"""Share of forms on which only a telephone number was given."""
DIRECTIVE_SHARE = 0.012
UNTOUCHED_SHARE = 0.7
"""Share of what came in just now that nobody has finished with."""
LATELY, UNFINISHED_SHARE = timedelta(days=27), 0.3
"""How long an open question may wait, and what share of that age waits for somebody outside."""
TRIES = 12
"""How often words are drawn again that were said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A complaint before anybody does something about it: who says what about which matter."""

    cast: Cast
    person: Person
    slots: Slots
    text: str


class Teller:
    """Tells stories until the plot ends. Numbers are given by the caller."""

    def __init__(self, texts: Texts, dice: Random, until: datetime) -> None:
        self._texts, self._dice, self._until = texts, dice, until
        self._casting = Casting(texts, dice)
        self._heard: set[str] = set()

    def complaint(self, number: int, arrives_at: datetime, category: str = "") -> Story:
        """A complaint, of any category where none is given.

        Its words were not heard before, as long as there are any such.
        """
        draw = partial(self._casting.about, category) if category else self._casting.any
        opening = self._unheard(arrives_at, draw)
        route = self._route(opening.cast.route, self._until - arrives_at)
        return self._told(number, arrives_at, opening, route)

    def leading(self, number: int, arrives_at: datetime) -> Story:
        """A complaint that stays open long enough for another to be merged into it."""
        opening = self._unheard(arrives_at, self._casting.leading)
        return self._told(number, arrives_at, opening, Route.LEADING)

    def payment(self, number: int, arrives_at: datetime, said: Said, day: str) -> Story:
        """Somebody tells that the payment of that day failed."""
        cast = self._casting.of("bansos", replace(said, matter="retry"))
        opening = self._open(arrives_at, cast, {"date": day})
        return self._told(number, arrives_at, opening, Route.LEADING)

    def follower(self, lead: Story, story: Story) -> Story:
        """`story` as one that is merged into `lead`, for it tells the same."""
        cast = self._casting.of(story.category, Said(subject="", text=""))
        slots = self._slots(story.arrives_at, story.person, {})
        return replace(
            story,
            duplicate_of=lead.number,
            steps=self._steps(cast, slots, story.arrives_at, Route.MERGED),
        )

    def again(self, number: int, lead: Story) -> Story:
        """The same person once more, a day or two later, in another way where there is one."""
        spoken = [line for line in self._texts.lines["again"] if line.language == lead.language]
        spoken = spoken or [line for line in self._texts.lines["again"] if line.language == "id"]
        both = lead.person.email and lead.person.wants == "open"
        story = replace(
            lead,
            number=number,
            arrives_at=lead.arrives_at + timedelta(minutes=self._dice.randint(700, 3000)),
            channel=OTHER_CHANNEL[lead.channel] if both else lead.channel,
            text=f"{self._dice.choice(spoken).text}\n\n{lead.text}",
        )
        return self.follower(lead, story)

    def mail(self, number: int, about: Story) -> Story:
        """A mail that is no complaint, some time after a mail from `about` was answered."""
        mail = self._dice.choice(self._texts.mails)
        own = mail.kind == "auto_reply"
        answered_at = about.moments[-1]
        wait = timedelta(minutes=2) if own else timedelta(hours=self._dice.randint(20, 300))
        arrives_at = answered_at + wait
        person = about.person if own else self._texts.people.draw(self._dice)
        slots = self._slots(arrives_at, person, {})
        return Story(
            number=number,
            arrives_at=arrives_at,
            channel="email",
            person=person,
            subject=mail.subject,
            text=slots.fill(mail.text, arrives_at),
            mail_kind=mail.kind,
            about=None if mail.kind == "bounce" else about.number,
        )

    def _route(self, route: Route, age: timedelta) -> Route:
        """What came in lately has not come far, whatever will become of it."""
        if age < FRESH and self._dice.random() < UNTOUCHED_SHARE:
            return Route.FRESH
        lately = FRESH <= age < LATELY and route is Route.HANDLED
        return Route.UNFINISHED if lately and self._dice.random() < UNFINISHED_SHARE else route

    def _unheard(self, arrives_at: datetime, draw: Callable[[], Cast]) -> Opening:
        opening = self._open(arrives_at, draw(), {})
        for _ in range(TRIES):
            if opening.text not in self._heard:
                break
            opening = self._open(arrives_at, draw(), {})
        self._heard.add(opening.text)
        return opening

    def _open(self, arrives_at: datetime, cast: Cast, given: Mapping[str, str]) -> Opening:
        person = self._texts.people.draw(self._dice)
        slots = self._slots(arrives_at, person, self._names(cast) | dict(given))
        text = slots.fill(cast.said.text, arrives_at, cast.said.language)
        return Opening(cast=cast, person=person, slots=slots, text=text)

    def _names(self, cast: Cast) -> dict[str, str]:
        spoken = cast.about or cast.owner
        return {"place": spoken.place, "unit": spoken.spoken, "named": cast.owner.named}

    def _slots(self, arrives_at: datetime, person: Person, given: Mapping[str, str]) -> Slots:
        known = {"name": person.name, "district": person.district, **given}
        return Slots(self._texts.words, self._dice, arrives_at, known)

    def _told(self, number: int, arrives_at: datetime, opening: Opening, route: Route) -> Story:
        cast, person = opening.cast, opening.person
        (channel,) = self._dice.choices(tuple(CHANNELS), tuple(CHANNELS.values()))
        subject = opening.slots.fill(cast.said.subject, arrives_at, cast.said.language)
        return Story(
            number=number,
            arrives_at=arrives_at,
            channel=channel,
            person=self._appearing(person, channel, cast.said.wants),
            subject=subject,
            text=opening.text,
            language=cast.said.language,
            klass=cast.klass,
            category=cast.category,
            oversight=cast.oversight,
            unit=cast.owner.id,
            reported_unit=cast.about.id if cast.about else "",
            agency=cast.said.agencies[0] if cast.said.agencies else "",
            safety=cast.safety,
            priority=self._priority(cast),
            steps=self._steps(cast, opening.slots, arrives_at, route),
        )

    def _steps(
        self, cast: Cast, slots: Slots, arrives_at: datetime, route: Route
    ) -> tuple[Step, ...]:
        (course,) = self._dice.choices(COURSES[route], [way.weight for way in COURSES[route]])
        scene = Scene(
            texts=self._texts,
            dice=self._dice,
            cast=cast,
            slots=slots,
            arrives_at=arrives_at,
            until=self._until,
        )
        return Plan(scene).follow(course)

    def _appearing(self, person: Person, channel: str, wants: str) -> Person:
        """The person as they show themselves on this channel."""
        if channel != "form":
            return replace(person, wants=wants or "open")
        if not wants:
            (wants,) = self._dice.choices(tuple(WANTS), tuple(WANTS.values()))
        unmailed = self._dice.random() < WITHOUT_EMAIL
        return replace(person, wants=wants, email="" if unmailed else person.email)

    def _priority(self, cast: Cast) -> str:
        if cast.safety:
            return "urgent"
        return "directive" if self._dice.random() < DIRECTIVE_SHARE else "normal"
