"""What comes along with a private message: files, shared things, stickers.

Pure. Files are told by their address over there, which dies with what its author deletes.
Where an account keeps no files, the address stands in the text instead, for whoever reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from adapters.fields import Fields
from adapters.plain import one_line
from workflow.core.messages import Attachment

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a file of a kind is called, and what it is, where nobody says."""

    ending: str
    media_type: str


FILES: Mapping[str, FileKind] = {
    "image": FileKind("jpg", "image/jpeg"),
    "sticker": FileKind("png", "image/png"),
    "audio": FileKind("mp4", "audio/mp4"),
    "video": FileKind("mp4", "video/mp4"),
    "file": FileKind("bin", "application/octet-stream"),
}
"""What can be fetched; every other kind is a thing elsewhere, told by its address."""

SIGNS: Mapping[str, str] = {
    "369239263222822": "\N{THUMBS UP SIGN}",
    "369239343222814": "\N{THUMBS UP SIGN}",
    "369239383222810": "\N{THUMBS UP SIGN}",
}
"""Stickers that say no more than a sign does: the thumbs of the Messenger, by size."""

HEART = "like_heart"
NEVER_KEPT = frozenset({"story_mention"})
"""Meta lets nobody keep what a person's own story shows."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The words and files that attachments come to."""

    words: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()


def pieces_of(attachments: list[Fields], *, stores: bool) -> Pieces:
    """All of them, in order; with `stores` false every file is only an address."""
    words: list[str] = []
    files: list[Attachment] = []
    for number, one in enumerate(attachments, start=1):
        kind, payload = one.line("type"), one.inner("payload")
        url, sign = payload.line("url") or one.line("url"), SIGNS.get(payload.id("sticker_id"), "")
        if kind in FILES and url and stores and not sign:
            files.append(file_at(url, kind, number))
        elif sign or kind == HEART:
            words.append(sign or "\N{HEAVY BLACK HEART}")
        else:
            words += [payload.line("title") or one.line("title"), url, _place(payload)]
    return Pieces(tuple(filter(None, words)), tuple(files))


def file_at(url: str, kind: str, number: int = 1) -> Attachment:
    """A file of a kind at an address; its name is the address's, where that holds one."""
    of = FILES.get(kind, FILES["file"])
    name = name_in(url) if kind == "file" else ""
    return Attachment(
        name=name or f"{kind}-{number}.{of.ending}", media_type=of.media_type, url=url
    )


def name_in(url: str) -> str:
    """The file's name at the end of an address; empty if there is none with an ending."""
    try:
        name = unquote(urlsplit(url).path.rpartition("/")[2])
    except ValueError:
        return ""
    return one_line(name, LONGEST_NAME) if "." in name.strip(".") else ""


def _place(payload: Fields) -> str:
    """A place as a `geo:` address (RFC 5870)."""
    at = payload.inner("coordinates")
    north, east = at.number("lat"), at.number("long")
    return "" if north is None or east is None else f"geo:{north:.6g},{east:.7g}"
