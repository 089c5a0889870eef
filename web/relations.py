"""The complaints that belong together with one, as far as its reader may see them."""

from dataclasses import dataclass

from web.here import actor, installation
from web.looking import Looked, may_read
from workflow.core.roles import OFFICERS, UNIT
from workflow.store import inbox
from workflow.store.worklists import is_visible

FOLLOWS = "follow_up"
"""The rule of a message that answers a complaint closed for too long to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """References of linked complaints and of parts, the one it was split from, and what one may.

    `offered` are old ones whose words a message here answers, and which nobody has linked yet.
    """

    linked: tuple[str, ...]
    offered: tuple[str, ...]
    parts: tuple[str, ...]
    whole: str
    may_link: bool
    may_split: bool


def relations_of(looked: Looked) -> Relations:
    """What belongs together with a complaint, for this person."""
    facts, seen, by = looked.facts, looked.teller.references, actor()
    may_link = by.party in OFFICERS or (by.party in UNIT and by.unit == facts.unit)
    return Relations(
        offered=_offered(looked) if may_link else (),
        linked=tuple(seen[id] for id in facts.linked if id in seen),
        parts=tuple(seen[id] for id in facts.parts if id in seen),
        whole=seen.get(facts.split_from, ""),
        may_link=may_link,
        may_split=by.party in OFFICERS and facts.closed_at is None,
    )


def _offered(looked: Looked) -> tuple[str, ...]:
    """Only what this person may see and read: of a link even the number tells something."""
    rows = (message.row for message in looked.view.messages)
    ids = [row.inbox_id for row in rows if row.rule == FOLLOWS and row.inbox_id]
    if not ids:
        return ()
    known = {looked.id, *looked.facts.linked}
    with installation().sessions.reading() as db:
        return tuple(
            row.reference
            for row in inbox.suspected_by(db, ids)
            if row.id not in known
            and is_visible(row, actor())
            and may_read(confidential=row.confidential)
        )
