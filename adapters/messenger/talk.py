"""Reads a private event: what somebody wrote, changed, took back, pressed, felt or has read.

The same for the Messenger of a page and the messages of Instagram. Pure; ids follow one rule,
`m:<mid>` for a message, so that whatever names one later names it in the same way.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from adapters.documents import BadDocument, unreadable
from adapters.fields import Fields
from adapters.messenger.deliveries import Came
from adapters.messenger.pieces import NEVER_KEPT, pieces_of
from workflow.core.messages import (
    REPLY_TOKEN,
    Happening,
    InboundMessage,
    Kind,
    Outcome,
    Read,
    Receipt,
    Sender,
)

STARTED = "GET_STARTED"
TAKEN_BACK = "unreact"
PLAIN = frozenset({"timestamp", "sender", "recipient"})
"""What stands in an event besides the one thing that it is about."""


def message_id(mid: str) -> str:
    """A private message's id with us."""
    return f"m:{mid}"


def read_talk(event: Fields, came: Came) -> Read:
    """The one thing in an event; raises `BadDocument` if there is none that we know."""
    for key, reader in _READERS.items():
        if key in event:
            if reader is not _news:
                event.inner("sender").needed_id("id")
            return reader(event, event.inner(key), came)
    return _unknown(event, came)


def _message(event: Fields, message: Fields, came: Came) -> Read:
    mid = message.needed_id("mid")
    if message.flag("is_deleted"):
        gone = _from(event, came, f"d:{mid}")
        return replace(gone, happening=Happening.DELETE, target=message_id(mid))
    found = _from(event, came, message_id(mid))
    attached = _attached(message)
    kinds = {one.line("type") for one in attached}
    stores = came.house.stores and not kinds & NEVER_KEPT
    pieces = pieces_of(attached, stores=stores)
    story = message.inner("reply_to").inner("story")
    lines = (message.words("text"), *pieces.words, story.line("url"))
    words = "\n".join(filter(None, lines))
    if not (words or pieces.files):
        return _without_words(message, found, came)
    quoted = message.inner("reply_to").id("mid")
    payload = message.inner("quick_reply").line("payload")
    return replace(
        found,
        text=words,
        reply_text=message.words("text") or words,
        attachments=pieces.files,
        in_reply_to=message_id(quoted) if quoted else "",
        tokens=tuple(filter(None, (payload, message.inner("referral").line("ref")))),
        key=message.line("metadata") if found.kind is Kind.OWN_ECHO else "",
        answers=_about_story(kinds, story),
    )


def _about_story(kinds: set[str], story: Fields) -> Mapping[str, str]:
    """Whether it is about somebody's story, which is gone after a day."""
    if kinds & NEVER_KEPT:
        return {"kind": "story_mention"}
    return {"kind": "story_reply"} if "url" in story or "id" in story else {}


def _without_words(message: Fields, found: InboundMessage, came: Came) -> InboundMessage:
    """Something was sent that nobody can be shown here: a person opens it over there."""
    what = "not passed on by Meta" if message.flag("is_unsupported") else "empty"
    aside = unreadable(came.raw, BadDocument(f"message: {what}"), found.external_id)
    return replace(
        aside,
        kind=Kind.UNREADABLE if found.kind is Kind.PERSON else found.kind,
        sender_check=found.sender_check,
        recipients=found.recipients,
        account=came.house.account,
        sender=replace(found.sender, name=""),
        conversation=found.conversation,
        sent_at=found.sent_at,
    )


def _edited(event: Fields, edit: Fields, came: Came) -> Read:
    """The message as it reads now; its count is nought where it is new (seen in trials)."""
    mid, count = edit.needed_id("mid"), edit.id("num_edit")
    words = edit.words("text")
    if count == "0":
        return replace(_from(event, came, message_id(mid)), text=words, reply_text=words)
    return replace(
        _from(event, came, f"e:{mid}:{count}"),
        happening=Happening.EDIT,
        target=message_id(mid),
        text=words,
        reply_text=words,
    )


def _reaction(event: Fields, reaction: Fields, came: Came) -> Read:
    mid, taken_back = reaction.needed_id("mid"), reaction.line("action") == TAKEN_BACK
    sign = "" if taken_back else reaction.line("emoji") or reaction.line("reaction")
    who, when = _person(event, came), event.id("timestamp")
    return replace(
        _from(event, came, f"r:{mid}:{who}:{sign or '-'}:{when}"),
        happening=Happening.REACTION,
        target=message_id(mid),
        text=sign,
    )


