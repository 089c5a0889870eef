"""Which unit a complaint probably goes to, with what speaks for it; an officer decides.

Puts together what the rules call usual, what the text names, and how such complaints were
given before. A unit that the complaint is about is never among them (UU 25/2009 art. 45).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from workflow.core.policy import Category, Policy, Unit

NAMED, ABOVE, PLACE, BEFORE, USUAL = "named", "above", "place", "before", "usual"
"""Why a unit is suggested: it is named, or hears complaints about the one that is; its town
is named; such complaints went there before; the rules call it usual."""

POINTS = {NAMED: 4.0, ABOVE: 6.0, PLACE: 3.0, BEFORE: 5.0, USUAL: 4.0}
LEAST = 1.2
"""With fewer points there is nothing to say: one of seven shelters is no suggestion."""

USUAL_KINDS = 2
"""So many kinds of a category's list are usual enough to be proposed without further reason."""
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is known of a complaint when somebody looks for its owner."""

    category: str
    named: Collection[str] = ()
    """Units that its words name."""
    places: Collection[str] = ()
    """Towns that its words name, in small letters."""
    about: str = ""
    """The unit that it is about."""
    kinds: Sequence[str] = ()
    """Kinds of units to which such words were given before, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A unit that may own it, and the strongest of what speaks for it first."""

    unit: str
    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """How complaints were given before: of each category, how many to each unit."""

    by_category: Mapping[str, Counter[str]] = field(default_factory=dict)

    def share(self, category: str, unit: str) -> float:
        """What part of a category a unit was given; 0 where there were none."""
        counts = self.by_category.get(category)
        return counts[unit] / counts.total() if counts else 0.0


def owners(policy: Policy, matter: Matter, given: Given, most: int = MOST) -> tuple[Owner, ...]:
    """The likeliest owners first; none where nothing is known."""
    able = [u for u in policy.units.values() if u.handles and u.id != matter.about]
    found = (_owner(policy, unit, matter, given) for unit in able)
    likely = [one for one in found if one.points >= LEAST]
    return tuple(sorted(likely, key=lambda one: -one.points)[:most])


def _owner(policy: Policy, unit: Unit, matter: Matter, given: Given) -> Owner:
    category = policy.categories.get(matter.category)
    about = policy.units.get(matter.about)
    fits = _usual(unit, category, matter)
    weight = {
        ABOVE: float(about is not None and about.superior == unit.id),
        NAMED: float(unit.id in matter.named) * (1.0 if fits else 0.5),
        PLACE: float(unit.place.casefold() in matter.places) * min(1.0, fits * 2),
        BEFORE: given.share(matter.category, unit.id),
        USUAL: _alone(policy, unit, category, fits),
    }
    points = {reason: POINTS[reason] * part for reason, part in weight.items() if part}
    reasons = sorted(points, key=lambda reason: -points[reason])
    return Owner(unit.id, sum(points.values()), tuple(reasons))


def _usual(unit: Unit, category: Category | None, matter: Matter) -> float:
    """How usual this kind of unit is: by the rules' order, and by words given there before."""
    by_rule = _place_in(category.units, unit.kind) if category else 0.0
    by_words = _place_in(matter.kinds, unit.kind)
    return (by_rule + by_words) / 2 if matter.kinds else by_rule


def _alone(policy: Policy, unit: Unit, category: Category | None, fits: float) -> float:
    """How far being of a usual kind speaks for this very unit: less where there are many."""
    of_kind = sum(1 for one in policy.units.values() if one.kind == unit.kind)
    by_rule = category.units[:USUAL_KINDS] if category else ()
    return fits / of_kind if unit.kind in by_rule else 0.0


def _place_in(kinds: Sequence[str], kind: str) -> float:
    return 1 / (1 + kinds.index(kind)) if kind in kinds else 0.0
