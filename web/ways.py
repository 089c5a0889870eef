"""What is left where a platform takes no answer: other addresses, their own page, patience.

Names ways only. Whether one of them would carry a message is judged when it is used.
"""

from web.here import installation
from web.i18n import translate
from web.labels import label
from web.looking import Looked
from workflow.post import PAGE, route_of
from workflow.store import people


def ways_left(looked: Looked, without: str = "") -> str:
    """How else somebody can be reached than by a channel (by default the one of replies)."""
    house = installation()
    with house.sessions.reading() as db:
        closed = without or route_of(db, looked.id, "reply").channel
        known = people.channels_of(db, looked.facts.person)
    others = [
        label("channel", name)
        for name in known
        if name not in (closed, PAGE) and name in house.channels
    ]
    if others:
        return translate(
            "They are also known by {channels}. Your words are kept here as a draft.",
            channels=", ".join(others),
        )
    return translate(
        "Your words are kept here as a draft until they write again; what is on record they can "
        "read on the tracking page."
    )
