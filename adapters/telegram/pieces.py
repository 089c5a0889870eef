"""What a Telegram message is made of: its words, and the files that can be fetched.

A place, a contact, a sticker become words, for people read words. Pure; knows nothing of
who wrote to whom.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.fields import Fields
from workflow.core.messages import Attachment

LINK = "telegram:"
"""How an attachment's address begins; the file's id follows. The token never stands there."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a file of a kind is called, and what it is, where Telegram does not say."""

    ending: str
    media_type: str


FILES: Mapping[str, FileKind] = {
    "voice": FileKind("ogg", "audio/ogg"),
    "audio": FileKind("mp3", "audio/mpeg"),
    "video": FileKind("mp4", "video/mp4"),
    "video_note": FileKind("mp4", "video/mp4"),
    "animation": FileKind("mp4", "video/mp4"),
    "document": FileKind("bin", "application/octet-stream"),
}
PICTURE = FileKind("jpg", "image/jpeg")
NEWS = frozenset(
    {
        *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo"),
        *("delete_chat_photo", "group_chat_created", "supergroup_chat_created"),
        *("migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "write_access_allowed"),
        *("message_auto_delete_timer_changed", "users_shared", "chat_shared", "boost_added"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "video_chat_started"),
    }
)
"""What Telegram itself says in a chat: nobody wrote it."""


def words_of(message: Fields) -> str:
    """Everything in the message that can be read, line by line."""
    found = [message.words("text") or message.words("caption")]
    found += [tell(message.inner(key)) for key, tell in _TELL.items() if key in message]
    if "location" in message and "venue" not in message:
        found.append(_place(message.inner("location")))
    return "\n".join(filter(None, found))


def files_of(message: Fields) -> tuple[Attachment, ...]:
    """The files; of a picture the largest size, and an animation once, though it comes twice."""
    found = []
    if sizes := message.each("photo"):
        largest = max(sizes, key=lambda size: size.number("width") or 0)
        found.append(_file(largest, "photo", PICTURE))
    for key, kind in FILES.items():
        if key in message and not (key == "document" and "animation" in message):
            found.append(_file(message.inner(key), key, kind))
    return tuple(found)


def _file(file: Fields, key: str, kind: FileKind) -> Attachment:
    known = file.id("file_unique_id") or file.needed_id("file_id")
    return Attachment(
        name=file.line("file_name") or f"{key}-{known}.{kind.ending}",
        media_type=file.line("mime_type") or kind.media_type,
        url=LINK + file.needed_id("file_id"),
    )


def _place(place: Fields) -> str:
    """A `geo:` address (RFC 5870), which telephones and maps understand."""
    north, east = place.number("latitude"), place.number("longitude")
    if north is None or east is None:
        return ""
    exact = place.number("horizontal_accuracy")
    around = "" if exact is None else f";u={exact:g}"
    return f"geo:{north:.6g},{east:.7g}{around}"


def _venue(venue: Fields) -> str:
    lines = (venue.line("title"), venue.line("address"), _place(venue.inner("location")))
    return "\n".join(filter(None, lines))


def _contact(contact: Fields) -> str:
    parts = (contact.line("first_name"), contact.line("last_name"), contact.line("phone_number"))
    return " ".join(filter(None, parts))


def _poll(poll: Fields) -> str:
    choices = (f"- {choice.line('text')}" for choice in poll.each("options"))
    return "\n".join((poll.line("question"), *choices))


_TELL: Mapping[str, Callable[[Fields], str]] = {
    "venue": _venue,
    "contact": _contact,
    "sticker": lambda sticker: sticker.line("emoji"),
    "dice": lambda dice: dice.line("emoji"),
    "poll": _poll,
}