def _pressed(event: Fields, press: Fields, came: Came) -> Read:
    """A button, or one of the questions that are offered at the beginning."""
    payload, title = press.line("payload"), press.words("title")
    mid, ref = press.id("mid"), press.inner("referral").line("ref")
    id = message_id(mid) if mid else f"b:{_person(event, came)}:{event.needed_id('timestamp')}"
    said = payload != STARTED and not REPLY_TOKEN.fullmatch(payload) and bool(title)
    return replace(
        _from(event, came, id),
        happening=Happening.MESSAGE if said else Happening.ACCOUNT,
        text=title if said else "",
        reply_text=title if said else "",
        tokens=tuple(filter(None, (payload, ref))),
    )


def _news(event: Fields, news: Fields, came: Came) -> Read:
    """Somebody came by a link, or Meta did something with the conversation or the account."""
    status, who = news.line("action") or news.line("type"), event.inner("sender").id("id")
    id = f"n:{who or '-'}:{event.needed_id('timestamp')}"
    ref = news.line("ref")
    return replace(
        _from(event, came, id),
        happening=Happening.ACCOUNT,
        tokens=(ref,) if ref else (),
        answers={"status": status} if status else {},
    )


def _delivered(event: Fields, delivery: Fields, came: Came) -> Read:
    return _receipt(event, delivery, (came, Outcome.DELIVERED))


def _was_read(event: Fields, reading: Fields, came: Came) -> Read:
    return _receipt(event, reading, (came, Outcome.READ))


def _unknown(event: Fields, came: Came) -> Read:
    """A kind that Meta added later; one that names messages of ours is news of those."""
    for key in event:
        if key not in PLAIN and "mids" in event.inner(key):
            return _receipt(event, event.inner(key), (came, Outcome.UNKNOWN))
    raise BadDocument("event: unknown")


def _receipt(event: Fields, news: Fields, what: tuple[Came, Outcome]) -> Receipt:
    """News of what we sent: by its ids, else all that went before the watermark."""
    came, outcome = what
    mids = (*news.lines("mids"), news.id("mid"))
    ids = tuple(message_id(mid) for mid in mids if mid)
    who, mark = event.inner("sender").needed_id("id"), news.id("watermark")
    if not (ids or mark):
        raise BadDocument("receipt: of nothing")
    about = ids[0].removeprefix("m:") if ids else f"{who}:{mark}"
    return Receipt(
        channel=came.raw.channel,
        account=came.house.account,
        external_id=f"s:{about}:{outcome.value}",
        outcome=outcome,
        message_ids=ids,
        sender=Sender(address=who),
        sent_at=news.count_time("watermark") or event.count_time("timestamp"),
        up_to=None if ids else news.count_time("watermark"),
    )


_READERS: Mapping[str, Callable[[Fields, Fields, Came], Read]] = {
    "message": _message,
    "message_edit": _edited,
    "reaction": _reaction,
    "postback": _pressed,
    "delivery": _delivered,
    "read": _was_read,
    **dict.fromkeys(
        (
            *("referral", "optin", "account_linking", "policy_enforcement"),
            *("pass_thread_control", "take_thread_control", "request_thread_control"),
        ),
        _news,
    ),
}


def _from(event: Fields, came: Came, external_id: str) -> InboundMessage:
    """The beginnings: who, in which conversation, when. The account itself is known by its id."""
    sender = event.inner("sender").id("id")
    own = _is_own(event, came)
    name = event.inner("sender").line("name")
    found = came.message(
        external_id,
        Sender(address=sender, name=name, username=event.inner("sender").line("username")),
        Kind.OWN_ECHO if own else Kind.PERSON,
    )
    return replace(
        found,
        recipients=(_person(event, came),) if own else (),
        conversation=came.place("dm", _person(event, came)),
        sent_at=event.count_time("timestamp") or came.at,
    )


def _person(event: Fields, came: Came) -> str:
    """Whoever talks with us, whichever way the message went."""
    sender, recipient = event.inner("sender").id("id"), event.inner("recipient").id("id")
    return recipient if _is_own(event, came) else sender


def _is_own(event: Fields, came: Came) -> bool:
    """By the account's number first; their flag alone only ever makes more of them our own."""
    sender = event.inner("sender").id("id")
    return came.house.is_own(sender) or event.inner("message").flag("is_echo")


def _attached(message: Fields) -> list[Fields]:
    """A list; some come as one object."""
    try:
        return message.each("attachments")
    except BadDocument:
        return [message.inner("attachments")]
