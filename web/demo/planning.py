"""Turns a course into steps: at each deed its moment, and what is said with it.

Stops where the plot ends: whatever would happen later has not happened yet.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from web.demo.casting import Cast
from web.demo.courses import ON_CALL, Course, Deed
from web.demo.slots import Slots
from web.demo.story import Step
from web.demo.texts import Answer, Line, Question, Texts

BY_COMPLAINANT = ("supply", "dispute", "confirm", "withdraw")
"""Deeds whose words are the complainant's, in their own language; the house speaks Indonesian."""
SPECIFIC_SHARE = 0.7
"""How often words for just this category are taken where general ones would do."""
REOPENED_FOR = {
    "lapse": ("late_completion",),
    "refer": ("agency_sent_back",),
    "reject": ("closed_by_mistake", "new_facts"),
    "withdraw": ("new_facts", "ombudsman_request"),
}
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that the steps of one story are made of."""

    texts: Texts
    dice: Random
    cast: Cast
    slots: Slots
    arrives_at: datetime
    until: datetime


class Plan:
    """The steps of one story, one after another."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._wrong = iter(scene.cast.wrong)
        self._agencies = iter(scene.cast.said.agencies * 2)
        self._answers = self._answers_in_turn()
        self._last = ""
        self._question: Question | None = None
        self._said: set[str] = set()

    def follow(self, course: Course) -> tuple[Step, ...]:
        """The steps of the course that happen before the plot ends."""
        return tuple(self._steps(course))

    def _steps(self, course: Course) -> Iterator[Step]:
        last = self._scene.arrives_at
        for deed in course.deeds:
            urgent = deed.what in {"classify", "assign"} and self._scene.cast.safety
            pace = ON_CALL if urgent else deed.pace
            at = max(pace.after(last, self._scene.dice), last + A_MINUTE)
            if at > self._scene.until:
                return
            yield _MAKERS.get(deed.what, Plan.line)(self, deed, at - last, at)
            last, self._last = at, deed.what

    def silent(self, deed: Deed, after: timedelta, _at: datetime) -> Step:
        """A deed without words."""
        return Step(after=after, what=deed.what)

    def assign(self, deed: Deed, after: timedelta, _at: datetime) -> Step:
        """To its owner, or by mistake to somebody else."""
        unit = next(self._wrong) if deed.mark == "?" else self._scene.cast.owner
        return Step(after=after, what="assign", unit=unit.id)

    def ask(self, _deed: Deed, after: timedelta, at: datetime) -> Step:
        """An officer asks; what will be added is settled with it."""
        own = self._scene.texts.questions.get(self._scene.cast.category, ())
        asked = self._in_language((*own, *self._scene.texts.questions["any"]))
        self._question = self._scene.dice.choice(asked)
        return Step(after=after, what="ask", text=self._fill(self._question.ask, at))

    def supply(self, _deed: Deed, after: timedelta, at: datetime) -> Step:
        """The complainant adds what was asked for."""
        assert self._question is not None, "a course supplies before it asks"
        return Step(after=after, what="supply", text=self._fill(self._question.supply, at))

    def respond(self, _deed: Deed, after: timedelta, at: datetime) -> Step:
        """The office answers; after an objection it says something else."""
        answer = next(self._answers)
        return Step(
            after=after,
            what="respond",
            text=self._fill(answer.text, at),
            code=answer.no_evidence,
            evidence=self._fill(answer.evidence, at),
        )

    def refer(self, _deed: Deed, after: timedelta, at: datetime) -> Step:
        """To the first agency, and to the next one where it comes back."""
        letter = self._fill(self._choose("refer").text, at)
        return Step(after=after, what="refer", text=letter, code=next(self._agencies))

    def reject(self, _deed: Deed, after: timedelta, _at: datetime) -> Step:
        """For the reason that its wording calls for."""
        return Step(after=after, what="reject", code=self._scene.cast.said.reject or "praise_only")

    def reopen(self, _deed: Deed, after: timedelta, at: datetime) -> Step:
        """A supervisor takes it up again, for a reason that fits how it ended."""
        codes = REOPENED_FOR[self._last]
        fits = [line for line in self._scene.texts.lines["reopen"] if line.code in codes]
        line = self._scene.dice.choice(fits)
        return Step(after=after, what="reopen", text=self._fill(line.text, at), code=line.code)

    def line(self, deed: Deed, after: timedelta, at: datetime) -> Step:
        """Any other deed, with one of its lines."""
        language = self._scene.cast.said.language if deed.what in BY_COMPLAINANT else "id"
        line = self._choose(deed.what, language)
        return Step(after=after, what=deed.what, text=self._fill(line.text, at), code=line.code)

    def _choose(self, what: str, language: str = "id") -> Line:
        """A line that fits, best one for just this category, and none twice in a story."""
        cast, dice = self._scene.cast, self._scene.dice
        subjects = {cast.category, cast.klass}
        fits = [
            line
            for line in self._scene.texts.lines[what]
            if not line.on or subjects.intersection(line.on)
        ]
        spoken = [line for line in fits if line.language == language]
        lines = spoken or [line for line in fits if line.language == "id"]
        lines = [line for line in lines if line.text not in self._said] or lines
        special = [line for line in lines if line.on]
        general = [line for line in lines if not line.on]
        # That law has one ground only, and those who report violence are not spoken to lightly.
        must = cast.is_quiet or (what == "extend" and cast.klass == "foi_request")
        wants_special = special and (must or not general or dice.random() < SPECIFIC_SHARE)
        chosen = dice.choice(special if wants_special else general)
        self._said.add(chosen.text)
        return chosen

    def _fill(self, text: str, at: datetime) -> str:
        return self._scene.slots.fill(text, at, self._scene.cast.said.language)

    def _in_language(self, asked: Sequence[Question]) -> Sequence[Question]:
        language = self._scene.cast.said.language
        return [question for question in asked if question.language == language] or [
            question for question in asked if question.language == "id"
        ]

    def _answers_in_turn(self) -> Iterator[Answer]:
        """First one that fits the matter, then such as follow on an objection."""
        cast = self._scene.cast
        yield self._scene.dice.choice(self._fitting(cast.category, cast.said.matter))
        again = list(self._fitting("again", "quiet" if cast.is_quiet else ""))
        yield from self._scene.dice.sample(again, len(again))

    def _fitting(self, category: str, matter: str) -> Sequence[Answer]:
        fits = [answer for answer in self._scene.texts.answers[category] if answer.matter == matter]
        own = [answer for answer in fits if answer.language == self._scene.cast.said.language]
        return own or [answer for answer in fits if answer.language == "id"]


Maker = Callable[[Plan, Deed, timedelta, datetime], Step]
_MAKERS: dict[str, Maker] = {
    "classify": Plan.silent,
    "merge": Plan.silent,
    "lapse": Plan.silent,
    "silence": Plan.silent,
    "assign": Plan.assign,
    "ask": Plan.ask,
    "supply": Plan.supply,
    "respond": Plan.respond,
    "refer": Plan.refer,
    "reject": Plan.reject,
    "reopen": Plan.reopen,
}
"""How a deed becomes a step; all others say one of their lines."""
