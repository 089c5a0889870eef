"""What is proposed on the triage page, in words with reasons; each has a key and a button.

A suggestion fills a field; a person saves it. Nothing that a reader may not see is proposed
or compared (`worklists.visible_to`).
"""

from dataclasses import dataclass

from flask import current_app

from web.here import actor, installation, now
from web.i18n import source, translate
from web.labels import label
from web.looking import Looked
from web.who import short_unit
from workflow.core import owners
from workflow.core.likeness import SURELY, Piece, differences
from workflow.core.naming import Named, Person
from workflow.core.policy import Policy
from workflow.store.suggestions import people_of_units
from workflow.suggesting import Advice, Adviser
from workflow.suggesting_chore import Advisers
from workflow.suggesting_same import Same, likely_same

CATEGORY_KEYS, UNIT_KEYS, SAME_KEYS = "QWE", "ASD", "ZXC"
"""A row of the keyboard for each step of the page."""

ALL = "all"
REASONS = {
    owners.NAMED: source("{unit} is named"),
    owners.ABOVE: source("hears complaints about {about}"),
    owners.PLACE: source("{place} is named"),
    owners.BEFORE: source("such complaints went there before"),
    owners.USUAL: source("usual for this category"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One suggestion for a field: what it is called, why, and its key."""

    value: str
    label: str
    because: str
    key: str
    klass: str = ""
    """The class that comes with a category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A unit that the text names; `accused` where it may be about that unit or its people."""

    unit: str
    label: str
    words: str
    accused: bool
    person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An open complaint that may tell the same, with both texts in pieces."""

    same: Same
    key: str
    shared: str
    ours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    holder: str
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that the triage page proposes."""

    categories: tuple[Offer, ...]
    units: tuple[Offer, ...]
    about: tuple[About, ...]
    twins: tuple[Twin, ...]

    @property
    def likely(self) -> tuple[str, ...]:
        """The likely categories, for the top of the list."""
        return tuple(offer.value for offer in self.categories)


def told(looked: Looked, category: str, about: str) -> Told:
    """What to propose for a complaint; `category` and `about` are what is picked so far."""
    house, policy = installation(), installation().office.policy
    text = text_of(looked)
    with house.sessions.reading() as db:
        people = [Person(name, unit) for name, unit in people_of_units(db)]
        asked = (looked.id, looked.facts.person, text)
        same = likely_same(db, policy, actor(), asked, now())
    advice = _adviser().advise(text, people, category=category, about=about)
    named = [one for one in advice.named if one.unit not in {about, looked.facts.reported_unit}]
    return Told(
        categories=_categories(policy, advice),
        units=_units(policy, advice, about),
        about=tuple(_about(one) for one in named),
        twins=tuple(_twin(text, *one) for one in zip(same, SAME_KEYS, strict=False)),
    )


def text_of(looked: Looked) -> str:
    """The words that opened a complaint."""
    first = looked.view.messages[0].row if looked.view.messages else None
    return f"{first.subject}\n{first.text}".strip() if first else ""


def _adviser() -> Adviser:
    house = installation()
    found = current_app.extensions.setdefault("advisers", Advisers(house.sessions))
    assert isinstance(found, Advisers)
    return found.now(house.office.policy)


def _categories(policy: Policy, advice: Advice) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            value=one.category,
            label=label("category", one.category),
            because=", ".join(f"“{word}”" for word in one.words),
            key=key,
            klass=policy.categories[one.category].klass,
        )
        for one, key in zip(advice.categories, CATEGORY_KEYS, strict=False)
    )


def _units(policy: Policy, advice: Advice, about: str) -> tuple[Offer, ...]:
    accused = about or next((one.unit for one in advice.named if one.accused), "")
    return tuple(
        Offer(
            value=one.unit,
            label=short_unit(one.unit),
            because=", ".join(_because(policy, one, reason, accused) for reason in one.reasons),
            key=key,
        )
        for one, key in zip(advice.owners, UNIT_KEYS, strict=False)
    )


def _because(policy: Policy, owner: owners.Owner, reason: str, about: str) -> str:
    place = policy.units[owner.unit].place
    names = {"unit": short_unit(owner.unit), "about": short_unit(about), "place": place}
    return translate(REASONS[reason], **names)


def _about(one: Named) -> About:
    return About(
        unit=one.unit,
        label=short_unit(one.unit),
        words=one.words,
        accused=one.accused,
        person=one.person,
    )


def _twin(text: str, same: Same, key: str) -> Twin:
    candidate = same.candidate
    ours, theirs = differences(text, f"{candidate.subject}\n{candidate.text}".strip())
    return Twin(
        same=same,
        key=key,
        shared=", ".join(f"“{word}”" for word in same.likeness.shared),
        ours=ours,
        theirs=theirs,
        holder=short_unit(candidate.unit),
        sure=same.likeness.degree >= SURELY,
    )
