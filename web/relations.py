"""The complaints that belong together with one, as far as its reader may see them."""

from dataclasses import dataclass

from web.here import actor
from web.looking import Looked
from workflow.core.roles import OFFICERS, UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """References of linked complaints and of parts, the one it was split from, and what one may."""

    linked: tuple[str, ...]
    parts: tuple[str, ...]
    whole: str
    may_link: bool
    may_split: bool


def relations_of(looked: Looked) -> Relations:
    """What belongs together with a complaint, for this person."""
    facts, seen, by = looked.facts, looked.teller.references, actor()
    return Relations(
        linked=tuple(seen[id] for id in facts.linked if id in seen),
        parts=tuple(seen[id] for id in facts.parts if id in seen),
        whole=seen.get(facts.split_from, ""),
        may_link=by.party in OFFICERS or (by.party in UNIT and by.unit == facts.unit),
        may_split=by.party in OFFICERS and looked.view.row.open,
    )
