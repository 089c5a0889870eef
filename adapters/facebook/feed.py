"""Reads what happens in public below a page of Facebook: comments, posts of visitors, mentions.

Pure; raises `BadDocument`. Ids say what they name (`c:` a comment, `p:` a post, `m:` a private
message); a change has an id of its own and names its message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict
from urllib.parse import quote

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.messenger.deliveries import Came
from adapters.messenger.pieces import file_at
from adapters.messenger.progress import print_of
from workflow.core.messages import (
    Attachment,
    Happening,
    InboundMessage,
    Kind,
    Read,
    Sender,
    Visibility,
)


class Who(TypedDict, total=False):
    """Whoever did something, by a number that only our page knows them by."""

    id: str
    name: str


class Change(TypedDict, total=False):
    """What is told of the page's feed; `from` is missing where the person cannot be shown."""

    item: str
    verb: str
    comment_id: str
    post_id: str
    parent_id: str
    created_time: int
    message: str
    photo: str
    photos: list[str]
    video: str
    link: str
    reaction_type: str


SOMEBODY = "Pengguna Facebook"
"""The name of whoever is not shown to us."""

POSTS = frozenset({"status", "post", "photo", "video", "share", "link", "note", "album"})
FELT = frozenset({"reaction", "like"})
COMMENT, POST = "comment", "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A comment or post: its letter and number, the one that it answers, and where it stands."""

    letter: str
    id: str
    root: str
    answers: str = ""
    link: str = ""

    @property
    def name(self) -> str:
        """Its id with us."""
        return f"{self.letter}:{self.id}"


def read_feed(value: Fields, came: Came) -> Read:
    """Something happened below the page or on it."""
    item, verb = value.line("item"), value.line("verb")
    if item in FELT:
        return _felt(value, came)
    if item == COMMENT:
        thing = _comment_in(value)
    elif item in POSTS:
        thing = _post_in(value)
    else:
        raise BadDocument("item: unknown")
    if verb not in _VERBS:
        raise BadDocument("verb: unknown")
    return _VERBS[verb](value, thing, came)


def _added(value: Fields, thing: Thing, came: Came) -> InboundMessage:
    """Somebody wrote; a post of the page itself is ours."""
    words, files = value.words("message"), _files(value)
    text = "\n".join(filter(None, (words, value.line("link"))))
    if not (text or files):
        raise BadDocument(f"{value.line('item')}: nothing in it that we know")
    return replace(
        _said(value, thing, came),
        text=text,
        reply_text=words or text,
        attachments=files,
        in_reply_to=thing.answers,
    )


def _edited(value: Fields, thing: Thing, came: Came) -> InboundMessage:
    """It reads differently now; the same words told twice are the same edit."""
    new = _added(value, thing, came)
    return replace(
        new,
        external_id=f"{thing.letter}e:{thing.id}:{print_of(new.text)}",
        happening=Happening.EDIT,
        target=thing.name,
    )


def removed(value: Fields, thing: Thing, came: Came) -> InboundMessage:
    return replace(
        _said(value, thing, came),
        external_id=f"{thing.letter}d:{thing.id}",
        happening=Happening.DELETE,
        target=thing.name,
    )


def _hidden(value: Fields, thing: Thing, came: Came) -> InboundMessage:
    """Hidden or shown again, by an officer over there or by Facebook: no words of anybody."""
    status, at = value.line("verb"), value.id("created_time")
    return replace(
        _said(value, thing, came),
        external_id=f"{thing.letter}h:{thing.id}:{status}:{at or '-'}",
        happening=Happening.ACCOUNT,
        target=thing.name,
        answers={"status": status},
    )


_VERBS: Mapping[str, Callable[[Fields, Thing, Came], Read]] = {
    "add": _added,
    "edited": _edited,
    "edit": _edited,
    "remove": removed,
    "hide": _hidden,
    "unhide": _hidden,
}


def _felt(value: Fields, came: Came) -> Read:
    """A like or another feeling, given or taken back."""
    thing = _comment_in(value) if "comment_id" in value else _post_in(value)
    taken_back = value.line("verb") == "remove"
    sign = "" if taken_back else value.line("reaction_type") or value.line("item")
    who, at = value.inner("from").id("id") or "-", value.id("created_time") or "-"
    return replace(
        _said(value, thing, came),
        external_id=f"r:{thing.id}:{who}:{sign or '-'}:{at}",
        happening=Happening.REACTION,
        target=thing.name,
        text=sign,
    )


def read_mention(value: Fields, came: Came) -> Read:
    """Our page was named elsewhere. Nobody tells by whom: a person may look there."""
    post, comment = value.needed_id("post_id"), value.id("comment_id")
    thing = Thing(letter="mn", id=f"{post}:{comment or '-'}", root=comment or post,
                  link=_link(post, comment))  # fmt: skip
    verb = value.line("verb")
    if verb not in _VERBS:
        raise BadDocument("verb: unknown")
    return _VERBS[verb](value, thing, came)


def _said(value: Fields, thing: Thing, came: Came) -> InboundMessage:
    """The beginnings: who, below what, when. Everybody can read it."""
    who = value.inner("from")
    id = who.id("id")
    kind = Kind.OWN_ECHO if came.house.is_own(id) else Kind.PERSON
    name = who.line("name") or ("" if id else SOMEBODY)
    return replace(
        came.message(thing.name, Sender(address=id, name=name), kind),
        visibility=Visibility.PUBLIC,
        # Whoever is not shown shares a conversation with nobody.
        conversation=came.place("c", thing.root, id or f"-{thing.id}"),
        permalink=value.inner("post").line("permalink_url") or thing.link,
        sent_at=_when(value, came),
    )


def _when(value: Fields, came: Came) -> datetime | None:
    return value.count_time("created_time") or came.at


def _comment_in(value: Fields) -> Thing:
    """A comment below a post, or below another comment."""
    id, post = value.needed_id("comment_id"), value.id("post_id")
    parent = value.id("parent_id")
    is_reply = parent not in {"", post}
    return Thing(
        letter="c",
        id=id,
        root=parent if is_reply else id,
        answers=f"c:{parent}" if is_reply else "",
        link=_link(post, id),
    )


def _post_in(value: Fields) -> Thing:
    id = value.needed_id("post_id")
    return Thing(letter="p", id=id, root=id, link=_link(id, ""))


def _link(post: str, comment: str) -> str:
    """Where everybody can read it."""
    if not post:
        return f"https://www.facebook.com/{quote(comment)}"
    number = comment.rpartition("_")[2]
    return f"https://www.facebook.com/{quote(post)}" + (
        f"?comment_id={quote(number)}" if number else ""
    )


def _files(value: Fields) -> tuple[Attachment, ...]:
    """Pictures and films by their addresses."""
    pictures = value.lines("photos") or tuple(filter(None, (value.line("photo"),)))
    found = [file_at(url, "image", at) for at, url in enumerate(pictures, start=1) if url]
    if video := value.line("video"):
        found.append(file_at(video, "video"))
    return tuple(found)
