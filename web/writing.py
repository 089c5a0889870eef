"""What somebody may write at a complaint, to whom it goes, and what the channel can carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from web import delivery_words
from web.here import actor, installation, now
from web.i18n import source, translate
from web.labels import label
from web.looking import Looked
from web.present import ago, moment
from web.ready import Offered, titles
from web.ways import ways_left
from workflow.core.capabilities import Capabilities
from workflow.core.roles import OFFICERS, UNIT, May
from workflow.doors import PRIVATE_REPLY_LATE, closes_at, private_reply_until, way_by_comment
from workflow.post import PAGE, Route, route_of
from workflow.store import messages
from workflow.windows import SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How long the platform takes answers: in a sentence, and whether it is (nearly) over."""

    says: str = ""
    soon: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The composers that are open to this person. `route` says where a reply would go."""

    reply: bool
    note: bool
    draft: bool
    route: str
    longest: int | None
    in_bytes: bool
    """Whether that is counted in bytes: a sign of another script is two to four of them."""
    drafts: Mapping[str, str]
    """What was begun earlier, by field."""
    ready: Mapping[str, tuple[Offered, ...]]
    """Ready texts that are offered, by composer."""
    window: Window


def writing_of(looked: Looked) -> Writing:
    """What this person may write here."""
    me = actor()
    theirs = me.party in OFFICERS or (me.party in UNIT and me.unit == looked.facts.unit)
    house = installation()
    with house.sessions.reading() as db:
        route = route_of(db, looked.id, "reply")
    channel, window = route.channel, _window(looked, route)
    can = house.channels.get(channel).can if channel in house.channels else None
    return Writing(
        reply=theirs and looked.facts.reachable,
        note=me.may(May.NOTE),
        draft=me.may(May.DRAFT) and looked.view.row.open,
        route=where_to(looked, channel),
        longest=can.longest if can else None,
        in_bytes=can is not None and can.longest_in == "bytes",
        drafts=looked.drafts,
        ready={name: titles(name) for name in ("reply", "draft")},
        window=window,
    )


def window_of(looked: Looked) -> Window:
    """Whether a reply by hand would pass now, and until when."""
    with installation().sessions.reading() as db:
        route = route_of(db, looked.id, "reply")
    return _window(looked, route)


def _window(looked: Looked, route: Route) -> Window:
    house = installation()
    if route.channel not in house.channels or route.contact is None:
        return Window()
    can = house.channels.get(route.channel).can
    with house.sessions.reading() as db:
        if route.target:
            comment = messages.with_external(db, looked.id, route.target)
            return _only_reply(looked, private_reply_until(db, can, comment), now())
        closes = closes_at(db, can, (route.contact, route.account), by_hand=True)
        if closes and now() >= closes and not can.template:
            place = (looked.id, route.channel, route.account)
            by_comment = way_by_comment(db, can, place, now())
            if by_comment is not None:
                return _only_reply(looked, ("", by_comment[1]), now(), ONCE_MORE)
    return _open_until(looked, route, can, closes) if closes else Window()


def _open_until(looked: Looked, route: Route, can: Capabilities, closes: datetime) -> Window:
    """What is said of a platform that takes answers for a while after each message."""
    at = now()
    if at < closes:
        said = translate("The platform takes answers until {at} ({left}).", at=moment(closes),
                         left=ago(closes))  # fmt: skip
        return Window(says=said, soon=closes - at < SOON)
    if can.template:
        said = translate("The window closed {when}: an approved template goes instead of your "
                         "words.", when=ago(closes))  # fmt: skip
        return Window(says=said, soon=True)
    said = translate("The window closed {when}: the platform takes no answer until they write "
                     "again.", when=ago(closes))  # fmt: skip
    return Window(says=f"{said} {ways_left(looked, route.channel)}", closed=True)


ONLY = source("They have only commented: one private answer is possible, no more.")
ONCE_MORE = source(
    "They wrote in private too long ago: their comment can be answered once in private, no more."
)


def _only_reply(
    looked: Looked, only: tuple[str, datetime | None], at: datetime, words: str = ONLY
) -> Window:
    """Somebody who has only commented, or only of late, gets one private answer."""
    why, until = only
    if why or (until is not None and at >= until):
        said = delivery_words.why(why or PRIVATE_REPLY_LATE)
        return Window(says=f"{said} {ways_left(looked)}", closed=True)
    once = translate(words)
    if until is None:
        return Window(says=once)
    said = translate("The platform takes answers until {at} ({left}).", at=moment(until),
                     left=ago(until))  # fmt: skip
    return Window(says=f"{once} {said}", soon=until - at < SOON)


def where_now(looked: Looked) -> str:
    """Where words to the complainant go at present."""
    with installation().sessions.reading() as db:
        channel = route_of(db, looked.id, "reply").channel
    return where_to(looked, channel)


def where_to(looked: Looked, channel: str) -> str:
    """To whom and how words go, in a sentence."""
    to = looked.who.complainant()
    if channel == PAGE:
        return translate("{to} reads it on the tracking page.", to=to)
    return translate("Goes to {to} by {channel}.", to=to, channel=label("channel", channel))
