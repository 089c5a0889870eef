"""Reads the files of a post: what they are called, where they are to be had, what they show.

Pure. Files come by link and are fetched afterwards; only what the server names is known here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from adapters.fields import Fields
from adapters.plain import one_line
from workflow.core.messages import Attachment


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a file of a kind is called, and what it is, where its name does not tell."""

    ending: str
    media_type: str


KINDS: Mapping[str, FileKind] = {
    "image": FileKind("jpg", "image/jpeg"),
    "gifv": FileKind("mp4", "video/mp4"),
    "video": FileKind("mp4", "video/mp4"),
    "audio": FileKind("mp3", "audio/mpeg"),
}
UNKNOWN = FileKind("bin", "application/octet-stream")
TYPES: Mapping[str, str] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".heic": "image/heic",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
}
LONGEST_NAME = 100


def files_of(post: Fields) -> tuple[Attachment, ...]:
    """The files; of one that our server has no copy of, the address where it came from."""
    return tuple(_file(file) for file in post.each("media_attachments"))


def described(post: Fields) -> Iterator[str]:
    """What people wrote about their files for those who cannot see them, line by line."""
    for file in post.each("media_attachments"):
        if about := file.words("description").strip():
            yield f"[{_name(file)}] {about}"


def _file(file: Fields) -> Attachment:
    name = _name(file)
    known = TYPES.get(PurePosixPath(name).suffix.lower())
    return Attachment(name=name, media_type=known or _kind(file).media_type, url=_address(file))


def _name(file: Fields) -> str:
    """The end of its address, which is all that the server tells of its name."""
    path = unquote(_path(_address(file)), errors="replace")
    name = one_line(PurePosixPath(path).name)
    if name and len(name) <= LONGEST_NAME and "." in name:
        return name
    return f"{file.line('type') or 'file'}-{file.needed_id('id')}.{_kind(file).ending}"


def _kind(file: Fields) -> FileKind:
    return KINDS.get(file.line("type"), UNKNOWN)


def _address(file: Fields) -> str:
    return file.words("url") or file.words("remote_url")


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
