"""Reads a beat of Kentongan: what somebody drummed, changed, hushed or nodded at, and receipts.

Pure, and it never raises. One event in each document; a kind that is not in the tables is
unreadable, so that a person sees it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypedDict

from adapters.documents import BadDocument, read_object, unreadable
from adapters.fields import Fields
from workflow.core.messages import (
    Attachment,
    Check,
    Happening,
    InboundMessage,
    Kind,
    Outcome,
    RawMessage,
    Read,
    Receipt,
    Sender,
    Visibility,
)


class Drummer(TypedDict, total=False):
    """Who did it: their number, what they are called, and whether it is a machine."""

    id: str
    name: str
    handle: str
    machine: bool


class Beat(TypedDict, total=False):
    """What was drummed. `tag` and `key` are ours, brought back; `under` is what it answers."""

    id: str
    square: bool
    talk: str
    under: str
    words: str
    tag: str
    key: str
    link: str
    files: list[dict[str, object]]
    spot: dict[str, object]
    card: dict[str, object]


class Event(TypedDict, total=False):
    """One document: a number that counts up, a kind, a moment, and one of these."""

    number: int
    kind: str
    at: str
    by: Drummer
    beat: Beat
    fate: dict[str, object]


@dataclass(frozen=True, slots=True)
class Came:
    """Where an event came from, and the name of our own post."""

    raw: RawMessage
    own: str
    number: str


OUTCOMES: Mapping[str, Outcome] = {
    "heard": Outcome.DELIVERED,
    "opened": Outcome.READ,
    "turned away": Outcome.REFUSED,
    "not yet": Outcome.DELAYED,
}
"""What became of ours; any other word is unknown."""

FILE = "kentongan:"
"""How the address of a file begins; its id and, after `#`, its hash follow."""


def beat_number(body: bytes) -> str:
    """The document's number, by which a repetition is known; empty if it has none."""
    try:
        return Fields(read_object(body), "").id("number")
    except BadDocument:
        return ""


def read(raw: RawMessage, own: str) -> list[Read]:
    """The one event; `own` is the name under which we drum ourselves."""
    try:
        event = Fields(read_object(raw.body), "")
        return [_event(event, Came(raw, own, event.needed_id("number")))]
    except BadDocument as why:
        return [unreadable(raw, why)]


def _event(event: Fields, came: Came) -> Read:
    reader = _READERS.get(event.needed("kind"))
    if reader is None:
        raise BadDocument("kind: unknown")
    return reader(event, came)


def _said(event: Fields, came: Came) -> InboundMessage:
    """A beat as it was drummed."""
    beat = event.inner("beat")
    return replace(
        _about(event, came),
        external_id=beat.needed_id("id"),
        text=_words(beat),
        reply_text=_words(beat),
        in_reply_to=beat.id("under"),
        tokens=tuple(filter(None, (beat.line("tag"),))),
        key=beat.line("key"),
        permalink=beat.line("link"),
        attachments=tuple(_file(one) for one in beat.each("files")),
    )


def _changed(event: Fields, came: Came) -> InboundMessage:
    """The beat as it sounds now; the change has an id of its own."""
    now = _said(event, came)
    return replace(
        now, external_id=f"change-{came.number}", happening=Happening.EDIT, target=now.external_id
    )


def _hushed(event: Fields, came: Came) -> InboundMessage:
    """Whoever drummed it took it back."""
    return replace(
        _about(event, came),
        external_id=f"hush-{came.number}",
        happening=Happening.DELETE,
        target=event.inner("beat").needed_id("id"),
    )


def _nodded(event: Fields, came: Came) -> InboundMessage:
    """A sign at a beat; none means that it was taken back."""
    beat = event.inner("beat")
    return replace(
        _about(event, came),
        external_id=f"nod-{came.number}",
        happening=Happening.REACTION,
        text=beat.line("sign"),
        target=beat.needed_id("id"),
    )


def _post_news(event: Fields, came: Came) -> InboundMessage:
    """Somebody began or stopped to listen to our post."""
    told = _about(event, came)
    return replace(told, external_id=f"news-{came.number}", happening=Happening.ACCOUNT)


def _fate(event: Fields, came: Came) -> Receipt:
    fate = event.inner("fate")
    outcome = OUTCOMES.get(fate.needed("came"), Outcome.UNKNOWN)
    until = fate.iso_time("until")
    who = event.inner("by").id("id")
    return Receipt(
        channel=came.raw.channel,
        account=came.raw.account,
        external_id=f"fate-{came.number}",
        outcome=outcome,
        message_ids=fate.lines("of"),
        key=fate.line("key"),
        permanent=outcome is Outcome.REFUSED,
        failed=(who,) if outcome is Outcome.REFUSED and who else (),
        code=fate.line("why"),
        sender=Sender(address=who) if who else None,
        sent_at=event.iso_time("at"),
        up_to=until,
    )


_READERS: Mapping[str, Callable[[Fields, Came], Read]] = {
    "beat": _said,
    "change": _changed,
    "hush": _hushed,
    "nod": _nodded,
    "post": _post_news,
    "fate": _fate,
}


def _about(event: Fields, came: Came) -> InboundMessage:
    """Who, where and when. Kentongan knows its drummers: nobody drums in another one's name."""
    beat, who = event.inner("beat"), event.inner("by")
    sender = Sender(address=who.needed_id("id"), name=who.line("name"), username=who.line("handle"))
    public = beat.flag("square")
    return InboundMessage(
        kind=_kind(who, came.own),
        channel=came.raw.channel,
        account=came.raw.account,
        external_id=came.raw.external_id,
        sender=sender,
        text="",
        visibility=Visibility.PUBLIC if public else Visibility.PRIVATE,
        conversation=_conversation(beat, sender, public=public),
        sender_check=Check.PASSED,
        sent_at=event.iso_time("at"),
    )


def _kind(who: Fields, own: str) -> Kind:
    if own and who.id("id") == own:
        return Kind.OWN_ECHO
    return Kind.AUTO_REPLY if who.flag("machine") else Kind.PERSON


def _conversation(beat: Fields, sender: Sender, *, public: bool) -> str:
    """In a square many drum in one talk: each has a conversation of their own."""
    talk = beat.id("talk")
    return f"{talk}:{sender.address}" if public and talk else talk


def _words(beat: Fields) -> str:
    """What was drummed; below it the spot (RFC 5870), and a card as words: it is not theirs."""
    spot, card = beat.inner("spot"), beat.inner("card")
    north, east = spot.number("north"), spot.number("east")
    lines = [beat.words("words")]
    if north is not None and east is not None:
        lines.append(f"geo:{north:.6g},{east:.7g}")
    lines.append(" ".join(filter(None, (card.line("name"), card.line("phone")))))
    return "\n".join(filter(None, lines))


def _file(file: Fields) -> Attachment:
    """A file by its id; its bytes are fetched afterwards."""
    return Attachment(
        name=file.line("name") or file.needed_id("id"),
        media_type=file.line("type") or "application/octet-stream",
        url=f"{FILE}{file.needed_id('id')}#{file.line('sha256').lower()}",
    )
