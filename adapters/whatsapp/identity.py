"""Who wrote: Meta's id of a person first, for telephone numbers change and may be missing.

Since April 2026 each message brings an id that is the same for all numbers of an office
(the business-scoped user id, `ID.1349…`); people with a username may come without a number.
Names are free text and prove nothing. Pure.
"""

from collections.abc import Mapping

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.meta.envelope import Piece, pieces_of
from workflow.core.messages import Sender


def cards_in(value: Mapping[str, object]) -> list[Fields]:
    """The cards beside the messages, in their places; a broken one is an empty one."""
    return [_card(piece) for piece in pieces_of(value, "contacts")]


def contact_for(message: Fields, position: int, contacts: list[Fields]) -> Fields:
    """The card that belongs to a message: by an id, else by its place, else an empty one.

    By its place only where no id speaks against it: a wrong card is worse than none.
    """
    phone, user = message.id("from"), _user(message)
    for contact in contacts:
        if _is(phone, contact.id("wa_id")) or _is(user, contact.id("user_id")):
            return contact
    if position < len(contacts) and _may_be(contacts[position], phone, user):
        return contacts[position]
    return Fields({}, "contact")


def sender_of(message: Fields, contact: Fields) -> Sender:
    """Who wrote a message; raises `BadDocument` if nothing says so."""
    user = _user(message) or contact.id("user_id")
    phone = message.id("from") or contact.id("wa_id")
    parent = message.id("from_parent_user_id") or contact.id("parent_user_id")
    card = contact.inner("profile")
    return person((user, phone, parent), name=card.line("name"), username=card.line("username"))


def person(ids: tuple[str, ...], name: str = "", username: str = "") -> Sender:
    """A person by their ids, best first; the rest are further names of the same one."""
    known = tuple(dict.fromkeys(filter(None, ids)))
    if not known:
        raise BadDocument("message: from nobody")
    phone = next((id for id in known if is_phone(id)), "")
    return Sender(
        address=known[0],
        name=name,
        username=username,
        phone=f"+{phone}" if phone else "",
        aliases=known[1:],
    )


def is_phone(id: str) -> bool:
    """Whether an id is a telephone number: digits with the country's, without a plus."""
    return id.isascii() and id.isdigit()


def _card(piece: Piece) -> Fields:
    try:
        card = Fields({} if isinstance(piece, BadDocument) else piece, "contact")
        for key in ("wa_id", "user_id", "parent_user_id"):
            card.id(key)
        profile = card.inner("profile")
        profile.line("name"), profile.line("username")
    except BadDocument:
        return Fields({}, "contact")
    return card


def _is(one: str, other: str) -> bool:
    return bool(one) and one == other


def _user(message: Fields) -> str:
    return message.id("from_user_id") or message.id("user_id")


def _may_be(contact: Fields, phone: str, user: str) -> bool:
    theirs = (contact.id("wa_id"), phone), (contact.id("user_id"), user)
    return not any(one and other and one != other for one, other in theirs)
