"""What somebody may write at a complaint, to whom it goes, and what the channel can carry."""

from collections.abc import Mapping
from dataclasses import dataclass

from web.here import actor, installation
from web.i18n import translate
from web.labels import label
from web.looking import Looked
from workflow.core.roles import OFFICERS, UNIT, May
from workflow.post import PAGE, route_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The composers that are open to this person. `route` says where a reply would go."""

    reply: bool
    note: bool
    draft: bool
    route: str
    longest: int | None
    drafts: Mapping[str, str]
    """What was begun earlier, by field."""


def writing_of(looked: Looked) -> Writing:
    """What this person may write here."""
    me = actor()
    theirs = me.party in OFFICERS or (me.party in UNIT and me.unit == looked.facts.unit)
    house = installation()
    with house.sessions.reading() as db:
        channel = route_of(db, looked.id, "reply").channel
    known = channel in house.channels
    return Writing(
        reply=theirs and looked.facts.reachable,
        note=me.may(May.NOTE),
        draft=me.may(May.DRAFT) and looked.view.row.open,
        route=where_to(looked, channel),
        longest=house.channels.get(channel).can.longest if known else None,
        drafts=looked.drafts,
    )


def where_to(looked: Looked, channel: str) -> str:
    """To whom and how words go, in a sentence."""
    to = looked.who.complainant()
    if channel == PAGE:
        return translate("{to} reads it on the tracking page.", to=to)
    return translate("Goes to {to} by {channel}.", to=to, channel=label("channel", channel))
